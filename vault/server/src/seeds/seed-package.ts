import { Decrypter, Encrypter } from 'age-encryption';
import { seedFingerprint, type Seed } from '@etanche/core-oprf';
import { bytes32Schema, vaultIndexSchema } from '@etanche/core-vault-protocol';
import { fromBase64url, object, parseShape, toBase64url } from '@etanche/core-wire';
import type { Holder } from '../key-sets/holder.ts';
import type { VaultPosition } from './seed-file.ts';
import { VaultError } from '../vault-error.ts';

const packageSchema = object({
  format: { const: 'etanche/v1/seed-package' },
  generation: { type: 'integer', minimum: 1, maximum: 1_000_000 },
  vaults: vaultIndexSchema,
  threshold: vaultIndexSchema,
  from: vaultIndexSchema,
  to: vaultIndexSchema,
  seeds: {
    type: 'array',
    minItems: 1,
    maxItems: 126,
    items: object({
      holders: { type: 'array', minItems: 1, maxItems: 9, items: vaultIndexSchema },
      seed: bytes32Schema,
    }),
  },
});

/** Seeds in transit from one holder to another, encrypted to the recipient. */
export type SeedPackage = { readonly from: number; readonly to: number; readonly content: Uint8Array };

/** A seed's fingerprint, which its holders compare. */
export type Fingerprint = { readonly holders: readonly number[]; readonly fingerprint: string };

export function fingerprintOf({ holders, seed }: Seed): Fingerprint {
  return { holders, fingerprint: seedFingerprint(holders, seed) };
}

export async function sealPackage(position: VaultPosition, to: Holder, seeds: readonly Seed[]): Promise<SeedPackage> {
  const { generation, vaults, threshold, index: from } = position;
  const encrypter = new Encrypter();
  encrypter.addRecipient(to.recipient);
  const text = JSON.stringify({
    format: 'etanche/v1/seed-package',
    generation,
    vaults,
    threshold,
    from,
    to: to.index,
    seeds: seeds.map(({ holders, seed }) => ({ holders, seed: toBase64url(seed) })),
  });
  return { from, to: to.index, content: await encrypter.encrypt(text) };
}

/**
 * @throws VaultError `package_refused` unless it is for this vault, of this federation, and contains only shared seeds
 */
export async function openPackage(
  position: VaultPosition,
  identity: string,
  content: Uint8Array,
): Promise<{ from: number; seeds: Seed[] }> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  let opened;
  try {
    opened = parseShape(packageSchema, JSON.parse(await decrypter.decrypt(content, 'text')), 'seed package');
  } catch {
    throw new VaultError('package_refused', 'the package cannot be opened: it is for another vault, or incomplete');
  }
  const { generation, vaults, threshold, from, to } = opened;
  if (
    generation !== position.generation ||
    vaults !== position.vaults ||
    threshold !== position.threshold ||
    to !== position.index
  ) {
    throw new VaultError('package_refused', 'the package is for another vault, federation or generation');
  }
  if (!opened.seeds.every(({ holders }) => holders.includes(from) && holders.includes(to))) {
    throw new VaultError('package_refused', `the package contains a seed that vaults ${from} and ${to} do not share`);
  }
  return { from, seeds: opened.seeds.map(({ holders, seed }) => ({ holders, seed: fromBase64url(seed, 32) })) };
}
