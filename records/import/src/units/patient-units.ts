import { groupByPatient, isObject, replacedBy, text } from '@etanche/records-fhir';
import type { Refused } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { isPatient } from './owners.ts';
import type { People } from './people.ts';
import { readParts, type Item, type XmlToJson } from './read-items.ts';
import { gatherScattered, type Gathered } from './scattered.ts';
import { createSharing, sharedOf, type Sharing, type Taken } from './sharing.ts';
import type { Survey } from './survey.ts';

/** One patient, and everything for the file: the patient's own resources, and the shared ones that they refer to. */
export type PatientUnit = {
  readonly patient: Item;
  readonly resources: readonly Item[];
  readonly shared: readonly Item[];
  /** Those of `shared` that went into another file before. */
  readonly copied: readonly Item[];
  /** How many more times the source has this very Patient. */
  readonly repeated: number;
};

export type Unit =
  | { readonly kind: 'patient'; readonly unit: PatientUnit }
  | { readonly kind: 'refused'; readonly refused: readonly Refused[] };

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
  const current = new Map(Array.from(states, ([person, all]) => [person, newest(all)]));
  const currentItems = new Set(current.values());
  const others = new Set(items.filter((item) => isPatient(item) && !currentItems.has(item)));
  const replaced = new Set(Array.from(others).filter(({ resource }) => replacedBy(resource) !== null));
  const grouped = groupByPatient(items.filter((item) => !others.has(item) || replaced.has(item)));
  const near = createSharing(sharedOf(grouped.shared as readonly Item[]));
  for (const { patient, resources } of grouped.patients) {
    const all = states.get(people.personOf(patient as Item)) ?? [patient as Item];
    yield* unitsOfPerson(patient as Item, all, resources as readonly Item[], (own) => {
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
    yield* unitsOfPerson(newest(states), states, resources, (own) => elsewhere.take(own));
  } else yield* refusals('patient_missing', resources);
  for (const { item, reason } of loose) yield* refusals(reason, [item]);
}

/** @param states all Patients of the source that describe this person */
function* unitsOfPerson(
  patient: Item,
  states: readonly Item[],
  resources: readonly Item[],
  share: (own: readonly Item[]) => Taken,
): Generator<Unit> {
  const { items: shared, copied } = share([patient, ...resources]);
  const others = states.filter((state) => state !== patient);
  const repeats = others.filter((state) => state.text === patient.text);
  yield { kind: 'patient', unit: { patient, resources, shared, copied, repeated: repeats.length } };
  const different = others.filter((state) => state.text !== patient.text);
  const isReplaced = ({ resource }: Item): boolean => replacedBy(resource) !== null;
  yield* refusals('patient_replaced', different.filter(isReplaced));
  yield* refusals(
    'patient_twice',
    different.filter((state) => !isReplaced(state)),
  );
}

/** The Patient that stands for a person: not one that was replaced, then the latest, then the first of the source. */
function newest(states: readonly Item[]): Item {
  const rank = ({ resource }: Item): string => {
    const meta = resource['meta'];
    const written = isObject(meta) ? text(meta['lastUpdated']) : null;
    const updated = Date.parse(written ?? '');
    return `${replacedBy(resource) === null ? 1 : 0} ${String(Number.isNaN(updated) ? 0 : updated).padStart(15, '0')}`;
  };
  return states.reduce((best, state) => (rank(state) > rank(best) ? state : best));
}

function* refusals(code: string, items: readonly Item[]): Generator<Unit> {
  if (items.length === 0) return;
  yield { kind: 'refused', refused: items.map(({ place }) => ({ ...place, path: '', code })) };
}
