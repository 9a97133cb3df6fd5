import type { Compartment, StoredPack } from '@etanche/core-records-protocol';

/**
 * The columns of a pack in an answer. `salt` and `sealed` are null where the reader needs no content, or it is empty.
 */
export type PackColumns = {
  readonly sequence: number;
  readonly number: number;
  readonly compartment: Compartment;
  readonly carries: boolean;
  readonly epoch: number;
  readonly author: string;
  readonly time: number;
  readonly list: Buffer;
  readonly digest: Buffer;
  readonly salt: Buffer | null;
  readonly sealed: Buffer | null;
  readonly seal: number | null;
};

/** @param withDigest also of a pack with content, so that a client recognises damaged content */
export function packOf(row: PackColumns, withDigest = false): StoredPack {
  const { sequence, number, compartment, carries, epoch, author, time, list, digest, salt, sealed, seal } = row;
  const content =
    salt === null || sealed === null || sealed.length === 0
      ? {}
      : { salt: salt.toString('base64url'), sealed: sealed.toString('base64url') };
  const sum = withDigest || content.sealed === undefined ? { digest: digest.toString('base64url') } : {};
  return {
    ...{ sequence, number, compartment, epoch, author, time, list: list.toString('base64url'), ...content, ...sum },
    ...(carries && { carries: true }),
    ...(seal !== null && { seal }),
  };
}
