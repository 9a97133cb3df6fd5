import { EtancheError } from '@etanche/core-wire';
import type { RecordsProblem, RecordsProblemCode } from '@etanche/core-records-protocol';

/**
 * Why a call of the client failed. A `RecordsProblemCode` is the records server's refusal, as core/records-protocol
 * explains it; the others are the client's own:
 *
 * - `unreachable`: no answer after all attempts. Try later; a write may or may not have been done, and the same call
 *   repeats it safely only with the same `idempotencyKey`.
 * - `answer_invalid`: the server's answer violates the protocol. Inform its operator.
 * - `server_untrusted`: an answer of the server contradicts the keyring, the invitation, the kit's sheets or the order
 *   chain at the vaults (keys, roles, grants, epochs, genesis, federation), or lacks data that the server gave before.
 *   The client used nothing of it. Stop, and inform the person responsible.
 * - `vaults_missing`: a founding needs every vault, and those of `vaults` did not answer or did not apply the first
 *   order. Nothing is lost: `resumeFounding` continues with the same first order when they answer again.
 * - `federation_unsafe`: two groups of t vaults of this federation may have no vault in common. Choose a higher
 *   threshold.
 * - `approvers_insufficient`: the approvers' cards are from one vault, so no order could have two approvals. Have one
 *   of them register at another vault.
 * - `helpers_insufficient`: a recovery needs two helpers, or the only other member. Name two helpers, or ask a second
 *   one to help.
 * - `vaults_disagree`: fewer than t vaults sign the same state of the practice. Try later, and inform the vaults'
 *   operators.
 * - `locked`: the client was locked, by its user or after idling. Sign in again.
 * - `passkey_failed`: the authenticator or its user refused. Try again.
 * - `passkey_without_prf`: this authenticator has no PRF, so nothing can be sealed to it. Use another one.
 * - `no_grant`: the chain at the vaults gives this member a role, but no member has granted its secrets yet, or the
 *   role has no secrets. Ask a member of the same role for a grant.
 * - `epoch_due`: the member who opened the newest epoch has left; a doctor must open the next one before anything is
 *   written.
 * - `not_entitled`: this member's role does not allow it.
 * - `not_a_member`: the chain at the vaults has no such active member, kit or importer, or has other keys for it.
 * - `fingerprint_differs`: the keys have another fingerprint than the one that was compared. Do not enrol.
 * - `passphrase_refused`: the passphrase does not open the importer's file, or is too short to protect a new one.
 * - `draft_not_stored`: the device did not store or return a draft. The text on the screen exists nowhere else.
 * - `queue_full`: the device stores as much as it may that was not sent. Nothing of this action was stored.
 * - `transfer_refused`: the recipient has refused the transfer, whose other messages are not sent any more.
 * - `text_invalid`: a printed code, a kit's sheet, an invitation or an importer's file is malformed or mistyped.
 */
export type RecordsClientErrorCode =
  | RecordsProblemCode
  | 'unreachable'
  | 'answer_invalid'
  | 'server_untrusted'
  | 'vaults_missing'
  | 'federation_unsafe'
  | 'approvers_insufficient'
  | 'helpers_insufficient'
  | 'vaults_disagree'
  | 'locked'
  | 'passkey_failed'
  | 'passkey_without_prf'
  | 'no_grant'
  | 'epoch_due'
  | 'not_entitled'
  | 'not_a_member'
  | 'fingerprint_differs'
  | 'passphrase_refused'
  | 'draft_not_stored'
  | 'queue_full'
  | 'transfer_refused'
  | 'text_invalid';

/**
 * Codes of temporary failures: the server is restarting, busy or unreachable, and the same request may succeed later.
 */
export const transientCodes: readonly RecordsClientErrorCode[] = [
  'unreachable',
  'store_unavailable',
  'overloaded',
  'too_many_requests',
];

export class RecordsClientError extends EtancheError<RecordsClientErrorCode> {
  /** The server's problem document, if it sent one: `sequence` of a conflict, `retryAfter`, `detail`. */
  readonly problem: RecordsProblem | undefined;
  /** Indices of the vaults that are missing, for `vaults_missing`. */
  readonly vaults: readonly number[];

  constructor(
    code: RecordsClientErrorCode,
    message: string,
    options: ErrorOptions & { readonly problem?: RecordsProblem; readonly vaults?: readonly number[] } = {},
  ) {
    super(code, message, options);
    this.problem = options.problem;
    this.vaults = options.vaults ?? [];
  }
}
