import { groupByPatient } from '@etanche/records-fhir';
import type { Place } from '../report.ts';
import { readSourceFiles } from '../source/source-files.ts';
import { isPatient, readOwned } from './owners.ts';
import { itemFrom, type Item, type XmlToJson } from './read-items.ts';
import type { Survey } from './survey.ts';

/** Everything that the source has of one person, in its order; `loose` belongs to nobody, each with its reason. */
export type Gathered = {
  readonly items: readonly Item[];
  readonly loose: readonly { readonly item: Item; readonly reason: string }[];
};

/** The text as bytes: they lie beside the heap, where a part of a bundle's text would keep all of it. */
type Held = {
  readonly text: Buffer;
  readonly fullUrl: string | null;
  readonly place: Place;
  readonly isSettled: boolean;
};

/**
 * The people whose resources are scattered over files, brought together: as many at a time as `memoryBytes` of text
 * holds, so that the source is read once for each part.
 */
export async function* gatherScattered(
  paths: readonly string[],
  { whole, scattered, people, adopted }: Survey,
  memoryBytes: number,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<Gathered> {
  const parts = Math.ceil(scattered / memoryBytes);
  // Resources that belong to nobody are reported even where nothing else is scattered.
  for (let part = 0; part < Math.max(parts, 1); part++) {
    const byOwner = new Map<string, Held[]>();
    for await (const source of readSourceFiles(paths)) {
      if (whole.has(source.number)) continue;
      for await (const { item, owner, isSettled, reason, isShared } of readOwned(source, people, adopted, xmlToJson)) {
        const loose = reason ?? (owner === null && !isShared ? 'of_no_patient' : null);
        if (part === 0 && loose !== null) yield { items: [], loose: [{ item, reason: loose }] };
        if (loose !== null || owner === null || partOf(owner, parts) !== part) continue;
        const { text, fullUrl, place } = item;
        const held = { text: Buffer.from(text), fullUrl, place, isSettled };
        const others = byOwner.get(owner);
        if (others === undefined) byOwner.set(owner, [held]);
        else others.push(held);
      }
    }
    for (const held of byOwner.values()) yield gathered(held);
  }
}

/** Resources that their bundle did not settle are resolved now that the patient is there. */
function gathered(held: readonly Held[]): Gathered {
  const open = new Set<Item>();
  const items = held.map(({ text, fullUrl, place, isSettled }) => {
    const item = itemFrom(text.toString('utf8'), fullUrl, place);
    if (!isSettled) open.add(item);
    return item;
  });
  const unresolved = items.filter((item) => open.has(item) && !isPatient(item));
  const grouped = groupByPatient([...onePerName(items.filter(isPatient)), ...unresolved]);
  const loose = grouped.loose
    .filter(({ reason }) => reason !== 'patient_replaced')
    .map(({ entry, reason }) => ({ item: entry as Item, reason }));
  const left = new Set(loose.map(({ item }) => item));
  return { items: items.filter((item) => !left.has(item)), loose };
}

/** Two states of one Patient are one patient. */
function onePerName(patients: readonly Item[]): Item[] {
  const byName = new Map<string, Item>();
  for (const patient of patients) {
    const { id } = patient.resource;
    const name = typeof id === 'string' ? id : (patient.fullUrl ?? patient.text);
    if (!byName.has(name)) byName.set(name, patient);
  }
  return Array.from(byName.values());
}

/** The same part in every run: FNV-1a over the key's UTF-16 units. */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % parts;
}
