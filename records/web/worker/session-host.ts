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
import type { Me, SessionState, ShownRole, TypedTexts } from '../port/session-calls.ts';
import type { Site } from '../port/site.ts';
import { createEnvironment, openDeviceStores } from './environment.ts';
import { createReach } from './reach.ts';

export type OpenSession = {
  readonly client: RecordsClient;
  readonly data: RecordsData;
  readonly me: Me;
  /** Sealed on this device. */
  readonly drafts: Drafts;
  /** Texts that were typed in forms, for a day; null if this device keeps none. */
  readonly formDrafts: Drafts | null;
  /** Transfers of whole files that have not left, sealed on this device. */
  readonly transfers: Drafts;
};

/** The one session of the worker. */
export type SessionHost = {
  state(): SessionState;
  /** @throws RecordsClientError `locked` without a session */
  open(): OpenSession;
  /** The options with which a program without a session calls the server. */
  options(passkeys: Passkeys): Promise<RecordsClientOptions>;
  /** Whether the server has a practice, and what this device stores. */
  installation(
    hasDraft: (environment: RecordsClientOptions['environment']) => Promise<boolean>,
  ): Promise<{ readonly isNew: boolean; readonly hasDraft: boolean }>;
  /** Opens the session with the client that `enter` makes, unless one is open. */
  enter(passkeys: Passkeys, enter: (options: RecordsClientOptions) => Promise<RecordsClient>): Promise<SessionState>;
  /** Reads again who the member is. */
  again(): Promise<SessionState>;
  /** Resolves when the session is closed. What the pages have typed is stored first. */
  lock(): Promise<void>;
  signOut(): Promise<void>;
  /** Registers what happens before the pages store their last texts and the session closes. */
  onClosing(listener: () => void): void;
  /** Registers what is dropped with the session. */
  onClose(listener: () => void): void;
  /** Registers what begins with a session. */
  onOpen(listener: () => void): void;
  /** Since when the records server does not answer, in ms since 1970; null while it does. */
  awaySince(): number | null;
  /** Since when the records server or a vault owes an answer, in ms since 1970; null if none does. */
  silentSince(): number | null;
  /** Notes that a request ended without an answer. */
  lost(): void;
  /** Registers what happens when the server answers again. */
  onBack(listener: () => void): void;
};

const timeoutMs = 20_000;
const retry = { attempts: 4, firstWaitMs: 200, longestWaitMs: 5000 };
const idleMs = 15 * 60_000;
/** Keys and pointers restart the idle time, and following open files does not. */
const idleRestart = 'touch';
/** A form that was not stored is no longer offered on this device after a day. */
const formLifeMs = 24 * 3_600_000;
/** Pause between two questions to a server that does not answer. */
const probeMs = 3000;
const shownRoles: readonly ShownRole[] = ['doctor', 'secretary', 'administrator', 'gateway'];

export function createSessionHost(
  site: Site,
  onState: (state: SessionState) => void,
  onReach: (awaySince: number | null) => void,
  keepTyped: () => Promise<TypedTexts>,
): SessionHost {
  let current: OpenSession | null = null;
  let state: SessionState = { phase: 'closed', locked: null };
  const listeners = new Set<() => void>();
  const begins = new Set<() => void>();
  const endings = new Set<() => void>();
  let closing: Promise<void> | null = null;
  let typed: TypedTexts = 'none';
  const show = (next: SessionState): SessionState => {
    state = next;
    onState(next);
    return next;
  };
  const backs = new Set<() => void>();
  let probe: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    // Nothing else may be asking, so that the screens would not learn that the server answers again.
    probe = setTimeout(() => {
      const asking = current?.client.session.call('practice') ?? Promise.resolve(null);
      void asking
        .catch(() => null)
        .then(() => {
          if (reach.awaySince() !== null) ask();
        });
    }, probeMs);
  };
  const reach = createReach(
    site.serverUrl,
    (...request) => fetch(...request),
    Date.now,
    (awaySince) => {
      clearTimeout(probe);
      if (awaySince !== null) ask();
      onReach(awaySince);
      if (awaySince === null) for (const back of backs) back();
    },
  );
  const stores = openDeviceStores();
  const optionsOf = async (passkeys: Passkeys): Promise<RecordsClientOptions> => ({
    ...{ environment: createEnvironment(await stores, passkeys, reach.fetch), serverUrl: site.serverUrl },
    ...{ timeoutMs, retry, idleMs, idleRestart, beforeIdleLock: () => leave() },
  });
  const adopt = async (client: RecordsClient): Promise<SessionState> => {
    const { sealedStore, formStore, transferStore } = await stores;
    const [opened, drafts, formDrafts, transfers] = await Promise.all([
      describe(client),
      openDrafts(client, sealedStore),
      openDrafts(client, formStore, formLifeMs).catch(() => null),
      openDrafts(client, transferStore),
    ]).catch((error: unknown) => {
      client.session.lock();
      throw error;
    });
    current = { client, data: createRecordsData(client), me: opened.me, drafts, formDrafts, transfers };
    client.session.lockSignal.addEventListener('abort', () => {
      drop(opened.me.name);
    });
    for (const begin of begins) begin();
    return opened;
  };
  const drop = (name: string | null): void => {
    current = null;
    for (const listener of listeners) listener();
    show({ phase: 'closed', locked: name === null ? null : { name, at: Date.now(), typed } });
    typed = 'none';
  };
  const close = async ({ client, me }: OpenSession): Promise<void> => {
    for (const ending of endings) ending();
    // The session may close by another way before the pages have answered.
    typed = 'unsure';
    // Each page has the question before the state that removes its screens.
    const answer = keepTyped().catch(() => 'unsure' as const);
    show({ phase: 'closing', name: me.name });
    typed = await answer;
    client.session.lock();
  };
  const leave = (): Promise<void> => {
    if (current === null) return Promise.resolve();
    closing ??= close(current).finally(() => {
      closing = null;
    });
    return closing;
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
      await closing;
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
      const session = current;
      const { client } = session;
      await client.practice.refresh();
      const next = await describe(client);
      current = { ...session, me: next.me };
      return closing === null ? show(next) : state;
    },
    lock: leave,
    async signOut() {
      await closing;
      if (current === null) return;
      await signOut(current.client);
      show({ phase: 'closed', locked: null });
    },
    onClosing(listener) {
      endings.add(listener);
    },
    onClose(listener) {
      listeners.add(listener);
    },
    onOpen(listener) {
      begins.add(listener);
    },
    awaySince: () => reach.awaySince(),
    silentSince: () => reach.silentSince(),
    lost() {
      reach.lost();
    },
    onBack(listener) {
      backs.add(listener);
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
