import { MerkleError, verifyCosignature, type SignedNote } from '@etanche/core-merkle';
import type { Federation } from '@etanche/core-vault-protocol';
import { fromBase64url } from '@etanche/core-wire';

/**
 * The vaults that cosigned a note. `time`, in seconds since 1970: t of them did so then or later; 0 for fewer than t.
 */
export type Cosigners = { readonly vaults: readonly number[]; readonly time: number };

/** Counts the valid cosignatures of a federation's vaults. The caller compares their number with the threshold. */
export async function cosignersOf(note: SignedNote, { threshold, vaults }: Federation): Promise<Cosigners> {
  const times: number[] = [];
  const indices: number[] = [];
  for (const { index, signingKey } of vaults) {
    const cosigner = { name: `etanche/vault/${index}`, publicKey: fromBase64url(signingKey, 32) };
    try {
      times.push(await verifyCosignature(note, cosigner));
      indices.push(index);
    } catch (error) {
      // Not every vault must have cosigned.
      if (!(error instanceof MerkleError)) throw error;
    }
  }
  return { vaults: indices, time: times.sort((a, b) => a - b).at(-threshold) ?? 0 };
}
