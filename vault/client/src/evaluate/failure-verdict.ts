import { problemCodes } from '@etanche/core-vault-protocol';
import { VaultClientError, type VaultFailure, type VaultFailureCode } from '../vault-client-error.ts';

/** Problems of a vault that can serve no caller now, unlike those that refuse this caller. */
const outages: readonly VaultFailureCode[] = ['overloaded', 'store_unavailable', 'store_spent', 'internal_error'];

/**
 * The error for too few good answers: `refused` if the refusing vaults would have been enough, otherwise
 * `could_not_check`. `retryAfterSeconds` is the time until enough vaults answer again, if they all gave one.
 *
 * @param missing number of missing good answers, at least 1
 */
export function failureVerdict(failures: readonly VaultFailure[], missing: number): VaultClientError {
  const refusals = failures.filter((failure) => isRefusal(failure.code));
  const waits = failures
    .flatMap((failure) => (failure.retryAfterSeconds === undefined ? [] : [failure.retryAfterSeconds]))
    .sort((a, b) => a - b);
  const wait = waits[missing - 1];
  const code = refusals.length >= missing ? 'refused' : 'could_not_check';
  const reasons = failures.map((failure) => `vault ${failure.index}: ${reasonOf(failure)}`).join(', ');
  return new VaultClientError(code, `${missing} good answers are missing (${reasons})`, {
    failures,
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  });
}

function isRefusal(code: VaultFailureCode): boolean {
  return (problemCodes as readonly string[]).includes(code) && !outages.includes(code);
}

function reasonOf({ code, httpStatus }: VaultFailure): string {
  return httpStatus === undefined ? code : `${code} (HTTP ${httpStatus})`;
}
