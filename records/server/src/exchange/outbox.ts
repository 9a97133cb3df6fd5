import type { Readable } from 'node:stream';
import { exchangeLimits, partBytes, type Message, type Receipt } from '@etanche/core-exchange-protocol';
import type { AnswerOf, BodyOf, exchangeRoutes, OutboxState, ParamsOf } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { jwsHash } from '../data/jws-hash.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Statement, type Tx } from '../store/store.ts';
import { findAuthor } from './directory-statements.ts';
import { countExchange, dayOf, lockMessage } from './exchange-day.ts';
import type { ExchangeDependencies } from './exchange-dependencies.ts';
import { findIncoming } from './inbox-statements.ts';
import { addEvent } from './message-events.ts';
import {
  addOutgoing,
  findOutgoing,
  listOutgoing,
  lockOutgoing,
  queueOutgoing,
  setOutgoing,
  type OutboxRow,
} from './outbox-statements.ts';
import { claimedHeader, claimedMessage, readMessage, readReceipt, readWithdrawal } from './read-statement.ts';
import { endVolumes, findSentRefusal, transferOf } from './refused-transfers.ts';

type Routes = typeof exchangeRoutes;

/** States of a message that its recipient's server may have. */
const sentStates: readonly OutboxState[] = ['queued', 'received', 'unwithdrawn'];

/** Messages that members of a practice send. */
export class Outbox {
  readonly #dependencies: ExchangeDependencies;

