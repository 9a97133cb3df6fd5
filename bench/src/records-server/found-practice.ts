import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, type Bytes } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { makeSessionToken, secretOf } from '@etanche/records-server';
import { random } from '../random.ts';
import { newId, type Writer } from './scope-load.ts';

type Caller = { readonly writer: Writer; readonly token: string };
type Insert = (table: string, columns: string, values: unknown[]) => Promise<unknown>;

/**
 * A practice with one doctor, one importer and a session of each, stored as after a founding: only the server's work on patients is
 * measured, not its queries to the vaults.
 *
 * @param directory of the started server: its key marks the session's token
 */
export async function foundPractice(
  database: Database,
  directory: string,
): Promise<{ readonly doctor: Caller; readonly importer: Caller }> {
  const { seed: serverSeed } = JSON.parse(readFileSync(join(directory, 'server-key.json'), 'utf8')) as { seed: string };
  const practice = newId();
  const secret = await secretOf(fromBase64url(serverSeed, 32));
  const now = Date.now();
  const insert: Insert = (table, columns, values) =>
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
  const add = (role: 'doctor' | 'importer') => addCaller(insert, secret, practice, role);
  const doctor = await add('doctor');
  const importer = await add('importer');
  const batch = newId();
  await insert('import_batch', 'practice, batch, importer, epoch, statement, created_at', [
    ...[practice, batch, importer.writer.member, 1, 's', now],
  ]);
  return { doctor, importer: { ...importer, writer: { ...importer.writer, batch } } };
}

async function addCaller(insert: Insert, secret: Bytes, practice: string, role: string): Promise<Caller> {
  const member = newId();
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const { d = '', x: author = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const { text: token, hash } = makeSessionToken(practice, random, secret);
  const [roles, now] = [[role], Date.now()];
  await insert('member', 'practice, member, name, roles, status, keys, created_at', [
    ...[practice, member, 'Mesure', roles, 'active', author, now],
  ]);
  await insert('member_keys', 'practice, member, keys, statement, auth, author, grant_key, sealing, registered_at', [
    ...[practice, member, author, 's', 'a', author, 'g', 's', now],
  ]);
  await insert('chain_member', 'practice, member, roles, status, auth, keys, emergency', [
    ...[practice, member, roles, 'active', 'a', author, false],
  ]);
  await insert('session', 'practice, session, token, member, created_at, seen_at, expires_at', [
    ...[practice, newId(), hash, member, now, now, now + 86_400_000],
  ]);
  const seed = Uint8Array.from(Buffer.from(d, 'base64url'));
  return { writer: { practice, member, seed, author, batch: null }, token };
}
