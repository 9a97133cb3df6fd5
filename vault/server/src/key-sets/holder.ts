import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { seedHolders } from '@etanche/core-oprf';
import { bytes32Schema, vaultIndexSchema } from '@etanche/core-vault-protocol';
import { object, parseShape, type Shape } from '@etanche/core-wire';
import { makePrivateDirectory, writePrivateFile } from '@etanche/platform';
import { readPrivate } from '../seeds/private-file.ts';
import { readSeedFile, writeSeedFile, type VaultPosition } from '../seeds/seed-file.ts';
import { makeSigningKey, readSigningKey, signingKeyPath } from '../seeds/signing-key.ts';
import { VaultError } from '../vault-error.ts';

const holderSchema = object({
  format: { const: 'etanche/v1/seed-holder' },
  generation: { type: 'integer', minimum: 1, maximum: 1_000_000 },
  vaults: vaultIndexSchema,
  threshold: vaultIndexSchema,
  index: vaultIndexSchema,
  /** The age recipient to which the other holders encrypt. */
  recipient: { type: 'string', pattern: '^age1[a-z0-9]+$', maxLength: 4096 },
  signingKey: bytes32Schema,
});

/** The public file that a holder publishes for the others. */
export type Holder = Shape<typeof holderSchema>;

/**
 * Prepares a directory for one vault: its age identity, its signing key, and a seed file without seeds. Repeating it
 * for the same vault changes nothing.
 *
 * @throws VaultError `ceremony_invalid`, `already_made` if the directory belongs to another vault
 */
export async function prepareHolder(directory: string, position: VaultPosition): Promise<Holder> {
  assertPosition(position);
  makePrivateDirectory(directory);
  const held = readSeedFile(directory);
  if (
    held !== null &&
    (['generation', 'vaults', 'threshold', 'index'] as const).some((key) => held[key] !== position[key])
  ) {
    throw new VaultError(
      'already_made',
      `${directory} is vault ${held.index} of ${held.vaults}, generation ${held.generation}`,
    );
  }
  if (!existsSync(identityPath(directory)))
    await writePrivateFile(identityPath(directory), `${await generateHybridIdentity()}\n`);
  if (!existsSync(signingKeyPath(directory))) await makeSigningKey(directory);
  if (held === null) await writeSeedFile(directory, { ...position, seeds: [] });
  const { publicKey } = await readSigningKey(directory);
  const recipient = await identityToRecipient(readIdentity(directory));
  const { generation, vaults, threshold, index } = position;
  return { format: 'etanche/v1/seed-holder', generation, vaults, threshold, index, recipient, signingKey: publicKey };
}

/** @throws VaultError `ceremony_invalid` */
export function readHolderFile(path: string): Holder {
  try {
    return parseShape(holderSchema, JSON.parse(readFileSync(path, 'utf8')), 'holder file');
  } catch (cause) {
    throw new VaultError('ceremony_invalid', `${path} is not a holder file`, { cause });
  }
}

/** @throws VaultError `seed_file_missing` */
export function readIdentity(directory: string): string {
  const content = readPrivate(identityPath(directory));
  if (content === null) throw new VaultError('seed_file_missing', `${identityPath(directory)} does not exist`);
  return content.toString('utf8').trim();
}

function identityPath(directory: string): string {
  return join(directory, 'age-identity.txt');
}

function assertPosition({ vaults, threshold, index }: VaultPosition): void {
  const sets = seedHolders(vaults, threshold);
  if (!sets.some((holders) => holders.includes(index))) {
    throw new VaultError('ceremony_invalid', `there is no vault ${index} among ${vaults}`);
  }
}
