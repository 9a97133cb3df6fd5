import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { makeSessionToken, secretOf } from '@etanche/records-server';
import { random } from '../random.ts';
import { newId, type Writer } from './scope-load.ts';

/**
 * A practice with one doctor and an open session, stored as after a founding: only the server's work on patients is
 * measured, not its queries to the vaults.
 *
 * @param directory of the started server: its key marks the session's token
 */
export async function foundPractice(database: Database, directory: string): Promise<{ writer: Writer; token: string }> {
  const { seed: serverSeed } = JSON.parse(readFileSync(join(directory, 'server-key.json'), 'utf8')) as { seed: string };
  const [practice, member] = [newId(), newId()];
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const { d = '', x: author = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const secret = await secretOf(fromBase64url(serverSeed, 32));
  const { text: token, hash } = makeSessionToken(practice, random, secret);
  const now = Date.now();
  const insert = (table: string, columns: string, values: unknown[]) =>
    database.query(
      `INSERT INTO ${table} (${columns}) VALUES (${values.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    );
  await insert('tenant', 'practice, created_at', [practice, now]);
  await insert(
    'practice',
    `practice, name, genesis, created_at, epoch, kit_auth, kit_sealing, kit_keys, chain_sequence, chain_head, live, read_at`,
    [practice, 'Cabinet', 'g', now, 1, 'a', 's', 'k', 0, 'g', false, now],
  );
  const roles = ['doctor'];
  await insert('member', 'practice, member, name, roles, status, keys, created_at', [
    ...[practice, member, 'Dr Mesure', roles, 'active', author, now],
  ]);
  await insert('member_keys', 'practice, member, keys, statement, auth, author, grant_key, sealing, registered_at', [
    practice,
    member,
    author,
    's',
    'a',
    author,
    'g',
    's',
    now,
  ]);
  await insert('chain_member', 'practice, member, roles, status, auth, keys, emergency', [
    ...[practice, member, roles, 'active', 'a', author, false],
  ]);
  await insert('session', 'practice, session, token, member, created_at, seen_at, expires_at', [
    ...[practice, newId(), hash, member, now, now, now + 86_400_000],
  ]);
  const seed = Uint8Array.from(Buffer.from(d, 'base64url'));
  return { writer: { practice, member, seed, author }, token };
}
