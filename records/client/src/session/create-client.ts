import { settingsRoot } from '@etanche/core-sealing';
import type { PracticeKeySets, Member, SignedIn } from '@etanche/core-records-protocol';
import type { Bytes } from '@etanche/core-wire';
import { vaultAccess, type RecordsClientOptions } from '../options.ts';
import { keysOf, readDirectory, type KeyDirectory } from '../members/key-directory.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { createPracticeReader, type PracticeReader } from '../orders/practice-reader.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import { createServer, type Server } from '../transport/call.ts';
import { practiceSecrets, trustedEpoch, wipe } from './practice-secrets.ts';
import { keyringOf, type Account } from './account.ts';
import { createIdleLock } from './idle-lock.ts';
import { forgetMember, openStoredOutputs, type StoredOutputs, type OutputOwner } from './stored-outputs.ts';
import { loadEpochs, loadSecrets, loadSettingsRoot, type Epochs, type LoadedSecrets } from './load-secrets.ts';
import { standingOf, type Standing } from './member-status.ts';
import type { RecordsClient } from './client.ts';
import type { PracticeSecrets, Secrets } from './secrets.ts';
import { createVaultClients } from './vault-clients.ts';

/** Greatest age of the practice's state, in milliseconds, if the caller does not ask for a fresh one. */
const stateAgeMs = 60_000;

type MemberState = {
  readonly standing: Standing;
  readonly directory: KeyDirectory;
  readonly epochs: Epochs | null;
  readonly loaded: LoadedSecrets | null;
  readonly secrets: PracticeSecrets | null;
  /** Only of an administrator; other members derive it. */
  readonly settingsRoot: Bytes | null;
};
type ClientState = {
  readonly account: Account;
  readonly reader: PracticeReader;
  readonly vault: Secrets['vault'];
  /** All secrets to wipe at the lock: callers may still use those from before a refresh. */
  readonly loaded: LoadedSecrets[];
  current: MemberState;
  outputs: StoredOutputs | null;
};

/**
 * Creates the client of a signed-in session after it has verified every answer of the server against the keyring and
 * the chain at the vaults.
 *
 * @throws RecordsClientError `server_untrusted`, `vaults_disagree`, or the server's refusals
 */
export async function createClient(
  options: RecordsClientOptions,
  account: Account,
  signedIn: SignedIn,
  owner: OutputOwner | null,
): Promise<RecordsClient> {
  const { practice, member, genesis, federation } = account;
  const unguarded = createServer(options, () => signedIn.token);
  const reader = createPracticeReader(options, account);
  const loaded = await load(options, account, unguarded, await reader.read(0));
  // After the load: if the load fails, nothing would stop the timer, and a program could not exit.
  const idle = createIdleLock({ ...options, ...options.environment });
  // All secrets are reachable only through this variable, so that the lock drops them all.
  const vault = createVaultClients(options, account, () => keySets());
  const outputs = await openOutputs(options, account, owner, loaded);
  let open: ClientState | null = { account, reader, current: loaded, loaded: [], vault, outputs };
  adopt(open, loaded);
  const isAlive = (): boolean => (options.idleRestart === 'touch' ? idle.check() : idle.touch());
  const own = (): ClientState => {
    if (!isAlive() || open === null) throw new RecordsClientError('locked', 'the client is locked');
    return open;
  };
  const server = guarded(unguarded, own);
  idle.signal.addEventListener('abort', () => {
    for (const loaded of open?.loaded ?? []) wipe(loaded);
    open?.current.settingsRoot?.fill(0);
    open?.account.seed?.fill(0);
    open?.account.indexSecret?.fill(0);
    open = null;
  });
  const refresh = async (): Promise<void> => {
    const before = own();
    const renewed = await load(options, before.account, server, await before.reader.read(0));
    adopt(own(), renewed);
    if (!(await mayStoreOutputs(options, account, renewed))) own().outputs = null;
  };
  const authorKeys = async (author: string): Promise<readonly Bytes[] | null> =>
    authorKeysIn(await own().reader.read(Infinity), own().current.directory, author);

  // A member without secrets reads the epochs only for the key sets; the vaults refuse its evaluations.
  const keySets = async (): Promise<PracticeKeySets> => {
    const { current, reader: chain } = own();
    const state = await chain.read(stateAgeMs);
    const { signed } =
      current.epochs ?? (await loadEpochs({ ...server, memory: options.environment.memory }, state, current.directory));
    const named = signed[0]?.epoch.keySets;
    if (!named) throw new RecordsClientError('server_untrusted', 'the first epoch has no key sets');
    return named;
  };

  const shared = (): PracticeSecrets => {
    const { secrets } = own().current;
    if (secrets === null) throw new RecordsClientError('no_grant', 'no member has granted this member its secrets');
    return secrets;
  };

  return {
    environment: options.environment,
    session: {
      ...server,
      serverUrl: options.serverUrl,
      id: signedIn.session,
      member,
      touch: () => {
        own();
        idle.touch();
      },
      lock: () => {
        idle.lock();
      },
      get locked() {
        return idle.signal.aborted;
      },
      lockSignal: idle.signal,
    },
    practice: {
      ...{ id: practice, genesis, federation, vaults: vaultAccess(options) },
      status: () => own().current.standing.status,
      statusAtVaults: async () =>
        standingOf(await own().reader.read(0), own().account, options.environment.now()).status,
      roles: () => own().current.standing.roles,
      state: async (fresh) => own().reader.read(fresh === 'fresh' ? 0 : stateAgeMs),
      authorKeys: async (author) => {
        const keys = await authorKeys(author);
        if (keys !== null) return keys;
        await refresh();
        return (await authorKeys(author)) ?? [];
      },
      publicKeys: async (holder, hash) => {
        if (!own().current.directory.has(hash)) await refresh();
        return keysOf(own().current.directory, hash, holder);
      },
      refresh,
    },
    secrets: {
      keys: () => own().account.keys,
      keysHash: () => own().account.hash,
      keyring: () => keyringOf(own().account),
      isGranted: () => own().current.secrets !== null,
      shared,
      indexSecret: () => own().account.indexSecret ?? shared().indexSecret,
      writingEpoch: () => {
        const { epochs, secrets } = own().current;
        if (epochs === null || secrets !== null) return shared().writingEpoch();
        return trustedEpoch(epochs).epoch;
      },
      roleSecret: async (role, epoch) => {
        if (epoch > (own().current.loaded?.granted.epoch ?? 0)) await refresh();
        return shared().roleSecret(role, epoch);
      },
      settingsRoot: async () => {
        const { secrets, settingsRoot: granted } = own().current;
        if (secrets === null && granted === null) await refresh();
        return own().current.settingsRoot ?? settingsRoot(shared().scopeRoot, practice);
      },
      epochs: () => own().current.epochs,
      vault: async (purpose, quota) => own().vault(purpose, quota),
      storedOutputs: () => own().outputs,
    },
  };
}

