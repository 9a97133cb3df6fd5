import type { OprfErrorCode } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';

/** A question to the thread. Elements of one list are joined: 32 bytes each. */
export type ThreadJob = { readonly id: number } & (
  | {
      readonly job: 'verify';
      readonly publicKey: Bytes;
      readonly blinded: Bytes;
      readonly evaluated: Bytes;
      readonly proof: Bytes;
    }
  | { readonly job: 'blind'; readonly inputs: readonly Bytes[] }
  /** `of`: id of the job that blinded. */
  | {
      readonly job: 'finalize';
      readonly of: number;
      readonly answers: readonly { readonly index: number; readonly elements: Bytes }[];
    }
  | { readonly job: 'forget'; readonly of: number }
);

/** `result`: whether a proof is valid, joined elements, or joined outputs of 64 bytes each. */
export type ThreadAnswer = { readonly id: number } & (
  | { readonly result: boolean | Bytes }
  | { readonly refused: OprfErrorCode; readonly message: string }
);

/** Splits joined elements or outputs. */
export function split(joined: Bytes, length: 32 | 64): Bytes[] {
  return Array.from({ length: joined.length / length }, (_, i) => joined.slice(i * length, i * length + length));
}
