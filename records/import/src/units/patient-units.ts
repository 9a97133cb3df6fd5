import { replacedBy } from '@etanche/records-fhir';
import type { Refusal } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { groupPeople } from './group-people.ts';
import { isPatient } from './owners.ts';
import type { People } from './people.ts';
import { readParts, type Item, type XmlToJson } from './read-items.ts';
import { gatherScattered, type PersonResources } from './scattered.ts';
import { createSharing, indexSharedItems, type Sharing, type SharedSelection } from './sharing.ts';
import type { Survey } from './survey.ts';
import { inVersionOrder } from './versions.ts';

/** A patient with all resources of the file: the patient's own resources, and shared ones to which they refer. */
export type PatientUnit = {
  /** The newest state of the Patient: the last of `states`. */
  readonly patient: Item;
  /** All states of this Patient in the source, the oldest first. The same text may occur more than once. */
  readonly states: readonly Item[];
  /** Patients that this one replaces. References to them lead to this one. They are reported and have no file. */
  readonly replaced: readonly Item[];
  readonly resources: readonly Item[];
  readonly shared: readonly Item[];
  /** The part of `shared` that is also in the file of an earlier patient. */
  readonly copied: readonly Item[];
};

type Unit =
  | { readonly kind: 'patient'; readonly unit: PatientUnit }
  /** `items` are the resources of `refused`, in the same order. */
  | { readonly kind: 'refused'; readonly refused: readonly Refusal[]; readonly items: readonly Item[] };

/**
 * Yields the patients of a source one after the other. Files that contain whole patients are read directly. Patients
 * whose resources are in several files (NDJSON, one bundle for each visit) are joined in memory, as many at a time as
 * fit in `memoryBytes` of text. Nothing is written to disk.
 */
export async function* patientUnits(
  paths: readonly string[],
  survey: Survey,
  memoryBytes: number,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<Unit> {
  const sharing = createSharing(survey.shared);
  for await (const source of readSourceFiles(paths)) {
    if (!survey.whole.has(source.number)) continue;
    for await (const { items } of readParts(source, xmlToJson)) yield* unitsOfBundle(items, sharing, survey.people);
  }
  if (survey.whole.size < survey.files.length) {
    for await (const resources of gatherScattered(paths, survey, memoryBytes, xmlToJson)) {
      yield* unitsOfScattered(resources, sharing);
    }
  }
  yield* refusals('of_no_patient', sharing.unused());
}

/** Yields the units of a bundle of whole patients. */
function* unitsOfBundle(items: readonly Item[], sourceSharing: Sharing, people: People): Generator<Unit> {
  const states = new Map<string, Item[]>();
  for (const item of items.filter(isPatient)) {
    const person = people.personOf(item);
    states.set(person, [...(states.get(person) ?? []), item]);
  }
  const current = new Map(Array.from(states, ([person, all]) => [person, newestOf(all)]));
  const grouped = groupPeople(items, people, current);
  const bundleSharing = createSharing(indexSharedItems(grouped.shared as readonly Item[]));
  for (const { patient, resources } of grouped.patients) {
    const all = states.get(people.personOf(patient as Item)) ?? [patient as Item];
    yield* unitsOfPerson(all, resources as readonly Item[], (own) => {
      // All shared resources of a bundle with one patient go into that patient's file.
      const fromFile = grouped.patients.length === 1 ? bundleSharing.takeAll() : bundleSharing.take(own);
      const rest = sourceSharing.take([...own, ...fromFile.items]);
      return { items: [...fromFile.items, ...rest.items], copied: [...fromFile.copied, ...rest.copied] };
    });
  }
  for (const { entry, reason } of grouped.loose) {
    if (reason !== 'patient_replaced') yield* refusals(reason, [entry as Item]);
  }
  yield* refusals('of_no_patient', bundleSharing.unused());
}

function* unitsOfScattered({ items, loose }: PersonResources, sourceSharing: Sharing): Generator<Unit> {
  const states = items.filter(isPatient);
  const resources = items.filter((item) => !isPatient(item));
  if (states.length > 0) {
    yield* unitsOfPerson(states, resources, (own) => sourceSharing.take(own));
  } else yield* refusals('patient_missing', resources);
  for (const { item, reason } of loose) yield* refusals(reason, [item]);
}

/** @param all all Patients in the source that describe this person */
function* unitsOfPerson(
  all: readonly Item[],
  resources: readonly Item[],
  share: (own: readonly Item[]) => SharedSelection,
): Generator<Unit> {
  const { states, replaced } = statesOf(all);
  const { items: shared, copied } = share([...states, ...resources]);
  yield { kind: 'patient', unit: { patient: newestOf(all), states, replaced, resources, shared, copied } };
  yield* refusals('patient_replaced', replaced);
}

/**
 * Separates the states of a person's Patient from Patients that were merged into it. If all were merged, they are the
 * states.
 */
function statesOf(all: readonly Item[]): { readonly states: readonly Item[]; readonly replaced: readonly Item[] } {
  const isReplaced = ({ resource }: Item): boolean => replacedBy(resource) !== null;
  const used = all.filter((state) => !isReplaced(state));
  if (used.length === 0) return { states: inVersionOrder(all), replaced: [] };
  return { states: inVersionOrder(used), replaced: all.filter(isReplaced) };
}

function newestOf(all: readonly Item[]): Item {
  const newest = statesOf(all).states.at(-1);
  if (newest === undefined) throw new RangeError('a person without a Patient');
  return newest;
}

function* refusals(code: string, items: readonly Item[]): Generator<Unit> {
  if (items.length === 0) return;
  yield { kind: 'refused', refused: items.map(({ position }) => ({ ...position, path: '', code })), items };
}