  constructor(dependencies: ExchangeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Stores the statement of a message. A repetition answers with the missing parts, and with none once all were there.
   *
   * @throws Refusal `signature_refused`, `not_found` for a recipient that is in no directory, `conflict` for another
   *   message with this id, `limit_reached`, `clock_differs`
   */
  async send(session: Session, { statement }: BodyOf<Routes['sendMessage']>): Promise<AnswerOf<Routes['sendMessage']>> {
    const { store, directory, config, clockMs, now } = this.#dependencies;
    const { practice, member } = session;
    const [author] = await store.inPractice(practice, (tx) => rowsOf<Author>(tx, findAuthor, [practice, member]));
    if (author === undefined) throw new Refusal('signature_refused');
    const message = await readMessage(statement, author.author);
    const { sender, recipient, streams } = message;
    if (sender.practice !== practice || sender.member !== member || recipient.practice === practice) {
      throw new Refusal('signature_refused', { detail: 'The message is not one of this member to another practice.' });
    }
    if ((await directory.find(practice)) === null) {
      throw new Refusal('not_found', { detail: 'This practice has no entry in the directory.' });
    }
    if ((await directory.find(recipient.practice)) === null) {
      throw new Refusal('not_found', { detail: 'The recipient is in no directory.' });
    }
    const transfer = transferOf(message);
    return store.inPractice(practice, async (tx) => {
      if (transfer !== null) await rowsOf(tx, lockMessage, [practice, `${recipient.practice}/${transfer}`]);
      await rowsOf(tx, lockMessage, [practice, message.message]);
      const known = await this.#find(tx, practice, message.message);
      if (known !== null && known.statement !== statement) throw new Refusal('conflict');
      if (known === null) {
        requireTime(message, { clockMs, giveUpMs: config.giveUpMs, now: now() });
        // Both have their parts under the practice and the message's id: this one would replace and delete those parts.
        if ((await rowsOf(tx, findIncoming, [practice, message.message])).length > 0) throw new Refusal('conflict');
        const bytes = streams.reduce((sum, stream) => sum + stream.bytes, 0);
        const most = config.messagesPerDay.member;
        const counted = await rowsOf(tx, countExchange, [practice, dayOf(now()), member, bytes, most, largest]);
        if (counted.length === 0) throw new Refusal('limit_reached', { detail: `at most ${most} messages a day` });
        const row = [practice, message.message, member, recipient.practice, statement, author.statement, now()];
        await rowsOf(tx, addOutgoing, [...row, message.expires ?? null, transfer]);
        const leaf = { kind: 'message_sent', member, session: session.session, resource: message.message } as const;
        await appendLeaf(tx, practice, { ...leaf, subject: recipient.practice }, this.#dependencies);
        // The recipient has refused the transfer of this volume: nothing of it has to leave.
        const values = [practice, recipient.practice, transfer];
        const [refused] = await rowsOf<{ refusal: string }>(tx, findSentRefusal, values);
        if (refused !== undefined) {
          await rowsOf(tx, endVolumes, [...values, refused.refusal, now()]);
          return this.#answer(tx, practice, message, 'refused');
        }
      }
      return this.#answer(tx, practice, message, known?.state ?? 'uploading');
    });
  }

  /**
   * Stores a part; a message that was complete before needs none, so that a repetition learns that it was taken.
   *
   * @throws Refusal `not_found`, `signature_refused`, `limit_reached`, `overloaded`
   */
  async putPart(
    session: Session,
    { message: id, ...name }: ParamsOf<Routes['sendPart']>,
    body: Readable,
  ): Promise<AnswerOf<Routes['sendPart']>> {
    const { store, parts, bytes, now } = this.#dependencies;
    const { practice } = session;
    const row = await store.inPractice(practice, (tx) => this.#find(tx, practice, id));
    if (row?.member !== session.member) throw new Refusal('not_found');
    const message = claimedMessage(row.statement);
    const stream = message.streams[name.stream];
    if (stream?.parts[name.part] === undefined) throw new Refusal('not_found');
    if (row.state !== 'uploading') return { missing: [], state: row.state };
    await bytes.take(session, partBytes(stream, name.part));
    await parts.put(practice, message, name, body);
    return store.inPractice(practice, async (tx) => {
      const missing = await parts.missing(tx, practice, message);
      if (missing.length === 0) await rowsOf(tx, queueOutgoing, [practice, id, now()]);
      const after = await this.#find(tx, practice, id);
      if (after === null) throw new Refusal('not_found');
      return this.#answer(tx, practice, message, after.state);
    });
  }

  /** The parts of a message that has left are deleted later, and are not missing. */
  async #answer(
    tx: Tx,
    practice: string,
    message: Message,
    state: OutboxState,
  ): Promise<AnswerOf<Routes['sendMessage']>> {
    return {
      state,
      missing: state === 'uploading' ? await this.#dependencies.parts.missing(tx, practice, message) : [],
    };
  }

  async list(tx: Tx, { practice }: Session, before: string | undefined): Promise<AnswerOf<Routes['outbox']>> {
    const most = exchangeLimits.messagesPerAnswer;
    const rows = await rowsOf<OutboxRow>(tx, listOutgoing, [practice, before ?? null, most]);
    const messages = rows.map(({ statement, state, changedAt, receipts }) => ({
      ...{ statement, state, changedAt, receipts },
    }));
    const last = rows.at(-1);
    return { messages, ...(rows.length === most && last !== undefined && { next: last.message }) };
  }

  /** @throws Refusal `not_found`, `signature_refused`, `conflict` if it ended, or was read and is no share */
  async withdraw(
    tx: Tx,
    session: Session,
    id: string,
    { withdrawal }: BodyOf<Routes['withdrawMessage']>,
  ): Promise<void> {
    const { now } = this.#dependencies;
    const { practice, member } = session;
    const row = await this.#find(tx, practice, id, lockOutgoing);
    const [author] = await rowsOf<Author>(tx, findAuthor, [practice, member]);
    if (row === null || author === undefined) throw new Refusal('not_found');
    if (row.member !== member) throw new Refusal('forbidden');
    const read = await readWithdrawal(withdrawal, author.author);
    if (read.message !== id || read.statement !== jwsHash(row.statement)) throw new Refusal('signature_refused');
    // A message of which no delivery has begun is not at the recipient's server.
    const isHere = row.state === 'uploading' || (row.state === 'queued' && row.tries === 0);
    const isShared = claimedMessage(row.statement).kind === 'share' && row.state === 'read';
    if (!isHere && !isShared && !sentStates.includes(row.state)) throw new Refusal('conflict');
    await rowsOf(tx, setOutgoing, [practice, id, isHere ? 'withdrawn' : 'withdrawing', now(), [row.state], null]);
    if (!isHere) {
      await addEvent(
        tx,
        practice,
        { message: id, kind: 'withdrawal', event: withdrawal, target: row.recipient },
        now(),
      );
    }
    const leaf = { kind: 'message_withdrawn', member, session: session.session, resource: id } as const;
    await appendLeaf(tx, practice, { ...leaf, subject: row.recipient }, this.#dependencies);
  }

  /** Ends the withdrawal of a message. @param state `received` if somebody had opened it before */
  async endWithdrawal(practice: string, id: string, state: 'withdrawn' | 'received' | 'unwithdrawn'): Promise<void> {
    const { store, now } = this.#dependencies;
    await store.inPractice(practice, (tx) =>
      rowsOf(tx, setOutgoing, [practice, id, state, now(), ['withdrawing'], null]),
    );
  }

  /**
   * Keeps the recipient's server's receipt for a delivered message.
   *
   * @param server key of that server, base64url
   * @throws Refusal `signature_refused`
   */
  async delivered(practice: string, row: OutboxRow, receipt: string, server: string): Promise<void> {
    const { store, now } = this.#dependencies;
    const read = await readReceipt(receipt, server);
    const isOfThis = read.message === row.message && read.statement === jwsHash(row.statement);
    if (!isOfThis || read.kind !== 'received' || read.practice !== row.recipient)
      throw new Refusal('signature_refused');
    await store.inPractice(practice, async (tx) => {
      await rowsOf(tx, setOutgoing, [practice, row.message, 'received', now(), ['queued'], receipt]);
    });
  }

  /**
   * Keeps a receipt by a member of the recipient, which the sender's client verifies with that practice's vaults.
   *
   * @param server key of the server that brings it: the one that keeps the directory with the recipient
   * @throws Refusal `not_found`, `signature_refused`
   */
  async receipt(practice: string, id: string, receipt: string, server: string): Promise<void> {
    const { store, directory, now } = this.#dependencies;
    const row = await store.inPractice(practice, (tx) => this.#find(tx, practice, id));
    if (row === null) throw new Refusal('not_found');
    const read = await readReceipt(receipt, claimedHeader(receipt).kid);
    const isFromThere = await directory.isListedBy(row.recipient, server);
    if (read.practice !== row.recipient || !isFromThere || read.kind === 'received')
      throw new Refusal('signature_refused');
    if (read.transfer !== undefined) {
      await this.#endTransfer(practice, row, read, receipt);
      return;
    }
    const isOfThis = read.message === id && read.statement === jwsHash(row.statement);
    // A volume is refused with its whole transfer, so that one refused volume tells about the others.
    const isHalf = read.kind === 'refused' && claimedMessage(row.statement).volume !== undefined;
    if (!isOfThis || isHalf) throw new Refusal('signature_refused');
    // The withdrawal of a share ends it, even if it was read in the meantime.
    const isEnding = row.state === 'withdrawing' && claimedMessage(row.statement).kind === 'share';
    const state = isEnding ? 'withdrawing' : read.kind;
    const before = ['queued', 'received', 'withdrawing', 'unwithdrawn'] as const;
    // A message is refused once somebody has read it.
    const from = read.kind === 'refused' ? ([...before, 'read'] as const) : before;
    await store.inPractice(practice, (tx) => rowsOf(tx, setOutgoing, [practice, id, state, now(), from, receipt]));
  }

  /**
   * Ends all volumes of a transfer that its recipient has refused. The receipt is for one volume, and comes again for
   * each that arrives later.
   *
   * @throws Refusal `signature_refused`
   */
  async #endTransfer(practice: string, row: OutboxRow, read: Receipt, receipt: string): Promise<void> {
    const { store, now } = this.#dependencies;
    const transfer = transferOf(claimedMessage(row.statement));
    await store.inPractice(practice, async (tx) => {
      await rowsOf(tx, lockMessage, [practice, `${row.recipient}/${transfer ?? ''}`]);
      const named = await this.#find(tx, practice, read.message);
      const isOfTransfer =
        read.kind === 'refused' &&
        transfer === `${row.member}/${read.transfer ?? ''}` &&
        named?.recipient === row.recipient &&
        read.statement === jwsHash(named.statement) &&
        transferOf(claimedMessage(named.statement)) === transfer;
      if (!isOfTransfer) throw new Refusal('signature_refused');
      await rowsOf(tx, endVolumes, [practice, row.recipient, transfer, receipt, now()]);
    });
  }

  /** @param id of a message */
  async #find(tx: Tx, practice: string, id: string, statement: Statement = findOutgoing): Promise<OutboxRow | null> {
    return (await rowsOf<OutboxRow>(tx, statement, [practice, id]))[0] ?? null;
  }
}

/**
 * The time of a new message is that of its sealing. The volumes of a transfer are sealed together and may wait while
 * their sender is interrupted, as long as a recipient's server takes them.
 *
 * @throws Refusal `clock_differs`
 */
function requireTime(
  { time, kind }: Message,
  { clockMs, giveUpMs, now }: { readonly clockMs: number; readonly giveUpMs: number; readonly now: number },
): void {
  const oldest = kind === 'transfer' ? giveUpMs : clockMs;
  if (time > now + clockMs || time < now - oldest) throw new Refusal('clock_differs');
}

type Author = { readonly author: string; readonly statement: string };

const largest = Number.MAX_SAFE_INTEGER;
