import { importBatchSchema, type Epoch, type ImportBatch } from '@etanche/core-records-protocol';
import {
  fromBase64url,
  joinFields,
  jwsTypes,
  labels,
  parseShape,
  toBase64url,
  u32,
  type Bytes,
} from '@etanche/core-wire';
import { hpkeSeal } from '../envelope/hpke.ts';
import { draw, type Random } from '../envelope/random.ts';
import { roleKey, rolePublicKey } from '../keys/role-key.ts';
import type { SecretRole } from '../keys/role-secrets.ts';
import { cannotOpen, opening } from '../sealing-error.ts';
import { signJson, verifyJson } from '../envelope/signed-json.ts';
import type { SigningKey } from '../envelope/signing-key.ts';
import type { AuthorKeys } from './version.ts';

export type { ImportBatch };

const SECRET_BYTES = 32;

/** The secrets of a batch, 32 bytes each: an importer keeps them in memory only, while it writes. */
export type BatchSecrets = { readonly reception: Bytes; readonly care: Bytes };

/**
 * Draws the secrets of a batch and seals each to the public key of its role (docs/protocol.md 7.7).
 *
 * @param epoch the newest, verified
 * @param batch a random record id, whose first 12 bytes are not zero
 */
export async function makeBatch(
  epoch: Epoch,
  batch: string,
  importer: { readonly member: string; readonly author: SigningKey },
  random: Random,
): Promise<{ readonly jws: string; readonly batch: ImportBatch; readonly secrets: BatchSecrets }> {
  const secrets = { reception: draw(random, SECRET_BYTES), care: draw(random, SECRET_BYTES) };
  const { practice, epoch: number } = epoch;
  const place = { practice, epoch: number, batch, importer: importer.member };
  const seal = async (role: SecretRole): Promise<string> =>
    toBase64url(await hpkeSeal(rolePublicKey(epoch, role), batchInfo(place, role), secrets[role], random));
  const made: ImportBatch = { ...place, sealed: { reception: await seal('reception'), care: await seal('care') } };
  return { jws: await signJson(made, jwsTypes.importBatch, importer.author), batch: made, secrets };
}

/**
 * Verifies a batch of this practice and id, signed by the importer that it names.
 *
 * @param importers the `author` keys of importers, from the order chain; none for other members
 * @throws SealingError `cannot_open`
 */
export async function verifyBatch(
  place: { readonly practice: string; readonly batch: string },
  jws: string,
  importers: AuthorKeys,
): Promise<ImportBatch> {
  const batch = await verifyJson(
    jws,
    jwsTypes.importBatch,
    'import batch',
    (value) => parseShape(importBatchSchema, value, 'import batch'),
    (said) => importers(said.importer),
  );
  if (batch.practice !== place.practice || batch.batch !== place.batch) throw cannotOpen('another import batch');
  return batch;
}

/**
 * Opens the secret of a role in a batch.
 *
 * @param roleSecret the secret of that role in the batch's epoch, 32 bytes
 * @throws SealingError `cannot_open`
 */
export async function openBatch(batch: ImportBatch, role: SecretRole, roleSecret: Bytes): Promise<Bytes> {
  return opening('import batch', async () => {
    const { practice, epoch, sealed } = batch;
    const key = await roleKey(practice, epoch, role, roleSecret);
    const secret = await key.open(batchInfo(batch, role), fromBase64url(sealed[role], undefined));
    if (secret.length !== SECRET_BYTES) throw cannotOpen('import batch of another size');
    return secret;
  });
}

function batchInfo(
  { practice, epoch, batch, importer }: Pick<ImportBatch, 'practice' | 'epoch' | 'batch' | 'importer'>,
  role: SecretRole,
): Bytes {
  return joinFields(labels.importBatch, practice, u32(epoch), role, batch, importer);
}
