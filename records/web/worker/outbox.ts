import { createKeyedQueue, isEtancheError, type Bytes } from '@etanche/core-wire';
import { RecordsClientError, type StoredContent } from '@etanche/records-client';
import type { Unsent, UnsentConflict, UnsentKind } from '../port/unsent-calls.ts';
import type { WorkerSide } from '../port/worker-side.ts';
import { attempted, confirmed, isAway, targetOf, type OutboxEntry } from './outbox-entry.ts';
import { conflictOf } from './outbox-conflict.ts';
import type { SessionHost } from './session-host.ts';
import type { Courier, Places } from './unsent/couriers.ts';
import { itemOf } from './unsent/item-of.ts';
import { NeedsDecision } from './unsent/needs-decision.ts';
import { isBehind, laneOf, sharesRecord, type Waiting } from './unsent/order.ts';
import { createPatience } from './unsent/patience.ts';
import { overTheirs, takenBack, withScope } from './unsent/resolve-entry.ts';
import { requireRoom, usedPart } from './unsent/room.ts';

/**
 * The writes that the server may not have. Each is stored sealed on this device before it is sent, and deleted or
 * marked as sent after the server's answer. Entries that write the same record are sent in the order of their actions.
 */
export type Outbox = {
  /** Entries of earlier sessions are read once, before anything else. */
  ready(): Promise<void>;
  find(isWanted: (entry: OutboxEntry) => boolean): { readonly name: string; readonly entry: OutboxEntry } | null;
  /** Entries that the server does not have, oldest first. */
  waiting(): readonly Waiting[];
  /** Stores without sending. When it resolves, a crash does not lose it. */
  store(name: string, entry: OutboxEntry): Promise<void>;
  /** Stores a large content, which the next entry names. @throws RecordsClientError `queue_full` */
  storeContent(name: string, content: Bytes): Promise<StoredContent>;
  /**
   * Stores and sends.
   *
   * @returns false if there was no answer: it is sent again later
   * @throws the refusal of the server; RecordsClientError `queue_full`, `draft_not_stored`
   */
  submit(name: string, entry: OutboxEntry): Promise<boolean>;
  /** Deletes an entry that the server does not have. @returns false if there is none */
  withdraw(name: string): Promise<boolean>;
  /** Undoes an entry: not sent at all if it never was, else by the texts before, written after it. */
  takeBack(name: string): Promise<void>;
  view(): Unsent;
  sendAll(): Promise<void>;
  /** @param scope a file in place of a new one that looks like it */
  resolve(name: string, keep: 'mine' | 'theirs', scope?: string): Promise<void>;
  /** Registers what ends when a member gives up the own version of an entry. */
  onGivenUp(listener: (name: string) => void): void;
};

const againMs = 3000;
/** A consultation that was sent and never ended is no longer continued on this device after a day. */
const keptMs = 24 * 3_600_000;

