import { replacedBy } from '@etanche/records-fhir';
import type { Refused } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { groupPeople } from './group-people.ts';
import { isPatient } from './owners.ts';
import type { People } from './people.ts';
import { readParts, type Item, type XmlToJson } from './read-items.ts';
import { gatherScattered, type Gathered } from './scattered.ts';
import { createSharing, sharedOf, type Sharing, type Taken } from './sharing.ts';
import type { Survey } from './survey.ts';
import { inOrder } from './versions.ts';

/** One patient, and everything for the file: the patient's own resources, and the shared ones that they refer to. */
export type PatientUnit = {
  /** The Patient as it stands now: the last of `states`. */
  readonly patient: Item;
  /** All that the source has of this Patient, the oldest first; the same text more than once too. */
  readonly states: readonly Item[];
  /** Patients that this one replaces: their names mean it. They are reported, and have no file. */
  readonly replaced: readonly Item[];
  readonly resources: readonly Item[];
  readonly shared: readonly Item[];
  /** Those of `shared` that went into another file before. */
  readonly copied: readonly Item[];
};

export type Unit =
  | { readonly kind: 'patient'; readonly unit: PatientUnit }
  /** `items` are the resources of `refused`, in its order. */
  | { readonly kind: 'refused'; readonly refused: readonly Refused[]; readonly items: readonly Item[] };

/**
 * The patients of a source, one after another: of files that hold whole patients as they stand, and of the others (NDJSON,
 * one bundle for each visit) brought together, as many at a time as `memoryBytes` holds. Nothing is written anywhere.
 *
 * @param memoryBytes of text, for what has to be brought together
 */
export async function* patientUnits(
  paths: readonly string[],
  found: Survey,
  memoryBytes: number,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<Unit> {
  const sharing = createSharing(found.shared);
  for await (const source of readSourceFiles(paths)) {
    if (!found.whole.has(source.number)) continue;
    for await (const { items } of readParts(source, xmlToJson)) yield* unitsOfBundle(items, sharing, found.people);
  }
  if (found.whole.size < found.files.length) {
    for await (const gathered of gatherScattered(paths, found, memoryBytes, xmlToJson)) {
      yield* unitsOfGathered(gathered, sharing);
    }
  }
  yield* refusals('of_no_patient', sharing.unused());
}

/** A bundle of whole patients. */
function* unitsOfBundle(items: readonly Item[], elsewhere: Sharing, people: People): Generator<Unit> {
  const states = new Map<string, Item[]>();
  for (const item of items.filter(isPatient)) {
    const person = people.personOf(item);
    states.set(person, [...(states.get(person) ?? []), item]);
  }
  const current = new Map(Array.from(states, ([person, all]) => [person, newestOf(all)]));
  const grouped = groupPeople(items, people, current);
  const near = createSharing(sharedOf(grouped.shared as readonly Item[]));
  for (const { patient, resources } of grouped.patients) {
    const all = states.get(people.personOf(patient as Item)) ?? [patient as Item];
    yield* unitsOfPerson(all, resources as readonly Item[], (own) => {
      // A bundle of one patient brings everything that it holds into that patient's file.
      const fromFile = grouped.patients.length === 1 ? near.takeAll() : near.take(own);
      const rest = elsewhere.take([...own, ...fromFile.items]);
      return { items: [...fromFile.items, ...rest.items], copied: [...fromFile.copied, ...rest.copied] };
    });
  }
  for (const { entry, reason } of grouped.loose) {
    if (reason !== 'patient_replaced') yield* refusals(reason, [entry as Item]);
  }
  yield* refusals('of_no_patient', near.unused());
}

function* unitsOfGathered({ items, loose }: Gathered, elsewhere: Sharing): Generator<Unit> {
  const states = items.filter(isPatient);
  const resources = items.filter((item) => !isPatient(item));
  if (states.length > 0) {
    yield* unitsOfPerson(states, resources, (own) => elsewhere.take(own));
  } else yield* refusals('patient_missing', resources);
  for (const { item, reason } of loose) yield* refusals(reason, [item]);
}

/** @param all all Patients of the source that describe this person */
function* unitsOfPerson(
  all: readonly Item[],
  resources: readonly Item[],
  share: (own: readonly Item[]) => Taken,
): Generator<Unit> {
  const { states, replaced } = statesOf(all);
  const { items: shared, copied } = share([...states, ...resources]);
  yield { kind: 'patient', unit: { patient: newestOf(all), states, replaced, resources, shared, copied } };
  yield* refusals('patient_replaced', replaced);
}

/** The versions of a person's Patient, and the Patients that were merged into it; those alone where there is no other. */
function statesOf(all: readonly Item[]): { readonly states: readonly Item[]; readonly replaced: readonly Item[] } {
  const isReplaced = ({ resource }: Item): boolean => replacedBy(resource) !== null;
  const used = all.filter((state) => !isReplaced(state));
  if (used.length === 0) return { states: inOrder(all), replaced: [] };
  return { states: inOrder(used), replaced: all.filter(isReplaced) };
}

function newestOf(all: readonly Item[]): Item {
  const newest = statesOf(all).states.at(-1);
  if (newest === undefined) throw new RangeError('a person without a Patient');
  return newest;
}

function* refusals(code: string, items: readonly Item[]): Generator<Unit> {
  if (items.length === 0) return;
  yield { kind: 'refused', refused: items.map(({ place }) => ({ ...place, path: '', code })), items };
}
