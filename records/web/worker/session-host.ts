import {
  createRecordsData,
  isNewServer,
  openDrafts,
  listMembers,
  ownFingerprint,
  RecordsClientError,
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
import { createEnvironment, openDeviceStores } from './environment.ts';

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
  /** What a program without a session needs to call the server. */
  options(passkeys: Passkeys): Promise<RecordsClientOptions>;
  /** Whether the server has a practice, and what this device stores. */
  installation(
    hasDraft: (environment: RecordsClientOptions['environment']) => Promise<boolean>,
  ): Promise<{ readonly isNew: boolean; readonly hasDraft: boolean }>;
  /** Opens the session with the client that `enter` makes, unless one is open. */
  enter(passkeys: Passkeys, enter: (options: RecordsClientOptions) => Promise<RecordsClient>): Promise<SessionState>;
  /** Reads again who the member is. */
  again(): Promise<SessionState>;
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
  const stores = openDeviceStores();
  const optionsOf = async (passkeys: Passkeys): Promise<RecordsClientOptions> => ({
    ...{ environment: createEnvironment(await stores, passkeys), serverUrl: site.serverUrl },
    ...{ timeoutMs, retry, idleMs, idleRestart },
  });
  const adopt = async (client: RecordsClient): Promise<SessionState> => {
    const { sealedStore } = await stores;
    const [opened, drafts] = await Promise.all([describe(client), openDrafts(client, sealedStore)]).catch(
      (error: unknown) => {
        client.session.lock();
        throw error;
      },
    );
    current = { client, data: createRecordsData(client), me: opened.me, drafts };
    client.session.lockSignal.addEventListener('abort', () => {
      drop(opened.me.name);
    });
    for (const begin of begins) begin();
    return opened;
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
    options: optionsOf,
    async installation(hasDraft) {
      const options = await optionsOf(noPasskeys);
      const [isNew, stored] = await Promise.all([isNewServer(options), hasDraft(options.environment)]);
      return { isNew, hasDraft: stored };
    },
    async enter(passkeys, enter) {
      if (current !== null) return state;
      const before = state;
      show({ phase: 'opening' });
      try {
        return show(await adopt(await enter(await optionsOf(passkeys))));
      } catch (error) {
        current = null;
        show(before);
        throw error;
      }
    },
    async again() {
      if (current === null) throw new RecordsClientError('locked', 'no session is open');
      const { client, data, drafts } = current;
      await client.practice.refresh();
      const next = await describe(client);
      current = { client, data, me: next.me, drafts };
      return show(next);
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

/** For calls that ask for no passkey. */
export const noPasskeys: Passkeys = {
  create: () => Promise.reject(new RecordsClientError('passkey_failed', 'no passkey is needed here')),
  get: () => Promise.reject(new RecordsClientError('passkey_failed', 'no passkey is needed here')),
};

/** The state of an open session: the member, the practice and its practitioners. */
async function describe(client: RecordsClient): Promise<Extract<SessionState, { phase: 'open' }>> {
  const [members, { name: practice }] = await Promise.all([listMembers(client), client.session.call('practice')]);
  return { phase: 'open', me: meOf(client, members), practice, practitioners: practitionersOf(members) };
}

function meOf(client: RecordsClient, members: readonly MemberEntry[]): Me {
  const id = client.session.member;
  const own = members.find(({ member }) => member === id);
  const roles = shownRolesOf(client.practice.roles());
  const needsSecrets = roles.some((role) => role !== 'administrator');
  return {
    ...{ id, name: own?.name ?? '', roles },
    status: client.practice.status(),
    isGranted: roles.length > 0 && (!needsSecrets || client.secrets.isGranted()),
    fingerprint: ownFingerprint(client),
  };
}

/** Members with an agenda: the active doctors, by name. */
function practitionersOf(members: readonly MemberEntry[]) {
  return members
    .filter(({ roles, status }) => status === 'active' && roles.includes('doctor'))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'fr'))
    .map(({ member, name }, place) => ({ id: member, name, place }));
}

export function shownRolesOf(roles: readonly string[]): ShownRole[] {
  return shownRoles.filter((role) => roles.includes(role));
}
