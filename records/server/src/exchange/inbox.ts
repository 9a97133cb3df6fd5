import type { Readable } from 'node:stream';
import { exchangeLimits, partBytes, type Message, type Receipt } from '@etanche/core-exchange-protocol';
import type {
  AnswerOf,
  BodyOf,
  exchangeRoutes,
  InboxState,
  ParamsOf,
  RelayAnswer,
} from '@etanche/core-records-protocol';
import { jwsTypes, signCompact, utf8 } from '@etanche/core-wire';
import { appendLeaf } from '../audit/append-leaf.ts';
import { jwsHash } from '../data/jws-hash.ts';
import type { Session, StreamAnswer } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { readKeyStatement } from '../members/key-statement.ts';
import { rowsOf, type Statement, type Tx } from '../store/store.ts';
import { findAuthor } from './directory-statements.ts';
import { countExchange, dayOf, lockMessage } from './exchange-day.ts';
import type { ExchangeDependencies } from './exchange-dependencies.ts';
import {
  addIncoming,
  completeIncoming,
  countUnread,
  findIncoming,
  listIncoming,
  lockIncoming,
  openIncoming,
  setIncoming,
  type InboxRow,
  type ListedInboxRow,
} from './inbox-statements.ts';
import { addEvent } from './message-events.ts';
import { findOutgoing } from './outbox-statements.ts';
import { claimedMessage, readMessage, readReceipt, readWithdrawal } from './read-statement.ts';
import { findFiledVolume, findRefusal, refuseVolumes, transferOf } from './refused-transfers.ts';

type Routes = typeof exchangeRoutes;

/** Messages that a practice receives. */
export class Inbox {
  readonly #dependencies: ExchangeDependencies;

