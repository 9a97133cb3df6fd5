import { createKeyedQueue, isEtancheError } from '@etanche/core-wire';
import { RecordsClientError } from '@etanche/records-client';
import type { Unsent, UnsentItem } from '../port/unsent-calls.ts';
import type { WorkerSide } from '../port/worker-side.ts';
import type { OpenFiles } from './open-files.ts';
import { attempted, changesOf, confirmed, isAway, type OutboxEntry } from './outbox-entry.ts';
import { conflictOf } from './outbox-conflict.ts';
import type { SessionHost } from './session-host.ts';

/**
 * The writes that the server may not have. Each is stored sealed on this device before it is sent, and deleted or marked
 * as sent after the server's answer.
 */
export type Outbox = {
  /** Entries of earlier sessions are read once, before anything else. */
  ready(): Promise<void>;
  find(isWanted: (entry: OutboxEntry) => boolean): { readonly name: string; readonly entry: OutboxEntry } | null;
  /** Stores without sending. When it resolves, a crash does not lose it. */
  store(name: string, entry: OutboxEntry): Promise<void>;
  /**
   * Stores and sends.
   *
   * @returns false if there was no answer: it is sent again later
   * @throws the refusal of the server
   */
  submit(name: string, entry: OutboxEntry): Promise<boolean>;
  /** Deletes an entry that the server does not have. @returns false if there is none */
  withdraw(name: string): Promise<boolean>;
  view(): Unsent;
  sendAll(): Promise<void>;
  resolve(name: string, keep: 'mine' | 'theirs'): Promise<void>;
  /** Registers what ends when a member gives up the own version of an entry. */
  onGivenUp(listener: (name: string) => void): void;
};

const againMs = 3000;
/** A consultation that was sent and never ended is no longer continued on this device after a day. */
const keptMs = 24 * 3_600_000;

export function createOutbox(host: SessionHost, files: OpenFiles, emit: WorkerSide['emit']): Outbox {
  const entries = new Map<string, OutboxEntry>();
  /** Entries whose last attempt failed, with the code of a refusal. */
  const failed = new Map<string, string | null>();
  const listeners = new Set<(name: string) => void>();
  let unreadable = 0;
  let reading: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const queue = createKeyedQueue();

  const view = (): Unsent => ({ items: Array.from(failed, itemOf), unreadable });
  const itemOf = ([name, failure]: [string, string | null]): UnsentItem => {
    const { kind, scope, at } = entryOf(name);
    return {
      ...{ name, kind, scope, at, failure },
      conflict: failure === 'conflict' ? (conflicts.get(name) ?? null) : null,
    };
  };
  const conflicts = new Map<string, NonNullable<UnsentItem['conflict']>>();
  const entryOf = (name: string): OutboxEntry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new RecordsClientError('not_found', 'the device has no such entry');
    return entry;
  };
  const show = (): void => {
    emit('unsent', view());
  };
  const store = async (name: string, entry: OutboxEntry): Promise<void> => {
    entries.set(name, entry);
    await host.open().drafts.put(name, entry);
  };
  const drop = async (name: string): Promise<void> => {
    await host.open().drafts.remove(name);
    entries.delete(name);
    conflicts.delete(name);
    if (failed.delete(name)) show();
  };
  const send = (name: string): Promise<void> =>
    queue(name, async () => {
      const first = entries.get(name);
      if (first === undefined || first.isSent) return;
      const file = await files.open(first.scope);
      if (first.tried.length > 0) await file.refresh();
      const changes = changesOf(file, first);
      if (changes.length > 0) {
        await store(name, attempted(entryOf(name), first.puts));
        await file.write(changes);
      }
      const after = confirmed(entryOf(name), first.puts, file);
      if (after.isSent && (after.visit?.isFinal ?? true)) await drop(name);
      else await store(name, after);
      conflicts.delete(name);
      if (failed.delete(name)) show();
      emit('patient', { scope: first.scope });
    });
  const note = (name: string, error: unknown): void => {
    const { scope } = entryOf(name);
    failed.set(name, isAway(error) ? null : isEtancheError(error) ? error.code : 'unexpected');
    if (isEtancheError(error) && error.code === 'conflict') {
      void files.open(scope).then((file) => {
        const conflict = conflictOf(file, entryOf(name));
        if (conflict !== null) conflicts.set(name, conflict);
        show();
      });
    }
    show();
    later();
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void sendAll().catch(() => undefined), againMs);
  };
  /** In the order in which they were written; stops at the first one without an answer. */
  const sendAll = async (): Promise<void> => {
    const waiting = Array.from(failed.keys()).toSorted((one, other) => entryOf(one).at - entryOf(other).at);
    for (const name of waiting) {
      if (failed.get(name) !== null) continue;
      try {
        await send(name);
      } catch (error) {
        note(name, error);
        if (isAway(error)) return;
      }
    }
  };
  const read = async (): Promise<void> => {
    const { drafts, unreadable: count } = await host.open().drafts.all();
    unreadable = count;
    for (const { name, value } of drafts) {
      const entry = value as OutboxEntry;
      if (entry.isSent && Date.now() - entry.at > keptMs) {
        await drop(name);
        continue;
      }
      entries.set(name, entry);
      if (!entry.isSent) failed.set(name, null);
    }
    show();
    later();
  };
  host.onOpen(() => {
    reading = read();
    reading.catch(() => undefined);
  });
  host.onClose(() => {
    clearTimeout(timer);
    entries.clear();
    failed.clear();
    conflicts.clear();
    unreadable = 0;
  });
  return {
    ready: () => reading,
    find(isWanted) {
      for (const [name, entry] of entries) if (isWanted(entry)) return { name, entry };
      return null;
    },
    store,
    async submit(name, entry) {
      await store(name, entry);
      try {
        await send(name);
        return true;
      } catch (error) {
        // The lock has deleted all entries from memory; this one is on the device.
        if (!entries.has(name)) throw error;
        note(name, error);
        if (isAway(error)) return false;
        throw error;
      }
    },
    async withdraw(name) {
      if (!entries.has(name)) return false;
      await drop(name);
      return true;
    },
    view,
    sendAll,
    onGivenUp(listener) {
      listeners.add(listener);
    },
    async resolve(name, keep) {
      const entry = entryOf(name);
      if (keep === 'theirs') {
        await drop(name);
        for (const listener of listeners) listener(name);
        return;
      }
      const file = await files.open(entry.scope);
      await file.refresh();
      const puts = entry.puts.map((put) => ({ ...put, base: file.resource(put.id)?.version ?? 0 }));
      await store(name, { ...entry, puts, isSent: false });
      await send(name).catch((error: unknown) => {
        note(name, error);
      });
    },
  };
}
