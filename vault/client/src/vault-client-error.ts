import { type ProblemCode, type QuotaLimit } from '@etanche/core-vault-protocol';
import { EtancheError } from '@etanche/core-wire';

/**
 * Why one vault gave no good answer.
 *
 * - a `ProblemCode`: the vault refused, with an RFC 9457 problem
 * - `unreachable`: no HTTP answer, or a redirect, which is never followed; or a proxy's error, with its `httpStatus`
 * - `timeout`: no complete answer within the timeout
 * - `answer_invalid`: wrong media type, shape, size, key set, index or number of elements
 * - `proof_invalid`: the proof is not valid for the published share key: the vault lies or has other seeds
 */
export type VaultFailureCode = ProblemCode | 'unreachable' | 'timeout' | 'answer_invalid' | 'proof_invalid';

export type VaultFailure = {
  readonly index: number;
  readonly code: VaultFailureCode;
  /** Seconds after which this vault may be asked again, if it gave them. */
  readonly retryAfterSeconds?: number;
  /**
   * The limit that refused, with its number at this vault, for `quota_member`, `quota_practice` and `quota_importer`.
   */
  readonly limit?: QuotaLimit;
  /** The vault's own explanation of a refused order or manifest. */
  readonly detail?: string;
  /** Status of a server error without a vault's problem: a proxy in front of it answered. */
  readonly httpStatus?: number;
};

/**
 * - `could_not_check`: fewer good answers than the threshold, because vaults are down, slow or lie. The result is
 *   unknown,
 *   never "not found". Retry later; if `failures` contains `proof_invalid`, inform the operators.
 * - `refused`: enough vaults are up, but they refuse. The same call may succeed after `retryAfterSeconds`; without it,
 *   `failures` show what must change first.
 * - `key_set_refused`: shares or statements contradict one another or the federation. Do not use the key set; inform
 *   the
 *   operators.
 * - `request_invalid`: the caller requested more elements than one request may contain.
 */
export type VaultClientErrorCode = 'could_not_check' | 'refused' | 'key_set_refused' | 'request_invalid';

export class VaultClientError extends EtancheError<VaultClientErrorCode> {
  /** One for each vault that failed, in order of failure. */
  readonly failures: readonly VaultFailure[];
  readonly retryAfterSeconds?: number;

  constructor(
    code: VaultClientErrorCode,
    message: string,
    options: ErrorOptions & { readonly failures?: readonly VaultFailure[]; readonly retryAfterSeconds?: number } = {},
  ) {
    super(code, message, options);
    this.failures = options.failures ?? [];
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
