import { isEtancheError } from '@etanche/core-wire';
import { encodeNames } from '@etanche/core-sealing';
import type { Unassigned, UnassignedReason } from '@etanche/records-client';
import type { Refused } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import { aloneOf, groupOf, unassignedReason } from '../units/unassigned-group.ts';
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

type Listed = { readonly text: Buffer; readonly fullUrl: string | null };
type Group = { readonly reason: UnassignedReason; readonly listed: Map<string, Listed> };

/** So many resources of one absent patient have one scope, with a name for each; every further one has its own. */
const mostTogether = 9_000;

export function createUnassignedDesk({ ids, validate, memoryBytes, parallel, bring }: UnassignedParts): UnassignedDesk {
  let waiting = new Map<string, Group>();
  const sizes = new Map<string, number>();
  let [bytes, added] = [0, 0];
  let writing: Promise<void> = Promise.resolve();

  const put = async (item: Item, reason: UnassignedReason, patient: string | null): Promise<string> => {
    const common = await ids.unassigned(groupOf(item, reason, patient));
    const isFull = (sizes.get(common) ?? 0) >= mostTogether;
    const scope = isFull ? await ids.unassigned(aloneOf(item)) : common;
    const id = await ids.records(scope).unassigned(item.text);
    const group = waiting.get(scope) ?? { reason, listed: new Map<string, Listed>() };
    waiting.set(scope, group);
    if (group.listed.has(id)) return scope;
    // As bytes: a part of a bundle's text would keep all of it.
    const text = Buffer.from(item.text);
    group.listed.set(id, { text, fullUrl: item.fullUrl });
    sizes.set(scope, (sizes.get(scope) ?? 0) + 1);
    bytes += text.length;
    return scope;
  };

  const write = async (scope: string, { reason, listed }: Group): Promise<void> => {
    const records = ids.records(scope);
    const resources = await Promise.all(
      Array.from(listed, async ([id, { text, fullUrl }]) => {
        const name = fullUrl === null ? null : { fullUrl, resource: id };
        const names = name === null ? null : { id: await records.names(encodeNames({ names: [name] })), names: [name] };
        return { id, text: text.toString('utf8'), names };
      }),
    );
    try {
      const held = await bring({ scope, reason, resources });
      added += resources.filter(({ id }) => !held.has(id)).length;
    } catch (error) {
      // All of it was decided, and is destroyed: the decision stands.
      if (!isEtancheError(error) || error.code !== 'erased') throw error;
    }
  };

  const flush = async (): Promise<void> => {
    const groups = waiting;
    waiting = new Map<string, Group>();
    bytes = 0;
    await inParallel(parallel, entriesOf(groups), ([scope, group]) => write(scope, group));
  };

  return {
    async take(items, code, patient) {
      const refused: Refused[] = [];
      for (const item of items) {
        // What is too large for one record is reported alone: the list holds records only.
        const reason = item.large === undefined ? unassignedReason(code, item) : null;
        const issues = reason === null ? [] : issuesOf(validate, item);
        if (issues.length > 0) refused.push(...issues);
        else if (reason === null) refused.push({ ...item.place, path: '', code });
        else refused.push({ ...item.place, path: '', code, unassigned: await put(item, reason, patient) });
      }
      if (bytes > memoryBytes) await this.flush();
      return refused;
    },
    flush() {
      writing = writing.then(flush);
      return writing;
    },
    added: () => added,
  };
}

function* entriesOf<K, V>(map: ReadonlyMap<K, V>): Generator<[K, V]> {
  yield* map;
}
