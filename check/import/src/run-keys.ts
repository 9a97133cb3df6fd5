import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { joinFields, type Bytes } from '@etanche/core-wire';
import { formatCode } from '@etanche/core-identifiers';
import type { OperatorKeys } from './operator/operator-keys.ts';

/** Labels for data that stays with the operator; they are not part of the wire protocol. */
const label = (purpose: string) => `etanche/v1/import/${purpose}`;

/**
 * Secrets of one index version's import, the same in every run. Those used for every row are key objects, because
 * creating one from raw bytes at each call costs ten times the hash.
 */
export type RunKeys = {
  /** Key of the fingerprint of the inputs: the plain hash of a small file could be guessed. */
  readonly fingerprint: Bytes;
  /** Derives the ids of terms in the working files. */
  readonly terms: KeyObject;
  /** Encrypts the working files. */
  readonly spill: Bytes;
  /** Ed25519 seed of the importer's key at the vaults. */
  readonly importerSeed: Bytes;
  /** Derives the ids and codes of people, the same in every version of the index. */
  readonly people: KeyObject;
  readonly codes: KeyObject;
};

export function deriveRunKeys(keys: OperatorKeys, index: string, version: number): RunKeys {
  const id = checkIndexId(index, version);
  const derive = (purpose: string) => hkdf(keys.runSecret, id, label(purpose));
  return {
    fingerprint: derive('fingerprint'),
    terms: createSecretKey(derive('terms')),
    spill: derive('spill'),
    importerSeed: derive('importer'),
    people: createSecretKey(hkdf(keys.codeSecret, index, label('people'))),
    codes: createSecretKey(hkdf(keys.codeSecret, index, label('codes'))),
  };
}

export function hkdf(secret: Uint8Array, salt: string | Uint8Array, info: string | Uint8Array): Bytes {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32));
}

/** The id of a list of fields, 16 bytes, which reveals nothing without the key. */
export function keyedId(key: KeyObject, ...fields: readonly string[]): Bytes {
  return Uint8Array.from(
    createHmac('sha256', key)
      .update(joinFields(...fields))
      .digest()
      .subarray(0, 16),
  );
}

/** The code on a person's letter: 80 bits (docs/protocol.md section 3.1), in the form that people type. */
export function letterCode(codes: KeyObject, person: Uint8Array): string {
  return formatCode(Uint8Array.from(createHmac('sha256', codes).update(joinFields(person)).digest().subarray(0, 10)));
}