export function createOutbox(host: SessionHost, places: Places, courier: Courier, emit: WorkerSide['emit']): Outbox {
  const entries = new Map<string, OutboxEntry>();
  /** Entries whose last attempt failed, with the code of a refusal. */
  const failed = new Map<string, string | null>();
  const conflicts = new Map<string, UnsentConflict>();
  /** Entries that were sent after they had waited, for an undo. */
  const sent = new Map<string, OutboxEntry>();
  const listeners = new Set<(name: string) => void>();
  const patience = createPatience(() => host.silentSince());
  let unreadable = 0;
  let ended: Unsent['ended'] = null;
  let reading: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lanes = createKeyedQueue();
  const steps = createKeyedQueue();

  const entryOf = (name: string): OutboxEntry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new RecordsClientError('not_found', 'the device has no such entry');
    return entry;
  };
  const waiting = (): Waiting[] =>
    Array.from(failed, ([name, failure]) => ({ name, failure, entry: entryOf(name) })).toSorted(
      (one, other) => one.entry.at - other.entry.at,
    );
  const view = (): Unsent => {
    const all = waiting();
    const items = all.map(({ name, entry, failure }) =>
      itemOf(name, entry, failure, isBehind(entry, all), conflicts.get(name) ?? null),
    );
    return { items, unreadable, ended, used: usedPart(entries) };
  };
  const show = (): void => {
    emit('unsent', view());
  };
  /** Screens show files, days and lists with what waits. */
  const showPlace = (entry: OutboxEntry): void => {
    const target = targetOf(entry);
    if (entry.scope !== '') emit('patient', { scope: entry.scope });
    if (target.place === 'list') emit('worklist', { member: target.member });
    if (target.place !== 'day') return;
    for (const { practitioner, date } of target.from === null ? [target] : [target, target.from])
      emit('agenda', { practitioner, date });
  };
  /** Changes of one entry are stored one after the other, so that the last one stays. */
  const change = (name: string, next: (before: OutboxEntry | undefined) => OutboxEntry): Promise<void> =>
    steps(name, async () => {
      const before = entries.get(name);
      if (before === undefined) requireRoom(entries);
      const entry = next(before);
      await host.open().drafts.put(name, entry);
      entries.set(name, entry);
    });
  const drop = async (name: string): Promise<void> => {
    const entry = entryOf(name);
    const { drafts } = host.open();
    await drafts.remove(name);
    const target = targetOf(entry);
    if (target.place === 'document') await drafts.contents.remove(target.content);
    entries.delete(name);
    conflicts.delete(name);
    failed.delete(name);
    show();
    showPlace(entry);
  };
  const send = (name: string, isAgain: boolean): Promise<void> => {
    const known = entries.get(name);
    if (known === undefined) return Promise.resolve();
    return lanes(laneOf(known), async () => {
      const first = entries.get(name);
      if (first === undefined || first.isSent) return;
      const file = await courier(first, isAgain, async (puts) => {
        entryOf(name);
        await change(name, (now = first) => attempted(now, puts));
      });
      // Withdrawn while it was sent.
      if (!entries.has(name)) return;
      if (first.visit === null || file === null) {
        if (failed.has(name)) sent.set(name, first);
        await drop(name);
        return;
      }
      await change(name, (now = first) => confirmed(now, first.puts, file));
      const after = entryOf(name);
      if (after.isSent && (after.visit?.isFinal ?? true)) await drop(name);
      conflicts.delete(name);
      if (failed.delete(name)) show();
      emit('patient', { scope: first.scope });
    });
  };
  const note = (name: string, error: unknown): void => {
    const entry = entryOf(name);
    if (isEtancheError(error) && error.code === 'unreachable') host.lost();
    failed.set(name, isAway(error) ? null : isEtancheError(error) ? error.code : 'unexpected');
    if (error instanceof NeedsDecision) conflicts.set(name, error.conflict);
    else if (isEtancheError(error) && error.code === 'conflict' && entry.visit !== null)
      void places.files.open(entry.scope).then((file) => {
        const conflict = conflictOf(file, entry);
        if (conflict !== null) conflicts.set(name, conflict);
        show();
      });
    if (isEtancheError(error) && rightsCodes.includes(error.code)) void readRights().catch(() => undefined);
    show();
    showPlace(entry);
    later();
  };
  /** The vaults say whether this member may still write; the server's word alone ends nothing. */
  const readRights = async (): Promise<void> => {
    const status = await host
      .open()
      .client.practice.statusAtVaults()
      .catch(() => 'active' as const);
    const next = status === 'active' || status === 'waiting' ? null : status;
    if (next === ended) return;
    ended = next;
    show();
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void sendAll().catch(() => undefined), againMs);
  };
  /** In the order of the actions; stops at the first one without an answer. */
  const sendOnce = async (): Promise<void> => {
    for (const { name } of waiting()) {
      const entry = entries.get(name);
      if (entry === undefined || failed.get(name) !== null || isBehind(entry, waiting())) continue;
      try {
        await send(name, true);
      } catch (error) {
        if (!entries.has(name)) return;
        note(name, error);
        if (isAway(error)) return;
      }
    }
  };
  // One after the other: a run that was begun without a network says nothing about the next one.
  const sendAll = (): Promise<void> => steps('send', sendOnce);
  const read = async (): Promise<void> => {
    const { drafts } = host.open();
    const { drafts: stored, unreadable: count } = await drafts.all();
    unreadable = count;
    for (const { name, value } of stored) {
      const entry = value as OutboxEntry;
      entries.set(name, entry);
      if (entry.isSent && Date.now() - entry.at > keptMs) await drop(name);
      else if (!entry.isSent) failed.set(name, null);
    }
    const targets = Array.from(entries.values(), targetOf);
    // An entry that does not open may name contents.
    if (count === 0)
      await drafts.contents.keepOnly(targets.flatMap((one) => (one.place === 'document' ? [one.content] : [])));
    show();
    later();
  };
  host.onBack(() => {
    void sendAll().catch(() => undefined);
  });
  host.onOpen(() => {
    reading = read();
    reading.catch(() => undefined);
  });
  host.onClosing(() => {
    // The next text is stored behind the waits for an answer.
    patience.end();
  });
  host.onClose(() => {
    patience.restart();
    clearTimeout(timer);
    entries.clear();
    failed.clear();
    conflicts.clear();
    sent.clear();
    unreadable = 0;
    ended = null;
  });
  const enter = async (name: string, entry: OutboxEntry): Promise<void> => {
    const last = Math.max(0, ...Array.from(entries.values(), ({ at }) => at));
    // Two actions of one millisecond, or after a clock was set back, keep their order.
    const isNew = !entries.has(name);
    await change(name, () => (isNew && entry.at <= last ? { ...entry, at: last + 1 } : entry));
  };
  const wait = (name: string): void => {
    failed.set(name, failed.get(name) ?? null);
    show();
    showPlace(entryOf(name));
    later();
  };
  const submit = async (name: string, entry: OutboxEntry): Promise<boolean> => {
    await enter(name, entry);
    const isLater = waiting().some((one) => one.name !== name && sharesRecord(one.entry, entry));
    if (isLater || host.awaySince() !== null) {
      wait(name);
      return false;
    }
    const answer = send(name, failed.has(name)).then(
      () => true,
      async (error: unknown) => {
        // The lock has deleted all entries from memory; this one is on the device.
        if (!entries.has(name)) throw error;
        const isRefused = !isAway(error) && !(error instanceof NeedsDecision);
        // The screen still shows what was refused, for a correction. An entry that it cannot show again stays here, and
        // so does what was shown as waiting because the answer was late.
        if (isRefused && !failed.has(name) && !staying.includes(entry.kind)) {
          await drop(name);
          throw error;
        }
        note(name, error);
        if (isRefused) throw error;
        return false;
      },
    );
    const isSent = await patience.waitFor(answer);
    answer.catch(() => undefined);
    if (!isSent && entries.get(name)?.isSent === false && !failed.has(name)) wait(name);
    return isSent;
  };
  return {
    ready: () => reading,
    find(isWanted) {
      for (const [name, entry] of entries) if (isWanted(entry)) return { name, entry };
      return null;
    },
    waiting,
    store: enter,
    async storeContent(name, content) {
      requireRoom(entries, content.length);
      return host.open().drafts.contents.put(name, content);
    },
    submit,
    async withdraw(name) {
      if (!entries.has(name)) return false;
      await drop(name);
      return true;
    },
    async takeBack(name) {
      const entry = entries.get(name) ?? sent.get(name);
      if (entry === undefined) throw new RecordsClientError('not_found', 'the device has no such entry');
      if (entries.has(name) && entry.tried.length === 0) {
        await drop(name);
        return;
      }
      await submit(`${name}/back`, takenBack(entry, Date.now()));
    },
    view,
    sendAll,
    onGivenUp(listener) {
      listeners.add(listener);
    },
    async resolve(name, keep, scope) {
      const entry = entryOf(name);
      if (keep === 'theirs') {
        if (scope !== undefined)
          for (const one of waiting())
            if (one.name !== name) await change(one.name, (now = one.entry) => withScope(now, entry.scope, scope));
        await drop(name);
        for (const listener of listeners) listener(name);
        later();
        return;
      }
      const next = await overTheirs(entry, places, conflicts.get(name) ?? null);
      await change(name, () => next);
      await send(name, true).catch((error: unknown) => {
        note(name, error);
      });
      later();
    },
  };
}

const staying: readonly UnsentKind[] = ['note', 'prescription', 'measure'];

/** Codes with which a server answers a member who may no longer write. */
const rightsCodes: readonly string[] = ['unauthenticated', 'forbidden', 'not_entitled'];
