// Runs in the browser: a newcomer registers with the browser's own passkey and signs in with it.
import { nobleGroup } from '@etanche/core-oprf';
import { timerSleep } from '@etanche/vault-client';
import {
  createBrowserOutputStore,
  createBrowserPasskeys,
  createMemory,
  register,
  signIn,
  signOut,
  type RecordsClientOptions,
} from '../../src/index.ts';

export type Entry = {
  /** @returns the newcomer's fingerprint */
  registerNewcomer(serverUrl: string, invitation: string): Promise<string>;
  /** Signs in again, and asks the vaults for one evaluation. */
  signInAgain(
    serverUrl: string,
  ): Promise<{ member: string; status: string; bytes: number; wiped: boolean; code: string }>;
  /** Contents of IndexedDB after each step of a store's use. */
  storeRows(): Promise<readonly unknown[]>;
};

function optionsFor(serverUrl: string): RecordsClientOptions {
  return {
    serverUrl,
    environment: {
      passkeys: createBrowserPasskeys(navigator.credentials),
      fetch: (input, init) => fetch(input, init),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => Date.now(),
      sleep: timerSleep,
      group: nobleGroup,
      memory: createMemory(),
    },
    timeoutMs: 20_000,
    retry: { attempts: 3, firstWaitMs: 100, longestWaitMs: 1000 },
    idleMs: 60_000,
  };
}

async function storeRowsInBrowser(): Promise<readonly unknown[]> {
  const name = 'etanche-test';
  const row = (id: string, member: string, dropAfter: number) =>
    ({ id, owners: [member, `${member} passkey`], dropAfter, sealed: Uint8Array.of(1, 2, 3) }) as const;
  const first = await createBrowserOutputStore(indexedDB, name);
  const secrets = [await first.deviceSecret(new Uint8Array(32).fill(1)), await first.deviceSecret(new Uint8Array(32))];
  for (const each of [row('a', 'x', 10), row('b', 'x', 20), row('c', 'y', 30)]) await first.put(each);
  const store = await createBrowserOutputStore(indexedDB, name);
  const idsOf = async (owner: string): Promise<string> => (await store.rows(owner)).map(({ id }) => id).join();
  const found = [
    (await store.get('b'))?.sealed.length,
    await store.get('d'),
    await idsOf('x'),
    await idsOf('y passkey'),
  ];
  await store.removeUntil(10);
  const later = await idsOf('x');
  await store.removeOwner('x passkey');
  await store.remove(['c']);
  const left = [await idsOf('x'), await idsOf('y'), (await store.deviceSecret(new Uint8Array(32)))[0]];
  return [...secrets.map((secret) => secret[31]), ...found, later, ...left];
}

export const entry: Entry = {
  storeRows: storeRowsInBrowser,
  registerNewcomer: async (serverUrl, invitation) => {
    const { fingerprint, client } = await register(optionsFor(serverUrl), { invitation, passkeyName: 'navigateur' });
    await signOut(client);
    return fingerprint;
  },
  signInAgain: async (serverUrl) => {
    const client = await signIn(optionsFor(serverUrl));
    const vault = await client.secrets.vault('scope');
    const [output] = await vault.evaluate([new Uint8Array(16)]);
    const { scopeRoot } = client.secrets.shared();
    const { member } = client.session;
    const status = client.practice.status();
    await signOut(client);
    const code = await client.session.call('members').then(
      () => 'answered',
      (error: unknown) => (error as { code: string }).code,
    );
    return { member, status, bytes: output?.length ?? 0, wiped: scopeRoot.every((byte) => byte === 0), code };
  },
};