  constructor(dependencies: ExchangeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Takes the statement of a message for a practice of this server; a repetition answers with the missing parts, and
   * with the receipt once there are none.
   *
   * @param server key of the server that brings it, in whose directory the sender must be
   * @throws Refusal `not_found` for a practice without an entry here, `signature_refused`, `limit_reached`, `conflict`,
   *   `erased` if it was withdrawn or has expired
   */
  async accept(statement: string, keys: string, server: string): Promise<RelayAnswer> {
    const { store, directory, parts, config, clockMs, now } = this.#dependencies;
    const { sender, recipient } = claimedMessage(statement);
    const { author } = await readKeyStatement(keys, sender.practice, sender.member);
    const message = await readMessage(statement, author);
    const listed = await directory.find(recipient.practice);
    if (listed === null || listed.peer !== null) throw new Refusal('not_found');
    if (!(await directory.isListedBy(sender.practice, server))) {
      throw new Refusal('signature_refused', { detail: 'The sender is not in the directory of this server.' });
    }
    const age = now() - message.time;
    if (age < -clockMs || age > config.giveUpMs + clockMs) throw new Refusal('signature_refused', { detail: 'time' });
    if (message.expires !== undefined && message.expires <= now()) throw new Refusal('erased');
    const { practice } = recipient;
    const transfer = transferOf(message);
    return store.inPractice(practice, async (tx) => {
      // A volume that arrives while its transfer is refused is refused too.
      if (transfer !== null) await rowsOf(tx, lockMessage, [practice, `${sender.practice}/${transfer}`]);
      await rowsOf(tx, lockMessage, [practice, message.message]);
      const known = await this.#find(tx, practice, message.message);
      if (known === null) {
        // Both have their parts under the practice and the message's id.
        if ((await rowsOf(tx, findOutgoing, [practice, message.message])).length > 0) throw new Refusal('conflict');
        await this.#count(tx, message, server);
        const row = [practice, message.message, sender.practice, statement, keys, server, now()];
        await rowsOf(tx, addIncoming, [...row, message.expires ?? null, transfer]);
        if (transfer !== null && (await this.#isRefused(tx, practice, message, transfer, server)))
          return { missing: [] };
      } else {
        if (known.statement !== statement) throw new Refusal('conflict');
        if (known.state === 'withdrawn' || known.state === 'expired') throw new Refusal('erased');
        if (known.receipt !== null) return { missing: [], receipt: known.receipt };
        // The receipt of its transfer's refusal tells its sender.
        if (known.state === 'refused') return { missing: [] };
      }
      return { missing: await parts.missing(tx, practice, message) };
    });
  }

  /** Takes a part of an accepted message. @throws Refusal as `accept`, `not_found` for an unknown message */
  async acceptPart(
    { practice, message: id, ...name }: ParamsOf<Routes['relayPart']>,
    body: Readable,
    server: string,
  ): Promise<RelayAnswer> {
    const { store, parts } = this.#dependencies;
    const row = await store.inPractice(practice, (tx) => this.#find(tx, practice, id));
    if (row === null || row.server !== server) throw new Refusal('not_found');
    if (row.state === 'withdrawn' || row.state === 'expired') throw new Refusal('erased');
    if (row.receipt !== null) return { missing: [], receipt: row.receipt };
    if (row.state === 'refused') return { missing: [] };
    const message = claimedMessage(row.statement);
    await parts.put(practice, message, name, body);
    return store.inPractice(practice, async (tx) => {
      const missing = await parts.missing(tx, practice, message);
      return missing.length > 0 ? { missing } : { missing, receipt: await this.#complete(tx, practice, row, message) };
    });
  }

  /**
   * Ends a message that nobody has opened, or a share at any time.
   *
   * @throws Refusal `not_found`, `signature_refused`, `conflict` if somebody opened a message that is no share
   */
  async withdraw(practice: string, id: string, withdrawal: string, server: string): Promise<void> {
    const { store } = this.#dependencies;
    await store.inPractice(practice, async (tx) => {
      const row = await this.#find(tx, practice, id, lockIncoming);
      if (row === null || row.server !== server) throw new Refusal('not_found');
      const { sender, kind } = claimedMessage(row.statement);
      const { author } = await readKeyStatement(row.keys, sender.practice, sender.member);
      const read = await readWithdrawal(withdrawal, author);
      if (read.message !== id || read.statement !== jwsHash(row.statement)) throw new Refusal('signature_refused');
      if (row.state === 'withdrawn') return;
      const isOpened = row.state !== 'unread' || row.openedAt !== null;
      if (isOpened && kind !== 'share') throw new Refusal('conflict');
      await this.#set(tx, practice, id, 'withdrawn', null, ['unread', 'read', 'filed']);
      const leaf = { kind: 'message_withdrawn', resource: id, subject: sender.practice } as const;
      await appendLeaf(tx, practice, leaf, this.#dependencies);
    });
  }

  async list(
    tx: Tx,
    { practice }: Session,
    { before, state }: { readonly before?: string; readonly state?: InboxState },
  ): Promise<AnswerOf<Routes['inbox']>> {
    const most = exchangeLimits.messagesPerAnswer;
    const rows = await rowsOf<ListedInboxRow>(tx, listIncoming, [practice, before ?? null, most, state ?? null]);
    const [count] = await rowsOf<{ unread: number }>(tx, countUnread, [practice]);
    const last = rows.at(-1);
    return {
      messages: rows.map(describe),
      unread: count?.unread ?? 0,
      ...(rows.length === most && last !== undefined && { next: last.message }),
    };
  }

  /** Records an opening, before any part is sent. @throws Refusal `not_found`, `erased` */
  async open(tx: Tx, { practice, member, session }: Session, id: string): Promise<void> {
    const { now } = this.#dependencies;
    const row = await this.#find(tx, practice, id, lockIncoming);
    this.#requireReadable(row);
    await rowsOf(tx, openIncoming, [practice, id, member, now()]);
    const leaf = { kind: 'message_opened', member, session, resource: id, subject: row.sender } as const;
    await appendLeaf(tx, practice, leaf, this.#dependencies);
  }

  /** @throws Refusal `not_found`, `erased`, `conflict` before it was opened */
  async part(
    tx: Tx,
    { practice }: Session,
    { message: id, ...name }: ParamsOf<Routes['receivedPart']>,
  ): Promise<() => Promise<StreamAnswer>> {
    const { parts, logger } = this.#dependencies;
    const row = await this.#find(tx, practice, id);
    this.#requireReadable(row);
    if (row.openedAt === null) throw new Refusal('conflict', { detail: 'The message was not opened.' });
    const stream = claimedMessage(row.statement).streams[name.stream];
    if (stream?.parts[name.part] === undefined) throw new Refusal('not_found');
    return async () => {
      const bytes = await parts.get(practice, id, name);
      if (bytes === null) {
        logger.error('message_part_missing');
        throw new Refusal('internal_error');
      }
      return { headers: {}, bytes: partBytes(stream, name.part), stream: bytes };
    };
  }

  /**
   * Queues a receipt for the sender. The refusal of a volume names its transfer, and refuses all of its volumes: those
   * that are here, opened or not, and those that arrive later.
   *
   * @throws Refusal `not_found`, `signature_refused`, `conflict` after a refusal, and for one of a message that was
   * filed
   */
  async sendReceipt(tx: Tx, session: Session, id: string, { receipt }: BodyOf<Routes['sendReceipt']>): Promise<void> {
    const { now } = this.#dependencies;
    const { practice, member } = session;
    const row = await this.#lock(tx, practice, id);
    this.#requireReadable(row);
    const [keys] = await rowsOf<{ auth: string }>(tx, findAuthor, [practice, member]);
    if (keys === undefined) throw new Refusal('forbidden');
    const read = await readReceipt(receipt, keys.auth);
    const isOfThis = read.message === id && read.statement === jwsHash(row.statement);
    if (!isOfThis || read.practice !== practice || read.member !== member || read.kind === 'received') {
      throw new Refusal('signature_refused', { detail: 'The receipt is not one of this member for this message.' });
    }
    if (row.openedAt === null || row.state === 'refused') throw new Refusal('conflict');
    const isRefusal = read.kind === 'refused';
    const message = claimedMessage(row.statement);
    if (read.transfer !== (isRefusal ? message.volume?.transfer : undefined)) {
      throw new Refusal('signature_refused', { detail: 'The receipt names another transfer than the message.' });
    }
    // A colleague may have filed it: its sender is not told that it was refused.
    if (isRefusal && !(await this.#refuse(tx, practice, message, receipt))) throw new Refusal('conflict');
    const target = { target: row.sender, server: row.server };
    await addEvent(tx, practice, { message: id, kind: read.kind, event: receipt, ...target }, now());
  }

  /** Refuses an opened message, or all volumes of its transfer. @returns false if one of them was filed */
  async #refuse(tx: Tx, practice: string, message: Message, receipt: string): Promise<boolean> {
    const transfer = transferOf(message);
    if (transfer === null) return this.#set(tx, practice, message.message, 'refused', null, ['read']);
    const { practice: sender } = message.sender;
    if ((await rowsOf(tx, findFiledVolume, [practice, sender, transfer])).length > 0) return false;
    return (await rowsOf(tx, refuseVolumes, [practice, sender, transfer, receipt])).length > 0;
  }

  /** Refuses a new volume of a transfer that was refused, and tells its sender. */
  async #isRefused(tx: Tx, practice: string, message: Message, transfer: string, server: string): Promise<boolean> {
    const { practice: sender } = message.sender;
    const [found] = await rowsOf<{ refusal: string }>(tx, findRefusal, [practice, sender, transfer]);
    if (found === undefined) return false;
    await rowsOf(tx, refuseVolumes, [practice, sender, transfer, found.refusal]);
    const event = { message: message.message, kind: 'refused', event: found.refusal, target: sender, server } as const;
    await addEvent(tx, practice, event, this.#dependencies.now());
    return true;
  }

  /** @throws Refusal `not_found`, `conflict` before it was opened */
  async file(tx: Tx, { practice, member, session }: Session, id: string): Promise<void> {
    const row = await this.#lock(tx, practice, id);
    this.#requireReadable(row);
    if (row.state === 'filed') return;
    if (!(await this.#set(tx, practice, id, 'filed', member, ['read']))) throw new Refusal('conflict');
    const leaf = { kind: 'message_filed', member, session, resource: id, subject: row.sender } as const;
    await appendLeaf(tx, practice, leaf, this.#dependencies);
  }

  /**
   * Takes back a filing of this member, so that the message is to be handled again and its parts stay.
   *
   * @throws Refusal `not_found`, `erased`, `conflict` for a colleague's filing, a volume of a transfer, or another state
   */
  async unfile(tx: Tx, { practice, member, session }: Session, id: string): Promise<void> {
    const row = await this.#lock(tx, practice, id);
    this.#requireReadable(row);
    if (row.state === 'read') return;
    const isOwn = row.filedBy === member && transferOf(claimedMessage(row.statement)) === null;
    if (!isOwn || !(await this.#set(tx, practice, id, 'read', null, ['filed']))) throw new Refusal('conflict');
    const leaf = { kind: 'message_unfiled', member, session, resource: id, subject: row.sender } as const;
    await appendLeaf(tx, practice, leaf, this.#dependencies);
  }

  /**
   * Counts a message of its sender, and of the peer that brings it: a peer can list as many practices as it likes.
   *
   * @throws Refusal `limit_reached`; the transaction must then be rolled back
   */
  async #count(tx: Tx, { sender, recipient, streams }: Message, server: string): Promise<void> {
    const { config, serverKey, now } = this.#dependencies;
    const { messagesPerDay: most, bytesPerDay } = config;
    const bytes = streams.reduce((sum, stream) => sum + stream.bytes, 0);
    const isPeer = server !== serverKey.publicKey;
    // By server too: a peer that lists a practice of another one uses up nothing of it.
    const from = isPeer ? `${server}/${sender.practice}` : sender.practice;
    const limits = [[from, most.sender, bytesPerDay.sender] as const];
    if (isPeer) limits.push([server, most.peer, bytesPerDay.peer]);
    for (const [other, messages, allBytes] of limits) {
      const values = [recipient.practice, dayOf(now()), other, bytes, messages, allBytes];
      if ((await rowsOf(tx, countExchange, values)).length > 0) continue;
      throw new Refusal('limit_reached', { detail: 'messages of one practice, or of one server, in a day' });
    }
  }

  async #complete(tx: Tx, practice: string, row: InboxRow, message: Message): Promise<string> {
    const { serverKey, now } = this.#dependencies;
    const { message: id } = message;
    const receipt: Receipt = {
      message: id,
      statement: jwsHash(row.statement),
      kind: 'received',
      practice,
      time: now(),
    };
    const jws = await signCompact(
      utf8(JSON.stringify(receipt)),
      jwsTypes.messageReceipt,
      serverKey.key,
      serverKey.publicKey,
    );
    const completed = await rowsOf(tx, completeIncoming, [practice, id, now(), jws]);
    if (completed.length === 0) return (await this.#find(tx, practice, id))?.receipt ?? jws;
    await this.#endReplaced(tx, practice, message);
    const leaf = { kind: 'message_received', resource: id, subject: message.sender.practice } as const;
    await appendLeaf(tx, practice, leaf, this.#dependencies);
    return jws;
  }

  /** A share that renews another one ends it: the recipient reads the newer synthesis. */
  async #endReplaced(tx: Tx, practice: string, { sender, replaces }: Message): Promise<void> {
    if (replaces === undefined) return;
    const earlier = await this.#find(tx, practice, replaces, lockIncoming);
    const isShare = earlier?.sender === sender.practice && claimedMessage(earlier.statement).kind === 'share';
    if (isShare) await this.#set(tx, practice, replaces, 'expired', null, ['unread', 'read', 'filed']);
  }

  #requireReadable(row: InboxRow | null): asserts row is InboxRow {
    if (row === null || row.receivedAt === null) throw new Refusal('not_found');
    const isOver = row.expiresAt !== null && row.expiresAt <= this.#dependencies.now();
    if (isOver || row.state === 'withdrawn' || row.state === 'expired') throw new Refusal('erased');
  }

  async #set(
    tx: Tx,
    practice: string,
    id: string,
    state: InboxState,
    member: string | null,
    from: readonly InboxState[],
  ): Promise<boolean> {
    const values = [practice, id, state, member, this.#dependencies.now(), from];
    return (await rowsOf(tx, setIncoming, values)).length === 1;
  }

  /** Locks a message; before a volume its transfer, so that two members who lock two of its volumes wait in one order. */
  async #lock(tx: Tx, practice: string, id: string): Promise<InboxRow | null> {
    const seen = await this.#find(tx, practice, id);
    const transfer = seen === null ? null : transferOf(claimedMessage(seen.statement));
    if (transfer !== null) await rowsOf(tx, lockMessage, [practice, `${seen?.sender ?? ''}/${transfer}`]);
    return this.#find(tx, practice, id, lockIncoming);
  }

  async #find(tx: Tx, practice: string, id: string, statement: Statement = findIncoming): Promise<InboxRow | null> {
    return (await rowsOf<InboxRow>(tx, statement, [practice, id]))[0] ?? null;
  }
}

function describe(row: ListedInboxRow): AnswerOf<Routes['inbox']>['messages'][number] {
  const { statement, keys, state, receivedAt, openedBy, openedAt, filedBy, filedAt, receiptLostAt } = row;
  return {
    ...{ statement, keys, state, receivedAt: receivedAt ?? 0 },
    ...(openedBy !== null && openedAt !== null && { opened: { member: openedBy, at: openedAt } }),
    ...(filedBy !== null && filedAt !== null && { filed: { member: filedBy, at: filedAt } }),
    ...(receiptLostAt !== null && { receiptLostAt }),
  };
}
