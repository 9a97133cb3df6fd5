import { VaultClientError, type Sleep } from '@etanche/vault-client';
import { ImportError } from './import-error.ts';

/** Waits between attempts: doubled each time, up to half a minute. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export type Patience = {
  readonly seconds: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** Told before each wait, in words without values. */
  readonly waiting: (reason: string) => void;
};

/**
 * Repeats a request to the vaults while they are down or ask to wait.
 *
 * @throws ImportError `vaults_unavailable` when patience ends, `vaults_refused` at once
 */
export async function withPatience<T>(patience: Patience, request: () => Promise<T>): Promise<T> {
  const deadline = patience.now() + patience.seconds * 1000;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await request();
    } catch (cause) {
      if (!(cause instanceof VaultClientError)) throw cause;
      const asked = cause.retryAfterSeconds === undefined ? null : cause.retryAfterSeconds * 1000;
      if (cause.code !== 'could_not_check' && asked === null) throw refusal(cause);
      const pause = Math.max(wait, asked ?? 0);
      if (patience.now() + pause > deadline) {
        throw new ImportError('vaults_unavailable', `too few vaults answer: ${describe(cause)}`, { cause });
      }
      patience.waiting(describe(cause));
      await patience.sleep(pause, new AbortController().signal);
    }
  }
}

function refusal(cause: VaultClientError): ImportError {
  return new ImportError('vaults_refused', `the vaults refuse: ${describe(cause)}`, { cause });
}

/** Codes of our own and the vaults' words on orders and manifests: nothing in them is personal. */
function describe({ failures, message }: VaultClientError): string {
  if (failures.length === 0) return message;
  return failures
    .map(({ index, code, detail }) => `vault ${index} ${code}${detail === undefined ? '' : ` (${detail})`}`)
    .join(', ');
}
