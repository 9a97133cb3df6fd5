import { compartmentOf } from '@etanche/records-fhir';
import type { ImportedVersion, StoredRecords } from './write-imported-patient.ts';
import { idsByPrefix, type RecordIds, type RecordTag } from './record-ids.ts';
import { writtenAt, type SourceResource } from './source-name.ts';

/** Versions of one resource, the oldest first. `name` identifies the resource in its source (`sourceName`). */
export type VersionChain<Item> = { readonly name: string; readonly items: readonly Item[] };
type Versioned = Pick<SourceResource, 'resource' | 'text' | 'large'>;

/**
 * The outcome for one version of the source. It is written now (`write`), the file already has it (`stored`), the
 * source contains it twice (`repeated`), or it is not written (`refused`), with a code:
 *
 * - `changed_here`: the practice changed the resource since the last import;
 * - `version_older`: the practice has a newer version;
 * - `compartment_changed`: the version belongs to the other compartment (docs/protocol.md 7.3).
 */
export type PlannedItem<Item> = {
  readonly item: Item;
  /** The record id of the resource. */
  readonly id: string;
  readonly outcome:
    | { readonly kind: 'write'; readonly version: ImportedVersion }
    | { readonly kind: 'stored' }
    | { readonly kind: 'repeated' }
    | { readonly kind: 'refused'; readonly code: string };
};

/** The records of a file, and their ids by prefix. */
type RecordsByPrefix = { readonly records: StoredRecords; readonly ids: ReadonlyMap<string, string> };

export function recordsByPrefix(records: StoredRecords): RecordsByPrefix {
  return { records, ids: idsByPrefix(records.keys()) };
}

/** Plans the versions of one resource: those that the file does not have follow those that it has. */
export async function planVersions<Item extends Versioned>(
  ids: RecordIds,
  stored: RecordsByPrefix,
  chain: VersionChain<Item>,
): Promise<PlannedItem<Item>[]> {
  const { items, name } = chain;
  const tags = await Promise.all(items.map((item) => ids.tagOf(item.text, secondsOf(item))));
  const before = await storedVersions(ids, stored, name);
  const known = new Set(before.tags.map(({ content }) => content));
  const lastKnown = tags.findLastIndex(({ content }) => known.has(content));
  const [first] = tags;
  const id = before.id ?? (first === undefined ? '' : await ids.version(name, 1, first));
  const planned = new Set<string>();
  const compartment = before.compartment ?? compartmentOf(items[0]?.resource ?? { resourceType: 'Basic' });
  let [version, time] = [before.version, before.tags.at(-1)?.time ?? 0];
  const all: PlannedItem<Item>[] = [];
  for (const [i, item] of items.entries()) {
    const tag = tags[i] as RecordTag;
    const add = (outcome: PlannedItem<Item>['outcome']): void => void all.push({ item, id, outcome });
    if (planned.has(tag.content)) {
      add({ kind: 'repeated' });
      continue;
    }
    planned.add(tag.content);
    const isOlder = i < lastKnown || (version > 0 && tag.time > 0 && tag.time < time);
    if (known.has(tag.content)) add({ kind: 'stored' });
    else if (before.isChanged) add({ kind: 'refused', code: 'changed_here' });
    else if (isOlder) add({ kind: 'refused', code: 'version_older' });
    else if (compartmentOf(item.resource) !== compartment) add({ kind: 'refused', code: 'compartment_changed' });
    else {
      const base = version++;
      time = tag.time;
      const mark = base === 0 ? null : await ids.version(name, version, tag);
      add({ kind: 'write', version: { id, base, text: item.text, compartment, mark, ...largeOf(item) } });
    }
  }
  return all;
}

/** The versions of a resource in the file, before this import. */
type StoredVersions = {
  readonly id: string | null;
  readonly version: number;
  readonly compartment: ImportedVersion['compartment'] | null;
  /** Tags of the versions that imports wrote. */
  readonly tags: readonly RecordTag[];
  /** Whether a member wrote the current version. */
  readonly isChanged: boolean;
};

async function storedVersions(ids: RecordIds, stored: RecordsByPrefix, name: string): Promise<StoredVersions> {
  const first = await ids.find(name, 1, stored.ids);
  const record = first === null ? undefined : stored.records.get(first.id);
  if (first === null || record === undefined) {
    return { id: null, version: 0, compartment: null, tags: [], isChanged: false };
  }
  const { version, compartment } = record;
  const tags = [first.tag];
  while (tags.length < version) {
    const mark = await ids.find(name, tags.length + 1, stored.ids);
    if (mark === null) break;
    tags.push(mark.tag);
  }
  return { id: first.id, version, compartment, tags, isChanged: tags.length < version };
}

function largeOf({ large }: Versioned): Pick<ImportedVersion, 'large'> {
  return large === undefined ? {} : { large };
}

function secondsOf(item: Versioned): number {
  return Math.min(Math.floor(writtenAt(item) / 1000), 0xffffffff);
}
