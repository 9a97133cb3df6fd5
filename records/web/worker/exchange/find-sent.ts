import type { Sent } from '@etanche/records-client';
import type { SentRecord } from '@etanche/records-fhir';
import type { SentState } from '../../port/send-calls.ts';

/** Pages of the outbox in which a message is looked for, and those for one that only its absence tells about. */
const mostPages = 5;
const mostPagesToEnd = 50;

type OutboxPage = { readonly messages: readonly Sent[]; readonly next: string | null };

/** Messages of the outbox by their ids. `isWhole`: its last page was read, so that it has no further one. */
export type FoundSent = { readonly found: ReadonlyMap<string, Sent>; readonly isWhole: boolean };

/**
 * Looks for messages in the outbox, the newest first.
 *
 * @param toEnd those among `wanted` whose absence means something, for which more pages are read
 */
export async function findSent(
  pageAt: (before: string | null) => Promise<OutboxPage>,
  wanted: readonly string[],
  toEnd: readonly string[],
): Promise<FoundSent> {
  const found = new Map<string, Sent>();
  const isLacking = (id: string): boolean => !found.has(id);
  let before: string | null = null;
  for (let i = 0; i < mostPagesToEnd; i++) {
    if (!wanted.some(isLacking) || (i >= mostPages && !toEnd.some(isLacking))) break;
    const { messages, next } = await pageAt(before);
    for (const sent of messages) found.set(sent.message.message, sent);
    if (next === null) return { found, isWhole: true };
    before = next;
  }
  return { found, isWhole: false };
}

/**
 * The state of a message that a file records. One that the outbox does not show never left only if the file has no
 * record that it was sent, and the whole outbox was read: a server lists the newest, and may leave some out.
 */
export function stateOfRecorded({ message, state }: Pick<SentRecord, 'message' | 'state'>, sent: FoundSent): SentState {
  const listed = sent.found.get(message);
  if (listed !== undefined) return listed.state;
  if (state === 'ended') return 'withdrawn';
  return state === 'sending' && sent.isWhole ? 'unlisted' : 'unknown';
}
