import { isEtancheError } from '@etanche/core-wire';
import { encodeNames } from '@etanche/core-sealing';
import type { Unassigned, UnassignedReason } from '@etanche/records-client';
import type { Refusal } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import { groupFields, isSingleGroup, singleGroup, unassignedReason } from '../units/unassigned-group.ts';
import { inParallel } from './in-parallel.ts';
import type { ImportIds } from './import-ids.ts';
import { validateItem, type Validate } from './validate-item.ts';

type UnassignedWriterOptions = {
  readonly ids: ImportIds;
  readonly validate: Validate | null;
  /** Text that waits in memory, in bytes. Above it, all groups are written. */
  readonly memoryBytes: number;
  readonly parallel: number;
  readonly write: Unassigned['import'];
  readonly storedRecords: Unassigned['storedRecords'];
};

/** Writes the resources of an import that have no certain patient to the unassigned list. */
export type UnassignedWriter = {
  /**
   * Adds resources that go into no patient's file. They are on the list after `flush`.
   *
   * @param patient text of the refused Patient to whom they belong; null if that is unknown
   * @returns the entries of the report for these resources
   */
  add(items: readonly Item[], code: string, patient: string | null): Promise<Refusal[]>;
  /** Writes all waiting resources. @throws DataError; RecordsClientError */
  flush(): Promise<void>;
  /** Number of resources that the server did not have before. */
  addedCount(): number;
};

/** An entry of the report, which names the scope of the resource. */
type ReportEntry = { unassigned?: string };
type WaitingResource = Pick<Item, 'fullUrl' | 'large'> & { readonly text: Buffer; readonly entries: ReportEntry[] };
/** Resources of one scope, by record id. */
type Group = { readonly reason: UnassignedReason; readonly resources: Map<string, WaitingResource> };
/**
 * A scope of resources of one absent patient: its records before this import, those of this import, and their number.
 */
type SharedScope = { readonly stored: ReadonlySet<string>; readonly own: Set<string>; records: number };

/** Maximum number of records of one absent patient in one scope. Each further resource has a scope of its own. */
const mostRecords = 18_000;
/** A resource is one record, and its full URL another. */
const mostOfOneResource = 2;

