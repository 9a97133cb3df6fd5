import { rowsOf } from '../store/store.ts';
import type { ExchangeDependencies } from './exchange-dependencies.ts';
import { removeIncoming, setIncoming, sweepIncoming, type InboxRow } from './inbox-statements.ts';
import { removeOutgoing, setOutgoing, sweepOutgoing, type OutboxRow } from './outbox-statements.ts';
import { claimedMessage } from './read-statement.ts';

/**
 * Ends shares whose time is over, and deletes parts that are needed no longer and messages that never became complete.
 */
export async function sweepMessages(
  { store, parts, config, now }: Pick<ExchangeDependencies, 'store' | 'parts' | 'config' | 'now'>,
  practice: string,
): Promise<void> {
  const at = now();
  const { incompleteMs, filedMs } = config.keep;
  const { incoming, outgoing } = await store.inPractice(practice, async (tx) => ({
    incoming: await rowsOf<InboxRow>(tx, sweepIncoming, [practice, at, at - incompleteMs, at - filedMs]),
    outgoing: await rowsOf<OutboxRow>(tx, sweepOutgoing, [practice, at - incompleteMs, at]),
  }));
  for (const { message, state, statement, expiresAt } of incoming) {
    const isOver = expiresAt !== null && expiresAt <= at && state !== 'withdrawn' && state !== 'refused';
    if (isOver) {
      const from = ['unread', 'read', 'filed'];
      await store.inPractice(practice, (tx) => rowsOf(tx, setIncoming, [practice, message, 'expired', null, at, from]));
    }
    await parts.drop(practice, claimedMessage(statement));
    await store.inPractice(practice, (tx) => rowsOf(tx, removeIncoming, [practice, message]));
  }
  for (const { message, state, statement } of outgoing) {
    if (state === 'queued') {
      await store.inPractice(practice, (tx) =>
        rowsOf(tx, setOutgoing, [practice, message, 'expired', at, ['queued'], null]),
      );
    }
    await parts.drop(practice, claimedMessage(statement));
    await store.inPractice(practice, (tx) => rowsOf(tx, removeOutgoing, [practice, message]));
  }
}
