import { type Problem, type ProblemCode } from '@etanche/core-vault-protocol';
import { EtancheError } from '@etanche/core-wire';

const statuses: Readonly<Record<ProblemCode, number>> = {
  request_invalid: 400,
  element_invalid: 400,
  key_set_unknown: 404,
  key_set_withdrawn: 410,
  key_set_superseded: 410,
  caller_refused: 403,
  quota_network: 429,
  quota_ceiling: 429,
  quota_importer: 429,
  quota_member: 429,
  quota_practice: 429,
  store_spent: 503,
  practice_unknown: 404,
  order_conflict: 409,
  order_gap: 409,
  order_expired: 409,
  checkpoint_refused: 409,
  work_required: 429,
  manifest_refused: 409,
  order_refused: 409,
  approvers_insufficient: 409,
  passkey_backup_eligible: 403,
  overloaded: 503,
  store_unavailable: 503,
  not_found: 404,
  internal_error: 500,
};

type Extra = Pick<Problem, 'detail' | 'retryAfter' | 'limit' | 'work'>;

/** A refused request, returned as an RFC 9457 problem. `detail` is a fixed sentence, never text from the caller. */
export class Refusal extends EtancheError<ProblemCode> {
  readonly status: number;
  readonly extra: Extra;

  constructor(code: ProblemCode, extra: Extra = {}, options?: ErrorOptions) {
    super(code, extra.detail ?? code, options);
    this.status = statuses[code];
    this.extra = extra;
  }
}

/**
 * Converts milliseconds to the whole seconds that a caller must wait: at least one, so that no caller retries at once.
 */
export function retryAfterSeconds(milliseconds: number): number {
  return Math.min(31_536_000, Math.max(1, Math.ceil(milliseconds / 1000)));
}