/**
 * Returns whether the member may store outputs on this device; deletes those of a frozen, retired or replaced member.
 */
async function mayStoreOutputs(
  options: RecordsClientOptions,
  account: Account,
  { standing }: MemberState,
): Promise<boolean> {
  if (standing.status === 'active') return true;
  await forgetMember(options.environment, account);
  return false;
}

async function openOutputs(
  options: RecordsClientOptions,
  account: Account,
  owner: OutputOwner | null,
  state: MemberState,
): Promise<StoredOutputs | null> {
  const { outputStore } = options.environment;
  if (outputStore === undefined || !(await mayStoreOutputs(options, account, state)) || owner === null) return null;
  return openStoredOutputs({ ...options.environment, outputStore }, owner, account);
}

async function load(
  options: RecordsClientOptions,
  account: Account,
  server: Server,
  state: PracticeState,
): Promise<MemberState> {
  const standing = standingOf(state, account, options.environment.now());
  const directory = await readDirectory(account.practice, await membersOf(server, account.member, standing));
  const none = { standing, directory, loaded: null, secrets: null, settingsRoot: null };
  if (standing.roles.length === 0) return { ...none, epochs: null };
  const epochs = await loadEpochs({ call: server.call, memory: options.environment.memory }, state, directory);
  if (standing.roles.includes('importer')) return { ...none, epochs };
  const holder = { id: account.member, hash: account.hash, keys: account.keys };
  if (standing.roles.every((role) => role === 'administrator')) {
    return { ...none, epochs, settingsRoot: await loadSettingsRoot(server.call, state, directory, holder) };
  }
  const loaded = await loadSecrets(server.call, state, directory, epochs.signed, holder);
  return { ...none, epochs, loaded, secrets: loaded === null ? null : practiceSecrets(loaded, epochs) };
}

/**
 * The members as the server lists them. If the server has an older status of this member, it first reads the chain
 * again.
 */
async function membersOf({ call }: Server, member: string, { status }: Standing): Promise<Member[]> {
  const { members } = await call('members');
  const own = members.find((one) => one.member === member);
  return own === undefined || own.status === status ? members : (await call('syncMembers')).members;
}

/** Replaces the state by a newer one. Secrets that are already in memory stay the same arrays. */
function adopt(open: ClientState, renewed: MemberState): void {
  const { loaded, epochs } = renewed;
  const same = open.loaded.find((one) => one.granted.epoch === loaded?.granted.epoch && isSameRole(one, loaded));
  if (loaded !== null && same === undefined) open.loaded.push(loaded);
  if (loaded === null || same === undefined || same === loaded) {
    open.current = renewed;
    return;
  }
  wipe(loaded);
  open.current = { ...renewed, loaded: same, secrets: epochs === null ? null : practiceSecrets(same, epochs) };
}

function isSameRole({ granted }: LoadedSecrets, other: LoadedSecrets): boolean {
  return granted.role === other.granted.role;
}

/** Null if the directory lacks the keys of the newest hash in the chain: the directory may be older. */
function authorKeysIn({ chain }: PracticeState, directory: KeyDirectory, author: string): readonly Bytes[] | null {
  const importer = chain.importers.get(author);
  const periods = chain.members.get(author)?.periods ?? (importer === undefined ? [] : [importer]);
  const keys = periods.toReversed().map((period) => directory.get(period.keys));
  if (periods.length === 0 || keys[0] === undefined) return null;
  return keys.flatMap((known) => (known?.member === author ? [known.author] : []));
}

function guarded(server: Server, alive: () => unknown): Server {
  const guard =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      alive();
      const answer = await call(...args);
      alive();
      return answer;
    };
  return {
    call: guard(server.call as (...args: unknown[]) => Promise<unknown>) as Server['call'],
    upload: guard(server.upload),
    download: guard(server.download),
    sendPart: guard(server.sendPart),
    receivedPart: guard(server.receivedPart),
  };
}
