import { isEtancheError } from '@etanche/core-wire';
import { encodeNames } from '@etanche/core-sealing';
import type { Unassigned, UnassignedReason } from '@etanche/records-client';
import type { Refused } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import { aloneOf, groupOf, isAlone, unassignedReason } from '../units/unassigned-group.ts';
import { inParallel } from './in-parallel.ts';
import type { ImportIds } from './import-ids.ts';
import { issuesOf, type Validate } from './issues-of.ts';

export type UnassignedParts = {
  readonly ids: ImportIds;
  readonly validate: Validate | null;
  /** Text that waits in memory to be written together with what belongs to it. */
  readonly memoryBytes: number;
  readonly parallel: number;
  readonly bring: Unassigned['bring'];
  readonly held: Unassigned['held'];
};

/** The unassigned list, as an import fills it. */
export type UnassignedDesk = {
  /**
   * Takes resources that go into no patient's file. What the list takes is in the practice after `flush`.
   *
   * @param patient the text of the refused Patient whose they are; null where that is not known
   * @returns what the report says of them
   */
  take(items: readonly Item[], code: string, patient: string | null): Promise<Refused[]>;
  /** Writes what waits. @throws DataError; RecordsClientError */
  flush(): Promise<void>;
  /** Resources that the server did not hold before. */
  added(): number;
};

/** Of the report; it names the scope that the resource is in. */
type Entry = { unassigned?: string };
type Listed = Pick<Item, 'fullUrl' | 'large'> & { readonly text: Buffer; readonly entries: Entry[] };
type Group = { readonly reason: UnassignedReason; readonly listed: Map<string, Listed> };
/** A scope of resources of one absent patient: the records in it, before this import and with it. */
type Common = { readonly held: ReadonlySet<string>; readonly ours: Set<string>; records: number };

/** So many records of one absent patient have one scope (a resource is one, its full URL another); every further one has its own. */
const mostTogether = 18_000;
const mostOfOne = 2;

export function createUnassignedDesk(parts: UnassignedParts): UnassignedDesk {
  const { ids, validate, memoryBytes, parallel, bring } = parts;
  let waiting = new Map<string, Group>();
  const commons = new Map<string, Promise<Common>>();
  let [bytes, added] = [0, 0];
  let writing: Promise<unknown> = Promise.resolve();
  /** After the writes that were begun before: a scope is written once at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = writing.then(work);
    writing = done;
    // The error goes to who waits for the work, and to each later one.
    done.catch(() => undefined);
    return done;
  };

  const commonOf = (scope: string): Promise<Common> => {
    const known = commons.get(scope) ?? heldIn(parts, scope);
    commons.set(scope, known);
    return known;
  };

  /** The scope of a resource, the same in each import: a resource stays where the server has it. */
  const scopeOf = async (item: Item, reason: UnassignedReason, patient: string | null): Promise<string> => {
    const fields = groupOf(item, reason, patient);
    const group = await ids.unassigned(fields);
    if (isAlone(fields)) return group;
    const common = await commonOf(group);
    const id = await ids.records(group).unassigned(item.text);
    if (common.held.has(id) || common.ours.has(id)) return group;
    if (common.records + mostOfOne > mostTogether) return ids.unassigned(aloneOf(item));
    common.ours.add(id);
    common.records += item.fullUrl === null ? 1 : mostOfOne;
    return group;
  };

  /** @returns whether the server has all of it */
  const write = async (scope: string, { reason, listed }: Group): Promise<boolean> => {
    const records = ids.records(scope);
    const resources = await Promise.all(
      Array.from(listed, async ([id, { text, fullUrl, large }]) => {
        const name = fullUrl === null ? null : { fullUrl, resource: id };
        const names = name === null ? null : { id: await records.names(encodeNames({ names: [name] })), names: [name] };
        return { id, text: text.toString('utf8'), names, ...(large !== undefined && { large }) };
      }),
    );
    try {
      const { held, unstored } = await bring({ scope, reason, resources });
      added += resources.filter(({ id }) => !held.has(id) && !unstored.has(id)).length;
      return unstored.size === 0;
    } catch (error) {
      if (!isEtancheError(error)) throw error;
      if (error.code === 'imports_exhausted' && commons.has(scope)) return writeAlone(scope, { reason, listed });
      // All of it was decided, and is destroyed: the decision stands.
      if (error.code !== 'erased') throw error;
      return true;
    }
  };

  /** Gives each resource that the scope does not have a scope of its own. */
  const writeAlone = async (scope: string, { reason, listed }: Group): Promise<boolean> => {
    const { held } = await commonOf(scope);
    let isStored = true;
    for (const [id, one] of listed) {
      if (held.has(id)) continue;
      const text = one.text.toString('utf8');
      const alone = await ids.unassigned(aloneOf({ text }));
      const own = await ids.records(alone).unassigned(text);
      for (const entry of one.entries) entry.unassigned = alone;
      if (!(await write(alone, { reason, listed: new Map([[own, one]]) }))) isStored = false;
    }
    return isStored;
  };

  /**
   * Adds a resource to its scope. One with large data is written at once, so that it does not wait in memory.
   *
   * @returns false if the server did not take its large data
   */
  const put = async (item: Item, reason: UnassignedReason, scope: string, entry: Entry): Promise<boolean> => {
    const { fullUrl, large } = item;
    const id = await ids.records(scope).unassigned(item.text);
    const group = large === undefined ? waiting.get(scope) : undefined;
    const same = group?.listed.get(id);
    if (same !== undefined) {
      same.entries.push(entry);
      return true;
    }
    // As bytes: a part of a bundle's text would keep all of it.
    const text = Buffer.from(item.text);
    const one: Listed = { text, fullUrl, entries: [entry], ...(large !== undefined && { large }) };
    if (large !== undefined) return inTurn(() => write(scope, { reason, listed: new Map([[id, one]]) }));
    if (group === undefined) waiting.set(scope, { reason, listed: new Map([[id, one]]) });
    else group.listed.set(id, one);
    bytes += text.length;
    return true;
  };

  const flush = async (): Promise<void> => {
    const groups = waiting;
    waiting = new Map<string, Group>();
    bytes = 0;
    await inParallel(parallel, entriesOf(groups), async ([scope, group]) => {
      await write(scope, group);
    });
  };

  return {
    async take(items, code, patient) {
      const refused: Refused[] = [];
      for (const item of items) {
        const reason = unassignedReason(code, item);
        const issues = reason === null ? [] : issuesOf(validate, item);
        if (issues.length > 0) {
          refused.push(...issues);
          continue;
        }
        const at = { ...item.place, path: '' };
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
      return inTurn(flush);
    },
    added: () => added,
  };
}

/** @throws DataError; RecordsClientError */
async function heldIn({ held }: UnassignedParts, scope: string): Promise<Common> {
  const records = await held(scope).catch((error: unknown) => {
    // All of it was decided, and is destroyed: the write is harmless.
    if (isEtancheError(error) && error.code === 'erased') return new Set<string>();
    throw error;
  });
  return { held: records, ours: new Set(), records: records.size };
}

function* entriesOf<K, V>(map: ReadonlyMap<K, V>): Generator<[K, V]> {
  yield* map;
}
