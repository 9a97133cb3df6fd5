import { join } from 'node:path';
import { seedHolders, type Seed } from '@etanche/core-oprf';
import { vaultIndexSchema } from '@etanche/core-vault-protocol';
import { fromBase64url, object, parseShape, toBase64url } from '@etanche/core-wire';
import { writePrivateFile } from '@etanche/platform';
import { readPrivate } from './private-file.ts';
import { asSecretsLocation, type SecretsLocation } from './secrets-location.ts';
import { VaultError } from '../vault-error.ts';

const seedFileSchema = object({
  format: { const: 'etanche/v1/vault-seeds' },
  generation: { type: 'integer', minimum: 1, maximum: 1_000_000 },
  vaults: vaultIndexSchema,
  threshold: vaultIndexSchema,
  index: vaultIndexSchema,
  seeds: {
    type: 'array',
    minItems: 0,
    maxItems: 126,
    items: object({
      holders: { type: 'array', minItems: 1, maxItems: 9, items: vaultIndexSchema },
      seed: { type: 'string', pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$', maxLength: 43 },
    }),
  },
});

/** The index of one vault, and the size and generation of its federation. */
export type VaultPosition = {
  /** 1 at first; each replacement of all seeds adds 1. */
  readonly generation: number;
  readonly vaults: number;
  readonly threshold: number;
  readonly index: number;
};

/** The content of a vault's seed file: the secret of the vault. Complete before the vault starts. */
export type HeldSeeds = VaultPosition & { readonly seeds: readonly Seed[] };

export function seedFilePath(directory: string): string {
  return join(directory, 'seeds.json');
}

/**
 * @returns the file's content, complete or not, or null if there is no file
 * @throws VaultError `seed_file_readable_by_others`, `seed_file_invalid`
 */
export function readSeedFile(location: SecretsLocation | string): HeldSeeds | null {
  const { directory, bySystemd } = asSecretsLocation(location);
  const content = readPrivate(seedFilePath(directory), bySystemd);
  if (content === null) return null;
  const file = parse(content);
  const held = {
    generation: file.generation,
    vaults: file.vaults,
    threshold: file.threshold,
    index: file.index,
    seeds: file.seeds.map(({ holders, seed }) => ({ holders, seed: fromBase64url(seed, 32) })),
  };
  content.fill(0);
  refuseExcess(held);
  return held;
}

/** @throws VaultError as `readSeedFile`, and `seed_file_missing`, `seeds_incomplete` */
export function readCompleteSeeds(location: SecretsLocation | string): HeldSeeds {
  const held = readSeedFile(location);
  if (held === null)
    throw new VaultError('seed_file_missing', `${seedFilePath(asSecretsLocation(location).directory)} does not exist`);
  const missing = missingHolders(held);
  if (missing.length > 0) {
    const sets = missing.map((holders) => holders.join('+')).join(', ');
    throw new VaultError('seeds_incomplete', `the seeds of vaults ${sets} are missing: import them from those vaults`);
  }
  return held;
}

export async function writeSeedFile(directory: string, held: HeldSeeds): Promise<void> {
  const seeds = held.seeds.map(({ holders, seed }) => ({ holders, seed: toBase64url(seed) }));
  await writePrivateFile(
    seedFilePath(directory),
    `${JSON.stringify({ format: 'etanche/v1/vault-seeds', ...held, seeds })}\n`,
  );
}

/** The sets of vaults, including this one, whose seed is required but missing. */
export function missingHolders(held: HeldSeeds): number[][] {
  const have = new Set(held.seeds.map(({ holders }) => holders.join()));
  return heldSets(held).filter((holders) => !have.has(holders.join()));
}

/** The sets of vaults whose seed this vault must have. */
export function heldSets(position: VaultPosition): number[][] {
  return seedHolders(position.vaults, position.threshold).filter((holders) => holders.includes(position.index));
}

function refuseExcess(held: HeldSeeds): void {
  const allowed = new Set(heldSets(held).map((holders) => holders.join()));
  const have = held.seeds.map(({ holders }) => holders.join());
  if (new Set(have).size !== have.length || !have.every((holders) => allowed.has(holders))) {
    throw new VaultError('seeds_excess', `vault ${held.index} has a seed twice, or a seed that it must not have`);
  }
}

function parse(content: Buffer) {
  try {
    const file = parseShape(seedFileSchema, JSON.parse(content.toString('utf8')), 'seed file');
    if (file.threshold > file.vaults || file.index > file.vaults) throw new RangeError('position');
    return file;
  } catch (cause) {
    // The parser's own message would quote the file.
    throw new VaultError(
      'seed_file_invalid',
      'the seed file is malformed',
      cause instanceof VaultError ? { cause } : {},
    );
  }
}
