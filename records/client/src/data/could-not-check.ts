import { MerkleError } from '@etanche/core-merkle';
import { ProtocolError } from '@etanche/core-wire';
import { SealingError } from '@etanche/core-sealing';
import { VaultClientError } from '@etanche/vault-client';
import { RecordsClientError, type RecordsClientErrorCode } from '../records-client-error.ts';
import { unavailable, untrusted } from './data-error.ts';

/** Codes after which the same call may succeed. */
const passing: readonly RecordsClientErrorCode[] = [
  'unreachable',
  'store_unavailable',
  'overloaded',
  'internal_error',
  'too_many_requests',
  'vaults_unreachable',
  'vaults_disagree',
];
const contradicting: readonly RecordsClientErrorCode[] = ['answer_invalid', 'server_untrusted'];

/**
 * Runs a step that reads, and turns every failure that leaves the answer unknown into `could_not_check`, so that it is
 * never mistaken for an answer. A permanent refusal by the server or the vaults keeps its code.
 *
 * @param what name of the part of the answer, never a value
 */
export async function orCouldNotCheck<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asDataError(what, error);
  }
}

export function asDataError(what: string, error: unknown): unknown {
  if (error instanceof SealingError && error.code === 'cannot_open') return untrusted(what, error);
  if (error instanceof MerkleError || error instanceof ProtocolError) return untrusted(what, error);
  if (error instanceof VaultClientError) {
    return error.code === 'key_set_refused'
      ? untrusted(what, error)
      : unavailable(what, error, error.retryAfterSeconds);
  }
  if (!(error instanceof RecordsClientError)) return error;
  if (contradicting.includes(error.code)) return untrusted(what, error);
  return passing.includes(error.code) ? unavailable(what, error, error.problem?.retryAfter) : error;
}
