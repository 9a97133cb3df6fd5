import { fromBase64url, fromUtf8, limits, verifyCompact } from '@etanche/core-wire';
import type pg from 'pg';
import { Refusal } from '../http/refusal.ts';

/**
 * Reads a request signed by a key of the practice. The transaction that executes the request looks up the key's owner.
 *
 * @throws Refusal `caller_refused` for every fault
 */
export async function readSigned<T>(
  jws: string,
  typ: string,
  parse: (value: unknown) => T,
): Promise<{ request: T; kid: string }> {
  try {
    const { payload, kid } = await verifyCompact(jws, typ, (key) => Promise.resolve(fromBase64url(key, 32)));
    return { request: parse(JSON.parse(fromUtf8(payload))), kid };
  } catch (cause) {
    throw new Refusal('caller_refused', {}, { cause });
  }
}

/** Accepts a signed request once. @throws Refusal `caller_refused` if it is stale or was accepted before */
export async function acceptOnce(
  client: pg.ClientBase,
  kid: string,
  { iat, jti }: { readonly iat: number; readonly jti: string },
  now: number,
): Promise<void> {
  const { rows } = await client.query<{ accepted: boolean }>(
    'SELECT request_accept($1, $2, $3, $4, $5, (SELECT beat_at FROM vault_state)) AS accepted',
    [kid, jti, iat * 1000, limits.requestAgeSeconds * 1000, now],
  );
  if (rows[0]?.accepted !== true) throw new Refusal('caller_refused');
}
