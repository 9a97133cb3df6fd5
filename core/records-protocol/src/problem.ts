import { object, type Shape } from '@etanche/core-wire';

/**
 * Every error of the records server, and what its caller may do next.
 *
 * - `request_invalid`: malformed, too large or of the wrong type; `detail` names the field. Do not retry unchanged.
 * - `unauthenticated`: no session, or one that ended. Sign in again.
 * - `sign_in_refused`: an assertion, invitation, code or signature is invalid.
 * - `forbidden`: the caller's roles do not allow this.
 * - `not_found`: it does not exist in this practice.
 * - `conflict`: another client wrote first; `sequence` is the scope's current one. Read, then write again.
 * - `epoch_closed`: a version is not sealed under the newest epoch. Read grants and epochs, then seal it again.
 * - `clock_differs`: a version's time is too far from the server's. Set the clock of the device right, then write
 *   again.
 * - `key_reused`: the idempotency key was used for another request.
 * - `limit_reached`: one more would exceed a limit; `detail` names it.
 * - `imports_exhausted`: as many imports as a scope can have wrote to it. Another import writes nothing into it.
 * - `signature_refused`: a signed part of the write is not signed by its author or does not match.
 * - `owners_shared`: two of the server's vaults declare the same owner, so a practice cannot be founded on them.
 * - `too_many_requests`: slow down; `Retry-After`.
 * - `vaults_unreachable`: t vaults did not answer who is a member, or a founding did not reach the vaults in `detail`.
 *   Retry.
 * - `log_stopped`: the database was restored from a copy, so nothing is written until two approvers sign the order
 *   `restore`. Nothing of this request was done.
 * - `store_unavailable`, `overloaded`: retry after `Retry-After`.
 * - `erased`: the patient was erased.
 * - `erasing`: the patient will be erased: the file cannot be read, but it can still be restored.
 * - `internal_error`: an error of the server.
 */
export const recordsProblemCodes = [
  'request_invalid',
  'unauthenticated',
  'sign_in_refused',
  'forbidden',
  'not_found',
  'conflict',
  'epoch_closed',
  'clock_differs',
  'key_reused',
  'limit_reached',
  'imports_exhausted',
  'signature_refused',
  'owners_shared',
  'too_many_requests',
  'vaults_unreachable',
  'log_stopped',
  'store_unavailable',
  'overloaded',
  'erased',
  'erasing',
  'internal_error',
] as const;
export type RecordsProblemCode = (typeof recordsProblemCodes)[number];

export const recordsProblemSchema = object(
  {
    type: { type: 'string', maxLength: 200 },
    title: { type: 'string', maxLength: 200 },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { enum: recordsProblemCodes },
    detail: { type: 'string', maxLength: 500 },
    retryAfter: { type: 'integer', minimum: 0, maximum: 31_536_000 },
    sequence: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  },
  ['detail', 'retryAfter', 'sequence'],
);
export type RecordsProblem = Shape<typeof recordsProblemSchema>;
