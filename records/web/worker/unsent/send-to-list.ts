import { DataError, type AgendaDay } from '@etanche/records-client';
import type { OpenLists } from '../open-lists.ts';
import type { OutboxEntry } from '../outbox-entry.ts';
import { contestedRows } from './contested-rows.ts';
import { NeedsDecision } from './needs-decision.ts';
import { readText, settlePut, type Put } from './settle-put.ts';

const mostAttempts = 4;

/**
 * Writes a task or message to the list of a member.
 *
 * @param attempt stores the text before it is sent
 * @throws NeedsDecision if somebody else changed the same item in another way
 */
export async function sendToList(
  lists: OpenLists,
  { puts, tried }: OutboxEntry,
  member: string,
  isAgain: boolean,
  attempt: (puts: readonly Pick<Put, 'text'>[]) => Promise<void>,
): Promise<void> {
  const [put] = puts;
  if (put === undefined) return;
  const list = await lists.open(member);
  if (isAgain) await list.refresh();
  // An item of a further page that this device opened before it was signed out.
  while (put.base > 0 && list.version(put.id) === 0 && (await list.openNext()));
  for (let left = mostAttempts; ; left--) {
    try {
      await writeOnce(list, put, tried, attempt);
      return;
    } catch (error) {
      // The list shows the other member's version now, with which the next attempt is settled.
      if (!(error instanceof DataError) || error.code !== 'conflict' || left === 0) throw error;
    }
  }
}

async function writeOnce(
  list: AgendaDay,
  put: Put,
  tried: readonly string[],
  attempt: (puts: readonly Pick<Put, 'text'>[]) => Promise<void>,
): Promise<void> {
  const current = list.entries().find(({ id }) => id === put.id) ?? null;
  const settled = settlePut(put, current, tried, list.version(put.id) > 0);
  if (settled.kind === 'done') return;
  if (settled.kind === 'conflict') {
    const rows = current === null ? [] : contestedRows(put, current.text);
    throw new NeedsDecision({ kind: 'rows', rows, author: current?.author ?? null });
  }
  const task = settled.text === null ? null : readText(settled.text);
  if (task === null) throw new RangeError('an item of a list is a resource');
  await attempt([{ text: settled.text }]);
  await list.put(
    task,
    current?.id ?? null,
    put.id,
    current === null ? { mayOverflow: true } : { base: current.version },
  );
}
