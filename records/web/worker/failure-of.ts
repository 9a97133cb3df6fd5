import { isEtancheError } from '@etanche/core-wire';
import { DataError, VaultClientError } from '@etanche/records-client';
import type { Failure } from '../port/messages.ts';

const nothing: Omit<Failure, 'code'> = { reason: null, resetsAt: null, limit: null, issues: [] };

/**
 * The part of an error that crosses the port. An error without a stable code is `unexpected`; its message stays here.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof DataError) {
    return {
      code: error.code,
      reason: error.reason ?? null,
      resetsAt: error.quota?.resetsAt ?? null,
      limit: error.quota?.limit ?? null,
      issues: error.issues.map(({ path, code }) => ({ path, code })),
    };
  }
  // The other `could_not_check` is about a file.
  if (error instanceof VaultClientError && error.code === 'could_not_check')
    return { ...nothing, code: 'vaults_unreachable' };
  if (isEtancheError(error)) return { ...nothing, code: error.code };
  if (error instanceof DOMException && error.name === 'AbortError') return { ...nothing, code: 'aborted' };
  return { ...nothing, code: 'unexpected' };
}
