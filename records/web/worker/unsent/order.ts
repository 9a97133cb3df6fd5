import { targetOf, type OutboxEntry } from '../outbox-entry.ts';

/** An entry that the server does not have. */
export type Waiting = {
  readonly name: string;
  readonly entry: OutboxEntry;
  /** Code of a refusal; null while it is sent again. */
  readonly failure: string | null;
};

/** Entries of one lane are sent one after the other. */
export function laneOf(entry: OutboxEntry): string {
  const { place } = targetOf(entry);
  return place === 'day' || place === 'list' ? place : entry.scope;
}

/** True if two entries write one record, or one needs the file that the other creates. */
export function sharesRecord(one: OutboxEntry, other: OutboxEntry): boolean {
  const ids = recordsOf(other);
  return recordsOf(one).some((id) => ids.includes(id)) || needs(other, one) || needs(one, other);
}

/** True if `entry` concerns the file that `creation` creates. */
function needs(entry: OutboxEntry, creation: OutboxEntry): boolean {
  return entry !== creation && targetOf(creation).place === 'new' && entry.scope === creation.scope;
}

/** True while an earlier entry about the same record, or the creation of its file, waits for a decision. */
export function isBehind(entry: OutboxEntry, all: readonly Waiting[]): boolean {
  return all.some(
    (one) => one.failure !== null && one.entry !== entry && one.entry.at < entry.at && sharesRecord(one.entry, entry),
  );
}

/** Record ids that an entry writes, and the new file that it needs: entries that share one are sent in order. */
function recordsOf({ puts, scope, target }: OutboxEntry): readonly string[] {
  const ids = puts.map(({ id }) => id);
  return target?.place === 'new' ? [...ids, scope] : ids;
}
