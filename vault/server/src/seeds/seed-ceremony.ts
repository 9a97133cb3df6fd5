import { equalBytes, type Bytes } from '@etanche/core-wire';
import { seedMaker, type Seed } from '@etanche/core-oprf';
import { readIdentity, type Holder } from '../key-sets/holder.ts';
import { heldSets, missingHolders, readSeedFile, writeSeedFile, type HeldSeeds } from './seed-file.ts';
import { fingerprintOf, openPackage, sealPackage, type Fingerprint, type SeedPackage } from './seed-package.ts';
import { VaultError } from '../vault-error.ts';

/** The result of a ceremony step, and the remaining work. */
export type CeremonyStep = {
  readonly index: number;
  /** Seeds that this step created, sent or received. */
  readonly seeds: readonly Fingerprint[];
  /** Encrypted files to hand to the other holders. */
  readonly packages: readonly SeedPackage[];
  /** Sets of holders whose seed this vault still lacks. */
  readonly missing: readonly (readonly number[])[];
};

/**
 * Creates the seeds that this vault must create (`seedMaker`) and packs each for its other holders.
 *
 * @param holders the public files of all other vaults, in any order
 * @throws VaultError `already_made`, `ceremony_invalid`
 */
export async function makeSeeds(
  directory: string,
  holders: readonly Holder[],
  random: (length: number) => Bytes,
): Promise<CeremonyStep> {
  const held = requireSeedFile(directory);
  const mine = heldSets(held).filter((set) => seedMaker(set, held.vaults, held.threshold) === held.index);
  if (held.seeds.some((seed) => mine.some((set) => set.join() === seed.holders.join()))) {
    throw new VaultError('already_made', `vault ${held.index} has already created its seeds: export them instead`);
  }
  const made = mine.map((set) => ({ holders: set, seed: random(32) }));
  const others = new Set(mine.flat().filter((index) => index !== held.index));
  const packages = await packFor(held, made, [...others].sort(), holders);
  const next = { ...held, seeds: [...held.seeds, ...made] };
  await writeSeedFile(directory, next);
  return { index: held.index, seeds: made.map(fingerprintOf), packages, missing: missingHolders(next) };
}

/** Packs every seed that this vault shares with another one, to rebuild the other after a loss. */
export async function exportSeeds(directory: string, to: Holder): Promise<CeremonyStep> {
  const held = requireSeedFile(directory);
  const shared = held.seeds.filter((seed) => seed.holders.includes(to.index));
  if (to.index === held.index) throw new VaultError('ceremony_invalid', 'a vault needs no export to itself');
  if (shared.length === 0)
    throw new VaultError('ceremony_invalid', `vault ${held.index} shares no seed with vault ${to.index}`);
  const packages = await packFor(held, shared, [to.index], [to]);
  return { index: held.index, seeds: shared.map(fingerprintOf), packages, missing: missingHolders(held) };
}

/**
 * Imports the seeds of a package. Seeds that already exist here must be identical.
 *
 * @throws VaultError `package_refused`, `seed_conflict`
 */
export async function importSeeds(directory: string, content: Uint8Array): Promise<CeremonyStep> {
  const held = requireSeedFile(directory);
  const opened = await openPackage(held, readIdentity(directory), content);
  const seeds = [...held.seeds];
  for (const received of opened.seeds) {
    const known = seeds.find(({ holders }) => holders.join() === received.holders.join());
    if (known === undefined) seeds.push(received);
    else if (!equalBytes(known.seed, received.seed)) {
      const set = received.holders.join('+');
      throw new VaultError(
        'seed_conflict',
        `vault ${opened.from} has a different seed of vaults ${set}: compare fingerprints`,
      );
    }
  }
  const next = { ...held, seeds };
  await writeSeedFile(directory, next);
  return { index: held.index, seeds: opened.seeds.map(fingerprintOf), packages: [], missing: missingHolders(next) };
}

/** The fingerprints of all seeds of a vault. */
export function listSeeds(directory: string): readonly Fingerprint[] {
  return requireSeedFile(directory).seeds.map(fingerprintOf);
}

async function packFor(
  held: HeldSeeds,
  seeds: readonly Seed[],
  targets: readonly number[],
  holders: readonly Holder[],
): Promise<SeedPackage[]> {
  for (const { generation, vaults, threshold, index } of holders) {
    if (generation !== held.generation || vaults !== held.vaults || threshold !== held.threshold) {
      throw new VaultError('ceremony_invalid', `vault ${index} was prepared for another federation or generation`);
    }
  }
  const packages: SeedPackage[] = [];
  for (const index of targets) {
    const [to, second] = holders.filter((holder) => holder.index === index);
    if (to === undefined || second !== undefined) {
      throw new VaultError('ceremony_invalid', `exactly one holder file of vault ${index} is required`);
    }
    const shared = seeds.filter((seed) => seed.holders.includes(index));
    packages.push(await sealPackage(held, to, shared));
  }
  return packages;
}

function requireSeedFile(directory: string): HeldSeeds {
  const held = readSeedFile(directory);
  if (held === null)
    throw new VaultError('seed_file_missing', `${directory} is not prepared: run etanche vault seeds make`);
  return held;
}
