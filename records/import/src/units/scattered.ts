import { groupByPatient } from '@etanche/records-fhir';
import { readSourceFiles } from '../source/source-files.ts';
import { keptItem, type KeptItem, type KeptOwned } from './kept-parts.ts';
import { isPatient, readOwned, withConnectedOwner, type Ownership, type OwnersByPosition } from './owners.ts';
import type { Item, XmlToJson } from './read-items.ts';
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
type WaitingItem = KeptItem & { readonly isSettled: boolean };

/**
 * Joins the resources of people whose resources are in several files. If their text exceeds `memoryBytes`, the people
 * are divided into parts, and the source is read once for each part.
 */
export async function* gatherScattered(
  paths: readonly string[],
  survey: Survey,
  memoryBytes: number,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<PersonResources> {
  const { whole, scatteredBytes, people, connected, kept } = survey;
  if (kept !== null) {
    yield* joinKept(kept, connected);
    return;
  }
  const parts = Math.ceil(scatteredBytes / memoryBytes);
  // The first part also reports resources without a patient, so there is always one.
  for (let part = 0; part < Math.max(parts, 1); part++) {
    const byOwner = new Map<string, WaitingItem[]>();
    for await (const source of readSourceFiles(paths)) {
      if (whole.has(source.number)) continue;
      for await (const owned of readOwned(source, people, connected, xmlToJson)) {
        const { item, owner, isSettled } = owned;
        const loose = looseReason(owned);
        if (part === 0 && loose !== null) yield { items: [], loose: [{ item, reason: loose }] };
        if (loose !== null || owner === null || partOf(owner, parts) !== part) continue;
        const { text, fullUrl, position } = item;
        addTo(byOwner, owner, { text: Buffer.from(text), fullUrl, position, isSettled });
      }
    }
    for (const items of byOwner.values()) yield joinItems(items);
  }
}

/** Joins resources that the survey kept in memory. */
function* joinKept(all: readonly KeptOwned[], connected: OwnersByPosition): Generator<PersonResources> {
  const byOwner = new Map<string, WaitingItem[]>();
  for (const one of all) {
    const owned = withConnectedOwner(one, one.kept.position, connected);
    const loose = looseReason(owned);
    if (loose !== null) yield { items: [], loose: [{ item: keptItem(one.kept), reason: loose }] };
    else if (owned.owner !== null) addTo(byOwner, owned.owner, { ...one.kept, isSettled: owned.isSettled });
  }
  for (const items of byOwner.values()) yield joinItems(items);
}

/** The reason for which a resource goes into no patient's file, if it is not a shared one. */
function looseReason({ owner, reason, isShared }: Ownership): string | null {
  return reason ?? (owner === null && !isShared ? 'of_no_patient' : null);
}

function addTo(byOwner: Map<string, WaitingItem[]>, owner: string, item: WaitingItem): void {
  const others = byOwner.get(owner);
  if (others === undefined) byOwner.set(owner, [item]);
  else others.push(item);
}

/** Resolves the subjects of resources that their own bundle did not settle, now that the Patient is known. */
function joinItems(waiting: readonly WaitingItem[]): PersonResources {
  const open = new Set<Item>();
  const items = waiting.map((one) => {
    const item = keptItem(one);
    if (!one.isSettled) open.add(item);
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
