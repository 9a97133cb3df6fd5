import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { checkLabels, joinFields, utf8, type Bytes } from '@etanche/core-wire';
import { parseKeySetId } from '@etanche/core-vault-protocol';
import { requireConstantTime, type ShareKey } from './blind-evaluate.ts';
import type { ConstantTimeGroup, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { smallScalar } from './scalar-field.ts';
import { seedHolders } from './seed-holders.ts';

/** The seed r_A: 32 bytes that only the vaults of `holders` (in ascending order) have. */
export type Seed = { readonly holders: readonly number[]; readonly seed: Bytes };

/**
 * f(index) of docs/protocol.md section 1.1: this vault's share of the key set, by pseudo-random secret sharing (Cramer,
 * Damgård, Ishai, TCC 2005). All terms and the sum are computed by the constant-time engine.
 *
 * @param seeds exactly the seeds whose holders include `index`, in any order
 * @throws OprfError `seeds_invalid`, `input_invalid`, `engine_unsafe`
 */
export function deriveShareKey(
  group: ConstantTimeGroup,
  parameters: {
    readonly seeds: readonly Seed[];
    readonly vaults: number;
    readonly threshold: number;
    readonly index: number;
    readonly keySet: string;
  },
): ShareKey {
  requireConstantTime(group);
  const { vaults, threshold, index, keySet } = parameters;
  parseKeySetId(keySet);
  const held = seedHolders(vaults, threshold).filter((holders) => holders.includes(index));
  if (held.length === 0 || parameters.seeds.length !== held.length) {
    throw new OprfError('seeds_invalid', `expected ${held.length} seeds, got ${parameters.seeds.length}`);
  }
  let secret: Scalar | null = null;
  for (const holders of held) {
    const wide = expandSeed(findSeed(parameters.seeds, holders), holders, vaults, threshold, keySet);
    const term = group.scalarMultiply(group.reduce(wide), polynomialAt(index, holders, vaults));
    wide.fill(0);
    secret = secret === null ? term : group.scalarAdd(secret, term);
  }
  if (secret === null) throw new OprfError('seeds_invalid', 'there is no seed');
  return { keySet, index, secret, publicKey: group.multiplyBase(secret) };
}

/** The fingerprint that the holders of a seed compare: the first 16 bytes of its labelled SHA-256, in hexadecimal. */
export function seedFingerprint(holders: readonly number[], seed: Bytes): string {
  return bytesToHex(sha256(joinFields(checkLabels.seedFingerprint, Uint8Array.from(holders), seed)).subarray(0, 16));
}

/** The 64 bytes from which ψ(A) is reduced. */
function expandSeed(seed: Bytes, holders: readonly number[], vaults: number, threshold: number, id: string): Bytes {
  const info = joinFields(Uint8Array.from(holders), Uint8Array.of(vaults), Uint8Array.of(threshold), id);
  return Uint8Array.from(hkdf(sha512, seed, utf8(checkLabels.keySetShare), info, 64));
}

function findSeed(seeds: readonly Seed[], holders: readonly number[]): Bytes {
  const matches = seeds.filter(
    (seed) => seed.holders.length === holders.length && seed.holders.every((index, i) => index === holders[i]),
  );
  const [match] = matches;
  if (match === undefined || matches.length !== 1) {
    throw new OprfError('seeds_invalid', `the seed of vaults ${holders.join(', ')} is missing or repeated`);
  }
  if (match.seed.length !== 32) throw new OprfError('seeds_invalid', `a seed has ${match.seed.length} bytes, not 32`);
  return match.seed;
}

/** g_A(x) = Π_{j ∉ A} (j − x)·j⁻¹: 1 at 0, and 0 at every vault outside A. */
function polynomialAt(x: number, holders: readonly number[], vaults: number): Scalar {
  let numerator = 1n;
  let denominator = 1n;
  for (let j = 1; j <= vaults; j++) {
    if (holders.includes(j)) continue;
    numerator *= BigInt(j - x);
    denominator *= BigInt(j);
  }
  return smallScalar(numerator, denominator);
}
