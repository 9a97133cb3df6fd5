import {
  createRecordsData,
  openDrafts,
  listMembers,
  RecordsClientError,
  signIn,
  signOut,
  type Drafts,
  type MemberEntry,
  type Passkeys,
  type RecordsClient,
  type RecordsClientOptions,
  type RecordsData,
} from '@etanche/records-client';
import type { Me, SessionState, ShownRole } from '../port/session-calls.ts';
import type { Site } from '../port/site.ts';
import { createEnvironment } from './environment.ts';

export type OpenSession = {
  readonly client: RecordsClient;
  readonly data: RecordsData;
  readonly me: Me;
  /** Sealed on this device. */
  readonly drafts: Drafts;
};

/** The one session of the worker. */
export type SessionHost = {
  state(): SessionState;
  /** @throws RecordsClientError `locked` without a session */
  open(): OpenSession;
  signIn(passkeys: Passkeys): Promise<SessionState>;
  lock(): void;
  signOut(): Promise<void>;
  /** Registers what is dropped with the session. */
  onClose(listener: () => void): void;
  /** Registers what begins with a session. */
  onOpen(listener: () => void): void;
};

const timeoutMs = 20_000;
const retry = { attempts: 4, firstWaitMs: 200, longestWaitMs: 5000 };
const idleMs = 15 * 60_000;
/** Keys and pointers restart the idle time, and following open files does not. */
const idleRestart = 'touch';
const shownRoles: readonly ShownRole[] = ['doctor', 'secretary', 'administrator'];

export function createSessionHost(site: Site, onState: (state: SessionState) => void): SessionHost {
  let current: OpenSession | null = null;
  let state: SessionState = { phase: 'closed', locked: null };
  const listeners = new Set<() => void>();
  const begins = new Set<() => void>();
  const show = (next: SessionState): SessionState => {
    state = next;
    onState(next);
    return next;
  };
  const drop = (name: string | null): void => {
    current = null;
    for (const listener of listeners) listener();
    show({ phase: 'closed', locked: name === null ? null : { name, at: Date.now() } });
  };
  return {
    state: () => state,
    open() {
      if (current === null) throw new RecordsClientError('locked', 'no session is open');
      return current;
    },
    async signIn(passkeys) {
      if (current !== null) return state;
      const before = state;
      show({ phase: 'opening' });
      try {
        const { environment, sealedStore } = await createEnvironment(passkeys);
        const options: RecordsClientOptions = {
          environment,
          serverUrl: site.serverUrl,
          timeoutMs,
          retry,
          idleMs,
          idleRestart,
        };
        const client = await signIn(options);
        const [members, drafts, { practice }] = await Promise.all([
          listMembers(client),
          openDrafts(client, sealedStore),
          client.session.call('practice').then((answer) => ({ practice: answer.name })),
        ]);
        const me = meOf(client, members);
        current = { client, data: createRecordsData(client), me, drafts };
        client.session.lockSignal.addEventListener('abort', () => {
          drop(me.name);
        });
        for (const begin of begins) begin();
        return show({ phase: 'open', me, practice, practitioners: practitionersOf(members) });
      } catch (error) {
        show(before);
        throw error;
      }
    },
    lock() {
      current?.client.session.lock();
    },
    async signOut() {
      if (current === null) return;
      await signOut(current.client);
      show({ phase: 'closed', locked: null });
    },
    onClose(listener) {
      listeners.add(listener);
    },
    onOpen(listener) {
      begins.add(listener);
    },
  };
}

function meOf(client: RecordsClient, members: readonly MemberEntry[]): Me {
  const id = client.session.member;
  const own = members.find(({ member }) => member === id);
  const roles = client.practice.roles();
  return {
    id,
    name: own?.name ?? '',
    roles: shownRoles.filter((role) => roles.includes(role)),
    isGranted: client.secrets.isGranted(),
  };
}

/** Members with an agenda: the active doctors, by name. */
function practitionersOf(members: readonly MemberEntry[]) {
  return members
    .filter(({ roles, status }) => status === 'active' && roles.includes('doctor'))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'fr'))
    .map(({ member, name }, place) => ({ id: member, name, place }));
}
