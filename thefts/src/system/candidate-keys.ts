import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveShareKey, seedHolders, type ConstantTimeGroup, type Scalar, type Seed } from '@etanche/core-oprf';
import { fromBase64url, joinFields, labels } from '@etanche/core-wire';

/** A stolen vault: its index and the seeds in its file. */
type StolenVault = {
  readonly vaults: number;
  readonly threshold: number;
  readonly index: number;
  readonly seeds: readonly Seed[];
};

/** Reads a vault's seed file like an attacker with root, without checking permissions. */
export function stealVault(directory: string): StolenVault {
  const file = JSON.parse(readFileSync(join(directory, 'seeds.json'), 'utf8')) as Omit<StolenVault, 'seeds'> & {
    seeds: { holders: number[]; seed: string }[];
  };
  const seeds = file.seeds.map(({ holders, seed }) => ({ holders, seed: fromBase64url(seed, 32) }));
  return { ...file, seeds };
}

/**
 * Every candidate key for a key set from the stolen seeds: each stolen share as if it were the key, and the whole key
 * with zero in place of each missing seed. With t vaults no seed is missing, so this is the key.
 */
export function candidateKeys(group: ConstantTimeGroup, stolen: readonly StolenVault[], keySet: string): Scalar[] {
  const shares = stolen.map((vault) => deriveShareKey(group, { ...vault, keySet }).secret);
  const [first] = stolen;
  if (first === undefined) return shares;
  const whole = sumOfKnownSeeds(group, stolen, first, keySet);
  return whole === null ? shares : [...shares, whole];
}

/** f(0) = Σ ψ(A) over the sets with a known seed (docs/protocol.md section 1.1). */
function sumOfKnownSeeds(
  group: ConstantTimeGroup,
  stolen: readonly StolenVault[],
  { vaults, threshold }: StolenVault,
  keySet: string,
): Scalar | null {
  const known = new Map(stolen.flatMap(({ seeds }) => seeds).map((seed) => [seed.holders.join(), seed]));
  let sum: Scalar | null = null;
  for (const holders of seedHolders(vaults, threshold)) {
    const seed = known.get(holders.join());
    if (seed === undefined) continue;
    const info = joinFields(Uint8Array.from(holders), Uint8Array.of(vaults), Uint8Array.of(threshold), keySet);
    const psi = group.reduce(new Uint8Array(hkdfSync('sha512', seed.seed, labels.keySetShare, info, 64)));
    sum = sum === null ? psi : group.scalarAdd(sum, psi);
  }
  return sum;
}
