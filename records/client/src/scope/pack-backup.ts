import { equalBytes, fromBase64url } from '@etanche/core-wire';
import type { PackCopies } from '@etanche/core-records-protocol';
import { sealedDigest, type SealedPack } from '@etanche/core-sealing';
import { DataError } from '../data/data-error.ts';

/** Copies of the bytes of packs, from a backup of the server. */
export type Backup = {
  /** Gives packs without content that of their copy, if it has their digest. */
  complete(packs: readonly SealedPack[]): Promise<readonly SealedPack[]>;
};

/** @throws DataError `invalid_copies` for copies of another file; ProtocolError */
export function createBackup(
  of: { readonly practice: string; readonly scope: string },
  copies: PackCopies | undefined,
): Backup {
  if (copies !== undefined && (copies.practice !== of.practice || copies.scope !== of.scope))
    throw new DataError('invalid_copies', 'the copies are of another file');
  const content = new Map(
    copies?.packs.map(({ sequence, number, salt, sealed }) => [
      `${sequence}.${number}`,
      { salt: fromBase64url(salt, 32), sealed: fromBase64url(sealed, undefined) },
    ]),
  );
  return {
    complete: (packs) =>
      Promise.all(
        packs.map(async (pack) => {
          const copy = content.get(`${pack.place.sequence}.${pack.place.number}`);
          if (pack.content !== null || copy === undefined) return pack;
          const digest = await sealedDigest(copy.salt, copy.sealed);
          return equalBytes(digest, pack.digest) ? { ...pack, content: copy } : pack;
        }),
      ),
  };
}
