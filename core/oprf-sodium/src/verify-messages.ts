import type { Bytes } from '@etanche/core-wire';

/** One proof of a vault. The elements of each list are joined: 32 bytes each. */
export type VerifyJob = {
  readonly id: number;
  readonly publicKey: Bytes;
  readonly blinded: Bytes;
  readonly evaluated: Bytes;
  readonly proof: Bytes;
};

export type VerifyAnswer = { readonly id: number; readonly isValid: boolean };
