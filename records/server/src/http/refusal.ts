import { EtancheError } from '@etanche/core-wire';
import type { RecordsProblem, RecordsProblemCode } from '@etanche/core-records-protocol';

const statuses: Readonly<Record<RecordsProblemCode, number>> = {
  request_invalid: 400,
  unauthenticated: 401,
  sign_in_refused: 403,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  epoch_closed: 409,
  clock_differs: 409,
  key_reused: 409,
  limit_reached: 409,
  imports_exhausted: 409,
  signature_refused: 422,
  owners_shared: 409,
  too_many_requests: 429,
  vaults_unreachable: 503,
  log_stopped: 503,
  store_unavailable: 503,
  overloaded: 503,
  erased: 410,
  erasing: 423,
  internal_error: 500,
};

/** `isExpected`: the caller may ask, and this is one of the answers. */
type Extra = Pick<RecordsProblem, 'detail' | 'retryAfter' | 'sequence'> & { readonly isExpected?: boolean };

/** Rejects a request with an RFC 9457 problem. `detail` is a fixed sentence, never the caller's text. */
export class Refusal extends EtancheError<RecordsProblemCode> {
  readonly status: number;
  readonly extra: Extra;

  constructor(code: RecordsProblemCode, extra: Extra = {}, options?: ErrorOptions) {
    super(code, extra.detail ?? code, options);
    this.status = statuses[code];
    this.extra = extra;
  }
}
