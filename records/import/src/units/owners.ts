import { groupByPatient, patientReferencesOf, type LooseReason } from '@etanche/records-fhir';
import type { SourceFile } from '../source/source-files.ts';
import { readJsonFile, readRows, type Item } from './read-items.ts';

/** A resource of a file that does not hold whole patients, and whose it is. */
export type OwnedItem = {
  readonly item: Item;
  /** Of its patient (`patientKey`), who may stand in another file, or nowhere; null for what is of nobody. */
  readonly owner: string | null;
  /** Its bundle says whose it is: a `urn:uuid:` means nothing in another one. */
  readonly isSettled: boolean;
  /** Why it is nobody's file's, whoever stands in the other files. */
  readonly reason: LooseReason | null;
};

/**
 * The resources of a file, one after another.
 *
 * @param patients keys of all patients of the source
 */
export async function* readOwned(source: SourceFile, patients: ReadonlySet<string>): AsyncGenerator<OwnedItem> {
  if (source.format === 'ndjson') {
    for await (const { item } of readRows(source)) if (item !== null) yield ofReferences(item, patients);
    return;
  }
  const { isBundle, items } = await readJsonFile(source);
  if (isBundle) yield* ofBundle(items, patients);
  else for (const item of items) yield ofReferences(item, patients);
}

function* ofBundle(items: readonly Item[], patients: ReadonlySet<string>): Generator<OwnedItem> {
  const grouped = groupByPatient(items);
  const settled = new Map<Item, OwnedItem>();
  for (const { patient, resources } of grouped.patients) {
    const owner = patientKey(patient);
    for (const item of [patient, ...resources] as Item[]) {
      settled.set(item, { item, owner, isSettled: true, reason: null });
    }
  }
  for (const { entry, reason } of grouped.loose) {
    const item = entry as Item;
    // The patient may stand in another file.
    if (reason === 'patient_missing') settled.set(item, ofReferences(item, patients));
    else settled.set(item, { item, owner: null, isSettled: true, reason });
  }
  for (const item of items) yield settled.get(item) ?? { item, owner: null, isSettled: true, reason: null };
}

function ofReferences(item: Item, patients: ReadonlySet<string>): OwnedItem {
  const keys = ownerKeys(item);
  const [owner = null] = keys;
  const isOfSeveral = keys.filter((key) => patients.has(key)).length > 1;
  return { item, owner: isOfSeveral ? null : owner, isSettled: false, reason: isOfSeveral ? 'several_patients' : null };
}

export function isPatient({ resource }: Pick<Item, 'resource'>): boolean {
  return resource.resourceType === 'Patient';
}

/** By what the resources of other files name a patient; one whom none can name is known by its text. */
export function patientKey({ resource, fullUrl, text }: Pick<Item, 'resource' | 'fullUrl' | 'text'>): string {
  const { id } = resource;
  if (typeof id === 'string') return id;
  return fullUrl === null ? `#${text}` : keyOf(fullUrl);
}

/** The keys of the patients whose a resource is, as far as it says itself: none for what is shared or connected otherwise. */
function ownerKeys(item: Item): string[] {
  if (isPatient(item)) return [patientKey(item)];
  const named = patientReferencesOf(item.resource).filter((reference) => !reference.startsWith('#'));
  return Array.from(new Set(named.map(keyOf)));
}

function keyOf(name: string): string {
  return /Patient\/([^/]+)/.exec(name)?.[1] ?? name.replace(/^urn:(?:uuid|oid):/, '');
}
