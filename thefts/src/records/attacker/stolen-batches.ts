import { importBatchSchema } from '@etanche/core-records-protocol';
import { parseShape, type Bytes } from '@etanche/core-wire';
import { openBatch, type ReceptionOf, type SecretRole } from '@etanche/core-sealing';
import { payloadOf } from './jws-payload.ts';
import type { StolenSecrets } from './stolen-secrets.ts';

type Batches = ReadonlyMap<string, string>;
const opened = new WeakMap<Batches, Map<string, Promise<Bytes | null>>>();

/** The secret of a role in an importer's batch, if the attacker has the secret of its epoch; null otherwise. */
export function batchSecret(
  batches: Batches,
  { roleSecret }: Pick<StolenSecrets, 'roleSecret'>,
  role: SecretRole,
  batch: string,
): Promise<Bytes | null> {
  const jws = batches.get(batch);
  if (jws === undefined) return Promise.resolve(null);
  const stolen = parseShape(importBatchSchema, JSON.parse(payloadOf(jws)) as unknown, 'import batch');
  const secret = roleSecret(role, stolen.epoch);
  if (secret === null) return Promise.resolve(null);
  const known = opened.get(batches) ?? new Map<string, Promise<Bytes | null>>();
  opened.set(batches, known);
  const name = `${batch}/${role}/${Buffer.from(secret).toString('hex')}`;
  const made = known.get(name) ?? openBatch(stolen, role, secret).catch(() => null);
  known.set(name, made);
  return made;
}

/** The attacker's secrets that seal postings and cards, with zeros in place of unknown ones. */
export function receptionIn(batches: Batches, secrets: Pick<StolenSecrets, 'roleSecret'>): ReceptionOf {
  const nothing = new Uint8Array(32);
  return async (name) => {
    if (typeof name === 'number') return secrets.roleSecret('reception', name) ?? nothing;
    return (await batchSecret(batches, secrets, 'reception', name)) ?? nothing;
  };
}
