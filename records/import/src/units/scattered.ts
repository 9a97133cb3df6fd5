import { groupByPatient } from '@etanche/records-fhir';
import type { SourcePosition } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { isPatient, readOwned } from './owners.ts';
import { itemFrom, type Item, type XmlToJson } from './read-items.ts';
import type { Survey } from './survey.ts';

/**
 * All resources of one person, in the order of the source. `loose` are resources without a certain patient, with a
 * reason.
 */
export type PersonResources = {
  readonly items: readonly Item[];
  readonly loose: readonly { readonly item: Item; readonly reason: string }[];
};

/**
 * A waiting resource. Its text is bytes outside the heap, because a substring would keep the whole text of its bundle.
 */
type WaitingItem = {
  readonly text: Buffer;
  readonly fullUrl: string | null;
  readonly position: SourcePosition;
  readonly isSettled: boolean;
};

/**
 * Joins the resources of people whose resources are in several files. If their text exceeds `memoryBytes`, the people
 * are divided into parts, and the source is read once for each part.
 */
export async function* gatherScattered(
  paths: readonly string[],
  { whole, scatteredBytes, people, connected }: Survey,
  memoryBytes: number,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<PersonResources> {
  const parts = Math.ceil(scatteredBytes / memoryBytes);
  // The first part also reports resources without a patient, so there is always one.
  for (let part = 0; part < Math.max(parts, 1); part++) {
    const byOwner = new Map<string, WaitingItem[]>();
    for await (const source of readSourceFiles(paths)) {
      if (whole.has(source.number)) continue;
      for await (const { item, owner, isSettled, reason, isShared } of readOwned(
        source,
        people,
        connected,
        xmlToJson,
      )) {
        const loose = reason ?? (owner === null && !isShared ? 'of_no_patient' : null);
        if (part === 0 && loose !== null) yield { items: [], loose: [{ item, reason: loose }] };
        if (loose !== null || owner === null || partOf(owner, parts) !== part) continue;
        const { text, fullUrl, position } = item;
        const waiting = { text: Buffer.from(text), fullUrl, position, isSettled };
        const others = byOwner.get(owner);
        if (others === undefined) byOwner.set(owner, [waiting]);
        else others.push(waiting);
      }
    }
    for (const items of byOwner.values()) yield joinItems(items);
  }
}

/** Resolves the subjects of resources that their own bundle did not settle, now that the Patient is known. */
function joinItems(waiting: readonly WaitingItem[]): PersonResources {
  const open = new Set<Item>();
  const items = waiting.map(({ text, fullUrl, position, isSettled }) => {
    const item = itemFrom(text.toString('utf8'), fullUrl, position);
    if (!isSettled) open.add(item);
    return item;
  });
  const unresolved = items.filter((item) => open.has(item) && !isPatient(item));
  const grouped = groupByPatient([...onePerName(items.filter(isPatient)), ...unresolved]);
  const loose = grouped.loose
    .filter(({ reason }) => reason !== 'patient_replaced')
    .map(({ entry, reason }) => ({ item: entry as Item, reason }));
  const omitted = new Set(loose.map(({ item }) => item));
  return { items: items.filter((item) => !omitted.has(item)), loose };
}

/** Keeps one state of each Patient. */
function onePerName(patients: readonly Item[]): Item[] {
  const byName = new Map<string, Item>();
  for (const patient of patients) {
    const { id } = patient.resource;
    const name = typeof id === 'string' ? id : (patient.fullUrl ?? patient.text);
    if (!byName.has(name)) byName.set(name, patient);
  }
  return Array.from(byName.values());
}

/** Returns the part of a key, the same in every run: FNV-1a over its UTF-16 units. */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % parts;
}
