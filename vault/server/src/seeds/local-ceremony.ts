import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Federation } from '@etanche/core-vault-protocol';
import { freePorts } from '@etanche/platform';
import { prepareHolder } from '../key-sets/holder.ts';
import { importSeeds, makeSeeds } from './seed-ceremony.ts';
import { missingHolders, readSeedFile } from './seed-file.ts';
import { readSigningKey } from './signing-key.ts';

export type LocalCeremony = {
  readonly vaults: number;
  readonly threshold: number;
  /** Parent directory of `vault-<index>` of each vault. */
  readonly directory: string;
  /** One port for each vault; free ports by default. */
  readonly ports?: readonly number[];
};

/**
 * Performs the ceremony and chooses the ports of vaults that start later, so that their federation is known before they
 * start.
 */
export async function planLocalFederation(
  options: LocalCeremony,
): Promise<{ federation: Federation; ports: number[] }> {
  const directories = await holdCeremony(options);
  const ports = options.ports === undefined ? await freePorts(directories.length) : [...options.ports];
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  return { federation: await federationAt(urls, options.threshold, directories), ports };
}

/**
 * Performs the real ceremony with all holders in one process. Repeating it finds the existing seeds. @returns the
 * directory of each vault
 */
export async function holdCeremony({ vaults, threshold, directory }: LocalCeremony): Promise<string[]> {
  const directories = Array.from({ length: vaults }, (_, i) => join(directory, `vault-${i + 1}`));
  const positions = directories.map((each, i) => ({ directory: each, generation: 1, vaults, threshold, index: i + 1 }));
  const holders = await Promise.all(positions.map(({ directory: each, ...position }) => prepareHolder(each, position)));
  if (directories.every(isComplete)) return directories;
  for (const each of directories) {
    const step = await makeSeeds(each, holders, (length) => Uint8Array.from(randomBytes(length)));
    for (const { to, content } of step.packages) await importSeeds(directories[to - 1] ?? '', content);
  }
  return directories;
}

function isComplete(directory: string): boolean {
  const held = readSeedFile(directory);
  return held !== null && missingHolders(held).length === 0;
}

/** The federation of the vaults in these directories, at these addresses. */
export async function federationAt(
  urls: readonly string[],
  threshold: number,
  directories: readonly string[],
): Promise<Federation> {
  const vaults = directories.map(async (directory, i) => {
    const { publicKey: signingKey } = await readSigningKey(directory);
    return { index: i + 1, url: urls[i] ?? '', signingKey };
  });
  return { threshold, vaults: await Promise.all(vaults) };
}
