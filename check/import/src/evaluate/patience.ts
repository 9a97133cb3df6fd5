import { VaultClientError, type Sleep } from '@etanche/vault-client';
import { ImportError } from '../import-error.ts';

/** Waiting time between attempts: doubled each time, up to half a minute. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export type Patience = {
  readonly seconds: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** Called before each wait with the reason, which contains no values. */
  readonly waiting: (reason: string) => void;
};

/**
 * Retries a request while the vaults are unreachable or ask to wait.
 *
 * @throws ImportError `vaults_unavailable` after the allowed time, `vaults_refused` immediately
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
  return new ImportError('vaults_refused', `the vaults reject the request: ${describe(cause)}`, { cause });
}

/** Our codes and the vaults' details about orders and manifests, which contain no personal data. */
function describe({ failures, message }: VaultClientError): string {
  if (failures.length === 0) return message;
  return failures
    .map(({ index, code, detail }) => `vault ${index} ${code}${detail === undefined ? '' : ` (${detail})`}`)
    .join(', ');
}
