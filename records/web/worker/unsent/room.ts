import { RecordsClientError } from '@etanche/records-client';
import { targetOf, type OutboxEntry } from '../outbox-entry.ts';

/** The most that one member may leave unsent on one device: about a day of work in a practice without a network. */
export const mostEntries = 500;
export const mostContentBytes = 200 * 1024 * 1024;

/** @param added bytes of a further content @throws RecordsClientError `queue_full` */
export function requireRoom(entries: ReadonlyMap<string, OutboxEntry>, added = 0): void {
  const { count, bytes } = usage(entries);
  if (count < mostEntries && bytes + added <= mostContentBytes) return;
  throw new RecordsClientError('queue_full', `${count} entries and ${bytes} bytes wait on this device`);
}

/** The fuller part of what a device may store: 0 to 1. */
export function usedPart(entries: ReadonlyMap<string, OutboxEntry>): number {
  const { count, bytes } = usage(entries);
  return Math.min(1, Math.max(count / mostEntries, bytes / mostContentBytes));
}

function usage(entries: ReadonlyMap<string, OutboxEntry>): { readonly count: number; readonly bytes: number } {
  let [count, bytes] = [0, 0];
  for (const entry of entries.values()) {
    if (entry.isSent) continue;
    const target = targetOf(entry);
    count += 1;
    if (target.place === 'document') bytes += target.content.length;
  }
  return { count, bytes };
}
