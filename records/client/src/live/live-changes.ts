import { recordsLimits, routes, type Changes, type ChangesAsked } from '@etanche/core-records-protocol';
import type { AgendaDay } from '../agenda/agenda-day.ts';
import { untilAborted } from '../data/abortable.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { RecordsClientError, type RecordsClientErrorCode } from '../records-client-error.ts';
import type { Settings } from '../settings/settings.ts';

/** Path of the request that is answered when something changes. */
export const longPollPath: string = routes.changes.path;

/**
 * `changed`: another member wrote, and file, day or settings show it now. `gone`: the file was erased, or this member
 * may no longer read it. `unverified`: what the server shows failed verification. After the last two it is not followed
 * any more.
 */
export type LiveChange = 'changed' | 'gone' | 'unverified';
type Listener = (change: LiveChange) => void;

/** Reads the changes of open files, days, settings and messages as they happen (docs/protocol.md 8.3). */
export type LiveChanges = {
  /** @returns a function that stops */
  readonly followFile: (file: PatientFile, listener: Listener) => () => void;
  readonly followDay: (day: AgendaDay, listener: Listener) => () => void;
  /** Also for an administrator. Settings are followed from their first write on. */
  readonly followSettings: (settings: Settings, listener: Listener) => () => void;
  /**
   * Only for a doctor. The listener hears that received or sent messages changed, and once that they are followed. Two
   * changes that the server commits in the other order than it stamps them may be heard as one, so that a list is also
   * read again at times.
   */
  readonly followMessages: (listener: () => void) => () => void;
};

type Followed = {
  /** The state that is open now; a day without an entry has no head. */
  readonly head: () => { readonly scope: string; readonly sequence: number } | null;
  readonly day: { readonly practitioner: string; readonly date: string } | null;
  /** True for what is never left out of a request. */
  readonly isRequired: boolean;
  readonly refresh: () => Promise<unknown>;
  readonly listener: Listener;
};

/** `revision` is the newest one that the listeners heard of; 0 before the first answer. */
type FollowedMessages = { readonly listeners: Set<() => void>; revision: number };

/** Codes after which waiting cannot succeed in this session. */
const final: readonly RecordsClientErrorCode[] = ['locked', 'unauthenticated', 'forbidden', 'request_invalid'];
const erased: readonly RecordsClientErrorCode[] = ['not_found', 'erased', 'erasing'];
/** Pauses after the first and after further failures, and before a new list is sent. */
const firstPauseMs = 500;
const longestPauseMs = 5000;
const settleMs = 50;

export function createLiveChanges(context: DataContext): LiveChanges {
  const { environment, session } = context;
  const followed = new Set<Followed>();
  const messages: FollowedMessages = { listeners: new Set(), revision: 0 };
  let waiting: AbortController | null = null;
  let isRunning = false;
  // Half of the time limit of a request, so that an answer without a change is in time.
  const waitSeconds = Math.min(recordsLimits.waitSeconds, Math.floor(context.practice.vaults.timeoutMs / 2000));

  const ask = async (): Promise<Changes> => {
    const controller = new AbortController();
    waiting = controller;
    const body = askedOf(followed, messages, waitSeconds);
    return untilAborted(controller.signal, () => session.call('changes', { body, signal: controller.signal }));
  };
  const run = async (): Promise<void> => {
    let pauseMs = settleMs;
    while (followed.size + messages.listeners.size > 0 && !session.locked) {
      await environment.sleep(pauseMs, session.lockSignal);
      const isFine = await turn();
      if (isFine === 'stop') break;
      pauseMs = isFine ? settleMs : Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2));
    }
  };
  const turn = async (): Promise<boolean | 'stop'> => {
    try {
      const changes = await ask();
      applyMessages(messages, changes);
      return await apply(followed, changes);
    } catch (error) {
      if (waiting?.signal.aborted === true) return true;
      return error instanceof RecordsClientError && final.includes(error.code) ? 'stop' : false;
    }
  };
  const begin = (): void => {
    waiting?.abort();
    if (!isRunning) {
      isRunning = true;
      // The lock ends the pause by a rejection.
      void run()
        .catch(() => undefined)
        .finally(() => (isRunning = false));
    }
  };
  const follow = (one: Followed): (() => void) => {
    followed.add(one);
    begin();
    return () => {
      if (followed.delete(one)) waiting?.abort();
    };
  };
  session.lockSignal.addEventListener('abort', () => {
    followed.clear();
    messages.listeners.clear();
    waiting?.abort();
  });
  return {
    followFile: (file, listener) =>
      follow({
        head: () => ({ scope: file.scope, sequence: file.sequence() }),
        day: null,
        isRequired: false,
        refresh: () => file.refresh(),
        listener,
      }),
    followDay: (day, listener) =>
      follow({
        head: () => day.head(),
        day: { practitioner: day.practitioner, date: day.date },
        isRequired: false,
        refresh: () => day.refresh(),
        listener,
      }),
    followSettings: (settings, listener) =>
      follow({ head: () => settings.head(), day: null, isRequired: true, refresh: () => settings.refresh(), listener }),
    followMessages: (listener) => {
      const own = (): void => {
        listener();
      };
      messages.listeners.add(own);
      begin();
      return () => {
        if (messages.listeners.delete(own)) waiting?.abort();
      };
    },
  };
}

function applyMessages(followed: FollowedMessages, { messages }: Changes): void {
  if (messages === undefined || messages === followed.revision) return;
  followed.revision = messages;
  for (const listener of followed.listeners) listener();
}

/** Scopes beyond the limits of one request are left out: the oldest ones, but not the settings. */
function askedOf(
  followed: ReadonlySet<Followed>,
  { listeners, revision }: FollowedMessages,
  waitSeconds: number,
): ChangesAsked {
  const scopes = new Map<string, number>();
  const days: ChangesAsked['days'] = [];
  for (const { head, day } of Array.from(followed).sort((a, b) => Number(a.isRequired) - Number(b.isRequired))) {
    const open = head();
    // If a scope has two handles, the older state counts.
    if (open !== null) scopes.set(open.scope, Math.min(open.sequence, scopes.get(open.scope) ?? Infinity));
    else if (day !== null) days.push(day);
  }
  const named = Array.from(scopes, ([scope, sequence]) => ({ scope, sequence }));
  const { followedScopes, followedDays } = recordsLimits;
  return {
    scopes: named.slice(-followedScopes),
    days: days.slice(-followedDays),
    waitSeconds,
    ...(listeners.size > 0 && { messages: revision }),
  };
}

/** @returns false if something could not be read and is to be read again after a pause */
async function apply(followed: Set<Followed>, { changed, gone, days }: Changes): Promise<boolean> {
  const reached = await Promise.all(
    Array.from(followed, async (one): Promise<boolean> => {
      const head = one.head();
      const end = (change: LiveChange): true => {
        followed.delete(one);
        one.listener(change);
        return true;
      };
      if (head !== null && gone.includes(head.scope)) return end('gone');
      const isNewer =
        head === null
          ? days.some(({ practitioner, date }) => practitioner === one.day?.practitioner && date === one.day.date)
          : changed.some(({ scope, sequence }) => scope === head.scope && sequence !== head.sequence);
      if (!isNewer) return true;
      try {
        await one.refresh();
      } catch (error) {
        if (error instanceof DataError && error.reason !== 'unavailable') return end('unverified');
        if (error instanceof RecordsClientError && erased.includes(error.code)) return end('gone');
        return false;
      }
      one.listener('changed');
      return true;
    }),
  );
  return !reached.includes(false);
}
