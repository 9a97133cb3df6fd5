import type { BlindInputs, Group, Random, VerifyEvaluation } from '@etanche/core-oprf';
import type { Sleep, VaultFailure } from '@etanche/vault-client';
import type { OutputStore } from './session/output-store.ts';

/**
 * Creates and uses passkeys, over the JSON forms of WebAuthn Level 3 section 5.1
 * (`PublicKeyCredentialCreationOptionsJSON` and so on): `createBrowserPasskeys`, or the software authenticator of
 * records/passkey. `clientExtensionResults.prf.results` are returned in base64url; the client removes them before it
 * sends a credential.
 */
export type Passkeys = {
  create(options: Readonly<Record<string, unknown>>): Promise<object>;
  get(options: Readonly<Record<string, unknown>>): Promise<object>;
};

/**
 * Values that this device remembers between sessions, so that a server cannot show an older state: the highest chain
 * sequence, epoch and heads that it saw, and an incomplete founding, sealed to its passkey. It contains no secret and
 * no patient data, but an attacker who writes to it removes that protection. `createMemory()` keeps it in the process;
 * a browser uses localStorage, a program a file.
 */
export type Memory = {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
};

export type RetryRules = {
  /** Greatest number of attempts of one request, the first included. */
  readonly attempts: number;
  /**
   * Wait before the second attempt, in milliseconds; doubled for each further one, then drawn between half and all of
   * it.
   */
  readonly firstWaitMs: number;
  /** Longest wait, in milliseconds; a longer `Retry-After` ends the attempts. */
  readonly longestWaitMs: number;
};

/**
 * The machine under the client: network, clock, random source, passkeys and storage. A page, a worker, a program or a
 * test creates one and passes it on.
 */
export type Environment = {
  readonly fetch: typeof globalThis.fetch;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly passkeys: Passkeys;
  readonly group: Group;
  /** Verifies the vaults' proofs on another thread, for programs that evaluate much; by default `group` does. */
  readonly verify?: VerifyEvaluation;
  /** Blinds and unblinds on another thread; by default `group` does, with `random`. */
  readonly blind?: BlindInputs;
  readonly memory: Memory;
  /**
   * Stores outputs of evaluations for 24 hours, sealed under the passkey, so that an opened scope opens again after a
   * lock without another unit. Without it, each session evaluates again.
   */
  readonly outputStore?: OutputStore;
};

/** Access of a client to the vaults of a federation. */
export type VaultAccess = Pick<Environment, 'fetch' | 'sleep'> & {
  /** Longest time of one whole request. */
  readonly timeoutMs: number;
  /** Called with the failure of each vault, also if the others answered. */
  readonly report?: (failure: VaultFailure) => void;
};

export type RecordsClientOptions = {
  readonly environment: Environment;
  /** Origin of the records server, with or without a path. */
  readonly serverUrl: string;
  /** Longest time of one whole request to the server or to a vault. */
  readonly timeoutMs: number;
  readonly retry: RetryRules;
  /** The client locks after this time without a call or `touch`; 15 minutes in an application. */
  readonly idleMs: number;
  /**
   * `call`, the default: each call restarts the idle time. `touch`: only `session.touch` does, so that waiting for
   * changes and reading them leave the client to lock.
   */
  readonly idleRestart?: 'call' | 'touch';
  /** Runs when the idle time is over; the client refuses all calls at once, and locks after it, also if it fails. */
  readonly beforeIdleLock?: () => Promise<void>;
  readonly report?: (failure: VaultFailure) => void;
};

export function vaultAccess({ environment, timeoutMs, report }: RecordsClientOptions): VaultAccess {
  const { fetch, sleep } = environment;
  return { fetch, sleep, timeoutMs, ...(report === undefined ? {} : { report }) };
}
