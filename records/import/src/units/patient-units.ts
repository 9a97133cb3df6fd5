import { groupByPatient } from '@etanche/records-fhir';
import type { Refused } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { isPatient, patientKey } from './owners.ts';
import { readJsonFile, type Item } from './read-items.ts';
import { contradict } from './same-person.ts';
import { gatherScattered, type Gathered } from './scattered.ts';
import { createSharing, sharedOf, type Sharing, type Taken } from './sharing.ts';
import type { Survey } from './survey.ts';

/** One patient, and all that is to be in the file: what is the patient's, and what it refers to of nobody's. */
export type PatientUnit = {
  readonly patient: Item;
  readonly resources: readonly Item[];
  readonly shared: readonly Item[];
  /** How many of `shared` went into another file before. */
  readonly copies: number;
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
): AsyncGenerator<Unit> {
  const sharing = createSharing(found.shared);
  for await (const source of readSourceFiles(paths)) {
    if (found.whole.has(source.number)) yield* unitsOfFile((await readJsonFile(source)).items, sharing);
  }
  if (found.whole.size < found.files) {
    for await (const gathered of gatherScattered(paths, found, memoryBytes)) yield* unitsOfGathered(gathered, sharing);
  }
  yield* refusals('of_no_patient', sharing.unused());
}

/** A bundle of whole patients. */
function* unitsOfFile(items: readonly Item[], elsewhere: Sharing): Generator<Unit> {
  const sightings = sightingsOf(items);
  const firsts = new Set(Array.from(sightings.values(), ({ patient }) => patient));
  const grouped = groupByPatient(items.filter((item) => !isPatient(item) || firsts.has(item)));
  const near = createSharing(sharedOf(grouped.shared as readonly Item[]));
  for (const { patient, resources } of grouped.patients) {
    const sighting = sightings.get(patientKey(patient));
    if (sighting === undefined) continue;
    yield* unitsOfSighting(sighting, resources as readonly Item[], (own) => {
      // All that a bundle of one patient holds is that patient's.
      const fromFile = grouped.patients.length === 1 ? near.takeAll() : near.take(own);
      const others = elsewhere.take([...own, ...fromFile.items]);
      return { items: [...fromFile.items, ...others.items], copies: fromFile.copies + others.copies };
    });
  }
  for (const { entry, reason } of grouped.loose) yield* refusals(reason, [entry as Item]);
  yield* refusals('of_no_patient', near.unused());
}

function* unitsOfGathered({ items, loose }: Gathered, elsewhere: Sharing): Generator<Unit> {
  const resources = items.filter((item) => !isPatient(item));
  for (const sighting of sightingsOf(items).values()) {
    yield* unitsOfSighting(sighting, resources, (own) => elsewhere.take(own));
  }
  for (const { item, reason } of loose) yield* refusals(reason, [item]);
}

/** The Patients of one key: the first one, the same bytes again, and others of which the first stands. */
type Sighting = { readonly patient: Item; readonly repeats: Item[]; readonly others: Item[] };

function sightingsOf(items: readonly Item[]): Map<string, Sighting> {
  const sightings = new Map<string, Sighting>();
  for (const item of items.filter(isPatient)) {
    const known = sightings.get(patientKey(item));
    if (known === undefined) sightings.set(patientKey(item), { patient: item, repeats: [], others: [] });
    else (known.patient.text === item.text ? known.repeats : known.others).push(item);
  }
  return sightings;
}

function* unitsOfSighting(
  { patient, repeats, others }: Sighting,
  resources: readonly Item[],
  share: (own: readonly Item[]) => Taken,
): Generator<Unit> {
  if (others.some((other) => contradict(patient.resource, other.resource))) {
    // Nobody knows whose the resources are: in a wrong file they may kill.
    yield* refusals('patient_twice', [patient, ...repeats, ...others]);
    yield* refusals('several_patients', resources);
    return;
  }
  const { items: shared, copies } = share([patient, ...resources]);
  yield { kind: 'patient', unit: { patient, resources, shared, copies, repeated: repeats.length } };
  yield* refusals('patient_twice', others);
}

function* refusals(code: string, items: readonly Item[]): Generator<Unit> {
  if (items.length === 0) return;
  yield { kind: 'refused', refused: items.map(({ place }) => ({ ...place, path: '', code })) };
}
