import type { Problem } from '@etanche/core-vault-protocol';
import type { VaultFailure, VaultFailureCode } from './vault-client-error.ts';

/** Thrown inside this package if one vault fails; callers get the `VaultFailure`. */
export class VaultFailed extends Error {
  readonly code: VaultFailureCode;
  readonly problem: Problem | undefined;
  readonly httpStatus: number | undefined;

  constructor(
    code: VaultFailureCode,
    options: ErrorOptions & { readonly problem?: Problem; readonly httpStatus?: number } = {},
  ) {
    super(`the vault failed: ${code}`, options);
    this.code = code;
    this.problem = options.problem;
    this.httpStatus = options.httpStatus;
  }

  asFailure(index: number): VaultFailure {
    const { retryAfter, limit, detail } = this.problem ?? {};
    return {
      index,
      code: this.code,
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      ...(limit === undefined ? {} : { limit }),
      ...(detail === undefined ? {} : { detail }),
      ...(this.httpStatus === undefined ? {} : { httpStatus: this.httpStatus }),
    };
  }
}
