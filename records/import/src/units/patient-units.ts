import { groupByPatient } from '@etanche/records-fhir';
import type { Refused } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { readItems, type Item } from './read-items.ts';
import { indexShared, sharedBy, type SharedIndex } from './references.ts';
import { ownerKey, patientKey, type Survey } from './survey.ts';

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
  const index = indexShared(found.shared);
  const referred = new Set<Item>();
  for await (const source of readSourceFiles(paths)) {
    if (found.whole.has(source.number)) yield* unitsOf((await readItems(source)).items, true, index, referred);
  }
  const passes = Math.ceil(found.scattered / memoryBytes);
  for (let pass = 0; pass < passes; pass++) {
    const items: Item[] = [];
    for await (const source of readSourceFiles(paths)) {
      if (found.whole.has(source.number)) continue;
      for (const item of (await readItems(source)).items) {
        const key = ownerKey(item);
        if (key !== null && partOf(key, passes) === pass) items.push(item);
      }
    }
    yield* unitsOf(items, false, index, referred);
  }
  const unused = found.shared.filter((item) => !referred.has(item));
  yield refusal(unused.map((item) => ({ item, code: 'of_no_patient' })));
}

function* unitsOf(items: readonly Item[], isWhole: boolean, index: SharedIndex, referred: Set<Item>): Generator<Unit> {
  const { unique, repeats, twice } = uniquePatients(items);
  const { patients, shared, loose } = groupByPatient(unique);
  const own = shared as readonly Item[];
  const near = indexShared(own);
  const used = new Set<Item>();
  for (const group of patients) {
    const patient = group.patient as Item;
    const resources = group.resources as readonly Item[];
    const all = [patient, ...resources];
    // All that a bundle of one patient holds is that patient's.
    const fromFile = isWhole && patients.length === 1 ? own : sharedBy(all, near);
    const fromElsewhere = sharedBy([...all, ...fromFile], index);
    const copies =
      fromFile.filter((item) => used.has(item)).length + fromElsewhere.filter((item) => referred.has(item)).length;
    for (const item of fromFile) used.add(item);
    for (const item of fromElsewhere) referred.add(item);
    const unit = { patient, resources, shared: [...fromFile, ...fromElsewhere], copies };
    yield { kind: 'patient', unit: { ...unit, repeated: repeats.get(patient) ?? 0 } };
  }
  yield refusal([
    ...twice.map((item) => ({ item, code: 'patient_twice' })),
    ...loose.map(({ entry, reason }) => ({ item: entry as Item, code: reason })),
    ...own.filter((item) => !used.has(item)).map((item) => ({ item, code: 'of_no_patient' })),
  ]);
}

/** One Patient for each id: the first one; the same bytes again are counted, others are told. */
function uniquePatients(items: readonly Item[]) {
  const first = new Map<string, Item>();
  const repeats = new Map<Item, number>();
  const twice: Item[] = [];
  const unique = items.filter((item) => {
    if (item.resource.resourceType !== 'Patient') return true;
    const known = first.get(patientKey(item));
    if (known === undefined) first.set(patientKey(item), item);
    else if (known.text === item.text) repeats.set(known, (repeats.get(known) ?? 0) + 1);
    else twice.push(item);
    return known === undefined;
  });
  return { unique, repeats, twice };
}

function refusal(items: readonly { readonly item: Item; readonly code: string }[]): Unit {
  return { kind: 'refused', refused: items.map(({ item, code }) => ({ ...item.place, path: '', code })) };
}

/** The same part in every run: FNV-1a over the key's UTF-16 units. */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % parts;
}
