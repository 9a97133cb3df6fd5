import { errorFields } from '@etanche/platform';
import { isEtancheError } from '@etanche/core-wire';
import type { OutboxState, RelayAnswer } from '@etanche/core-records-protocol';
import { rowsOf } from '../store/store.ts';
import type { Peer } from './exchange-config.ts';
import type { ExchangeDependencies } from './exchange-dependencies.ts';
import type { Inbox } from './inbox.ts';
import { endEvent, giveUpEvent, takeEvents, type EventRow } from './message-events.ts';
import type { Outbox } from './outbox.ts';
import { findOutgoing, setOutgoing, takeDue, type OutboxRow } from './outbox-statements.ts';
import { PeerError } from './peer-client.ts';
import { claimedMessage } from './read-statement.ts';

type DeliverDependencies = ExchangeDependencies & { readonly outbox: Outbox; readonly inbox: Inbox };

/** Refusals that no repetition changes, with the state of the message after them. */
const final: ReadonlyMap<string, OutboxState> = new Map<string, OutboxState>([
  ['signature_refused', 'undeliverable'],
  ['conflict', 'undeliverable'],
  ['request_invalid', 'undeliverable'],
  ['erased', 'expired'],
]);
/** Attempts after which a withdrawal of a message that the recipient's server does not know has ended. */
const unknownTries = 8;

/**
 * Delivers due messages, receipts and withdrawals of a practice to the recipients' servers, or to this one.
 *
 * @param silent keys of peers that gave no answer in this round. They are asked once in a round, so that a peer that
 *   hangs holds up nothing of another one
 */
export async function deliverDue(
  dependencies: DeliverDependencies,
  practice: string,
  silent = new Set<string>(),
): Promise<number> {
  const { store, config, now, logger } = dependencies;
  const { pauseMs, mostPauseMs } = config.deliver;
  const values = [practice, now(), pauseMs, mostPauseMs];
  const { messages, events } = await store.inPractice(practice, async (tx) => ({
    messages: await rowsOf<OutboxRow>(tx, takeDue, values),
    events: await rowsOf<EventRow>(tx, takeEvents, values),
  }));
  for (const row of messages) {
    await deliverMessage(dependencies, practice, row, silent).catch((error: unknown) => {
      logger.warn('message_not_delivered', errorFields(error));
    });
  }
  for (const row of events) {
    const isOver = await deliverEvent(dependencies, practice, row, silent).catch((error: unknown) => {
      logger.warn('message_event_not_delivered', errorFields(error));
      return false;
    });
    if (!isOver && now() - row.createdAt > config.eventGiveUpMs) await giveUp(dependencies, practice, row);
  }
  return messages.length + events.length;
}

async function deliverMessage(
  dependencies: DeliverDependencies,
  practice: string,
  row: OutboxRow,
  silent: Set<string>,
): Promise<void> {
  const { outbox, directory, serverKey, config, now } = dependencies;
  try {
    const listed = await directory.find(row.recipient, claimedMessage(row.statement).entry);
    if (listed !== null && !isSilent(silent, listed.peer)) {
      const answer = await asked(silent, listed.peer, () => relay(dependencies, practice, row, listed.peer));
      if (answer.receipt !== undefined) {
        await outbox.delivered(practice, row, answer.receipt, listed.peer?.server ?? serverKey.publicKey);
        return;
      }
    }
  } catch (error) {
    const state = isEtancheError(error) ? final.get(error.code) : undefined;
    if (state !== undefined) await end(dependencies, practice, row, state);
    throw error;
  }
  if (now() - row.createdAt > config.giveUpMs) await end(dependencies, practice, row, 'undeliverable');
}

function isSilent(silent: ReadonlySet<string>, peer: Peer | null): boolean {
  return peer !== null && silent.has(peer.server);
}

/** Notes a peer that gives no answer. */
async function asked<T>(silent: Set<string>, peer: Peer | null, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (peer !== null && error instanceof PeerError && error.code === 'peer_unreachable') silent.add(peer.server);
    throw error;
  }
}