export function createUnassignedWriter(options: UnassignedWriterOptions): UnassignedWriter {
  const { ids, validate, memoryBytes, parallel } = options;
  let waiting = new Map<string, Group>();
  const sharedScopes = new Map<string, Promise<SharedScope>>();
  let [bytes, added] = [0, 0];
  let lastWrite: Promise<unknown> = Promise.resolve();
  /** Runs writes one after the other, because two writes must not change the same scope at the same time. */
  const enqueue = <T>(write: () => Promise<T>): Promise<T> => {
    const done = lastWrite.then(write);
    lastWrite = done;
    // The caller of this write and of each later one gets the error.
    done.catch(() => undefined);
    return done;
  };

  const sharedScope = (scope: string): Promise<SharedScope> => {
    const known = sharedScopes.get(scope) ?? readSharedScope(options, scope);
    sharedScopes.set(scope, known);
    return known;
  };

  /** Returns the scope of a resource. It is the same in each import, because a resource stays in its scope. */
  const scopeOf = async (item: Item, reason: UnassignedReason, patient: string | null): Promise<string> => {
    const fields = groupFields(item, reason, patient);
    const group = await ids.unassigned(fields);
    if (isSingleGroup(fields)) return group;
    const shared = await sharedScope(group);
    const id = await ids.records(group).unassigned(item.text);
    if (shared.stored.has(id) || shared.own.has(id)) return group;
    if (shared.records + mostOfOneResource > mostRecords) return ids.unassigned(singleGroup(item));
    shared.own.add(id);
    shared.records += item.fullUrl === null ? 1 : mostOfOneResource;
    return group;
  };

  /** @returns whether the server has all resources of the group */
  const writeGroup = async (scope: string, group: Group): Promise<boolean> => {
    const records = ids.records(scope);
    const resources = await Promise.all(
      Array.from(group.resources, async ([id, { text, fullUrl, large }]) => {
        const name = fullUrl === null ? null : { fullUrl, resource: id };
        const names = name === null ? null : { id: await records.names(encodeNames({ names: [name] })), names: [name] };
        return { id, text: text.toString('utf8'), names, ...(large !== undefined && { large }) };
      }),
    );
    try {
      const { stored, unstored } = await options.write({ scope, reason: group.reason, resources });
      added += resources.filter(({ id }) => !stored.has(id) && !unstored.has(id)).length;
      return unstored.size === 0;
    } catch (error) {
      if (!isEtancheError(error)) throw error;
      if (error.code === 'imports_exhausted' && sharedScopes.has(scope)) return writeSeparately(scope, group);
      // Doctors decided about all resources, which were then destroyed. The decisions remain valid.
      if (error.code !== 'erased') throw error;
      return true;
    }
  };

  /** Writes each resource that the scope does not have into a scope of its own. */
  const writeSeparately = async (scope: string, { reason, resources }: Group): Promise<boolean> => {
    const { stored } = await sharedScope(scope);
    let isStored = true;
    for (const [id, resource] of resources) {
      if (stored.has(id)) continue;
      const text = resource.text.toString('utf8');
      const ownScope = await ids.unassigned(singleGroup({ text }));
      const ownId = await ids.records(ownScope).unassigned(text);
      for (const entry of resource.entries) entry.unassigned = ownScope;
      if (!(await writeGroup(ownScope, { reason, resources: new Map([[ownId, resource]]) }))) isStored = false;
    }
    return isStored;
  };

  /**
   * Adds a resource to its scope. A resource with large data is written at once, so that it does not wait in memory.
   *
   * @returns false if the server rejected its large data
   */
  const put = async (item: Item, reason: UnassignedReason, scope: string, entry: ReportEntry): Promise<boolean> => {
    const { fullUrl, large } = item;
    const id = await ids.records(scope).unassigned(item.text);
    const group = large === undefined ? waiting.get(scope) : undefined;
    const same = group?.resources.get(id);
    if (same !== undefined) {
      same.entries.push(entry);
      return true;
    }
    // A substring would keep the whole text of its bundle in memory; a copy as bytes does not.
    const text = Buffer.from(item.text);
    const resource: WaitingResource = { text, fullUrl, entries: [entry], ...(large !== undefined && { large }) };
    const newGroup = (): Group => ({ reason, resources: new Map([[id, resource]]) });
    if (large !== undefined) return enqueue(() => writeGroup(scope, newGroup()));
    if (group === undefined) waiting.set(scope, newGroup());
    else group.resources.set(id, resource);
    bytes += text.length;
    return true;
  };

  const writeWaiting = async (): Promise<void> => {
    const groups = waiting;
    waiting = new Map<string, Group>();
    bytes = 0;
    await inParallel(parallel, entriesOf(groups), async ([scope, group]) => {
      await writeGroup(scope, group);
    });
  };

  return {
    async add(items, code, patient) {
      const refused: Refusal[] = [];
      for (const item of items) {
        const reason = unassignedReason(code, item);
        const issues = reason === null ? [] : validateItem(validate, item);
        if (issues.length > 0) {
          refused.push(...issues);
          continue;
        }
        const at = { ...item.position, path: '' };
        if (reason === null) {
          refused.push({ ...at, code });
          continue;
        }
        const scope = await scopeOf(item, reason, patient);
        const entry = { ...at, code, unassigned: scope };
        const isStored = await put(item, reason, scope, entry);
        refused.push(isStored ? entry : { ...at, code: 'binary_not_stored' });
      }
      if (bytes > memoryBytes) await this.flush();
      return refused;
    },
    flush() {
      return enqueue(writeWaiting);
    },
    addedCount: () => added,
  };
}

/** @throws DataError; RecordsClientError */
async function readSharedScope({ storedRecords }: UnassignedWriterOptions, scope: string): Promise<SharedScope> {
  const stored = await storedRecords(scope).catch((error: unknown) => {
    // Doctors decided about all resources, which were then destroyed. A write changes nothing.
    if (isEtancheError(error) && error.code === 'erased') return new Set<string>();
    throw error;
  });
  return { stored, own: new Set(), records: stored.size };
}

function* entriesOf<K, V>(map: ReadonlyMap<K, V>): Generator<[K, V]> {
  yield* map;
}
