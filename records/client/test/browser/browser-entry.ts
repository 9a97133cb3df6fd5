// What the browser runs: a newcomer registers with the browser's own passkey, and signs in by it.
import { nobleGroup } from '@etanche/core-oprf';
import { timerSleep } from '@etanche/vault-client';
import {
  createBrowserPasskeys,
  createMemory,
  register,
  signIn,
  signOut,
  type RecordsClientOptions,
} from '../../src/index.ts';

export type Entry = {
  /** @returns the newcomer's fingerprint */
  begin(serverUrl: string, invitation: string): Promise<string>;
  /** Signs in anew, and asks the vaults for one evaluation. */
  goOn(serverUrl: string): Promise<{ member: string; status: string; bytes: number; wiped: boolean; code: string }>;
};

function optionsFor(serverUrl: string): RecordsClientOptions {
  return {
    serverUrl,
    passkeys: createBrowserPasskeys(navigator.credentials),
    fetch: (input, init) => fetch(input, init),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
    sleep: timerSleep,
    group: nobleGroup,
    memory: createMemory(),
    timeoutMs: 20_000,
    retry: { attempts: 3, firstWaitMs: 100, longestWaitMs: 1000 },
    idleMs: 60_000,
  };
}

export const entry: Entry = {
  begin: async (serverUrl, invitation) => {
    const { fingerprint, unlocked } = await register(optionsFor(serverUrl), { invitation, passkeyName: 'navigateur' });
    await signOut(unlocked);
    return fingerprint;
  },
  goOn: async (serverUrl) => {
    const unlocked = await signIn(optionsFor(serverUrl));
    const vault = await unlocked.vault('scope');
    const [output] = await vault.evaluate([new Uint8Array(16)]);
    const { scopeRoot } = unlocked.secrets();
    const { member } = unlocked;
    const status = unlocked.status();
    await signOut(unlocked);
    const code = await unlocked.call('members').then(
      () => 'answered',
      (error: unknown) => (error as { code: string }).code,
    );
    return { member, status, bytes: output?.length ?? 0, wiped: scopeRoot.every((byte) => byte === 0), code };
  },
};