async function end(
  { store, now }: DeliverDependencies,
  practice: string,
  { message }: OutboxRow,
  state: OutboxState,
): Promise<void> {
  await store.inPractice(practice, (tx) =>
    rowsOf(tx, setOutgoing, [practice, message, state, now(), ['queued'], null]),
  );
}

/** Sends the statement, then the parts that the recipient's server misses. */
async function relay(
  { inbox, peers, parts, serverKey }: DeliverDependencies,
  practice: string,
  row: OutboxRow,
  peer: Peer | null,
): Promise<RelayAnswer> {
  const message = claimedMessage(row.statement);
  const { publicKey } = serverKey;
  let answer =
    peer === null
      ? await inbox.accept(row.statement, row.keys, publicKey)
      : await peers.message(peer, row.statement, row.keys);
  for (const name of answer.missing) {
    const bytes = await parts.get(practice, message.message, name);
    if (bytes === null) throw new RangeError('a part of a queued message is missing');
    const place = { practice: row.recipient, message: message.message, ...name };
    answer = peer === null ? await inbox.acceptPart(place, bytes, publicKey) : await peers.part(peer, place, bytes);
    if (answer.receipt !== undefined) break;
  }
  return answer;
}

/** A receipt goes back to the server that brought the message, a withdrawal to the one to which it was sent. */
async function listedFor(
  { store, directory }: DeliverDependencies,
  practice: string,
  { message, kind, target, server }: EventRow,
): Promise<{ readonly peer: Peer | null } | null> {
  if (kind !== 'withdrawal') return directory.findAt(target, server);
  const [sent] = await store.inPractice(practice, (tx) => rowsOf<OutboxRow>(tx, findOutgoing, [practice, message]));
  return directory.find(target, sent === undefined ? undefined : claimedMessage(sent.statement).entry);
}

/** Ends an event that nobody takes, as of a practice that is in no directory any more. */
async function giveUp(
  { store, outbox, logger, now }: DeliverDependencies,
  practice: string,
  { message, kind }: EventRow,
): Promise<void> {
  if (kind === 'withdrawal') {
    await outbox.endWithdrawal(practice, message, 'unwithdrawn');
    await store.inPractice(practice, (tx) => rowsOf(tx, endEvent, [practice, message, kind]));
  } else await store.inPractice(practice, (tx) => rowsOf(tx, giveUpEvent, [practice, message, kind, now()]));
  logger.error('message_event_undeliverable', { code: kind });
}

/** @returns false for an event that has to be tried again */
async function deliverEvent(
  dependencies: DeliverDependencies,
  practice: string,
  row: EventRow,
  silent: Set<string>,
): Promise<boolean> {
  const { store, outbox, inbox, peers, serverKey } = dependencies;
  const { message, kind, event, target } = row;
  const listed = await listedFor(dependencies, practice, row);
  let outcome: 'done' | 'opened' | 'unknown' = 'done';
  try {
    if (listed === null || isSilent(silent, listed.peer)) return false;
    const { peer } = listed;
    if (peer !== null) await asked(silent, peer, () => peers.event(peer, target, message, event));
    else if (kind === 'withdrawal') await inbox.withdraw(target, message, event, serverKey.publicKey);
    else await outbox.receipt(target, message, event, serverKey.publicKey);
  } catch (error) {
    const code = isEtancheError(error) ? error.code : '';
    // A part that is on its way could still complete the message.
    if (code === 'not_found' && (kind !== 'withdrawal' || row.tries >= unknownTries)) outcome = 'unknown';
    else if (code === 'conflict' || code === 'signature_refused') outcome = 'opened';
    else throw error;
  }
  if (kind === 'withdrawal')
    await outbox.endWithdrawal(practice, message, outcome === 'opened' ? 'received' : 'withdrawn');
  await store.inPractice(practice, (tx) => rowsOf(tx, endEvent, [practice, message, kind]));
  return true;
}
