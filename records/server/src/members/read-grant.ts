import { epochSchema, grantSchema, type Epoch, type Grant } from '@etanche/core-records-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

export type { Epoch, Grant };

/** @param key the granter's Ed25519 key, base64url @throws Refusal `signature_refused` */
export function readGrant(jws: string, key: string): Promise<Grant> {
  return read(jws, jwsTypes.grant, key, 'a grant', (value) => parseShape(grantSchema, value, 'grant'));
}

/** @param key the opener's Ed25519 key, base64url @throws Refusal `signature_refused` */
export function readEpoch(jws: string, key: string): Promise<Epoch> {
  return read(jws, jwsTypes.epoch, key, 'the epoch', (value) => parseShape(epochSchema, value, 'epoch'));
}

async function read<T>(
  jws: string,
  typ: string,
  key: string,
  detail: string,
  parse: (value: unknown) => T,
): Promise<T> {
  try {
    const { payload } = await verifyCompact(jws, typ, fromBase64url(key, 32));
    return parse(JSON.parse(fromUtf8(payload)));
  } catch (cause) {
    throw new Refusal('signature_refused', { detail }, { cause });
  }
}
