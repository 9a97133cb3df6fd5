import { expect, test } from 'vitest';
import { joinFields, labels, toBase64url } from '@etanche/core-wire';
import { call } from './support/api.ts';
import { enrol, found } from './support/founding.ts';
import { founderOf, postWrite, quick, until } from './support/http-calls.ts';
import { fileKey, makeCard, makePosting, ScopeWriter } from './support/scope-writer.ts';
import { kill, spawnServer, type RunningProcess } from './support/spawn-server.ts';
import { startWorld, type World } from './support/world.ts';

const startProcess = (world: World): Promise<RunningProcess> =>
  spawnServer({ ...world.config, data: { ...quick, roundMs: 100 } }, world.own.url.reveal());

/**
 * The parts of a file that are there: its secret, its card, its postings, its readable packs, and whether it is closed.
 */
async function remains({ own }: World, scope: string) {
  const { rows } = await own.database.query(
    `SELECT (SELECT count(*)::int FROM erasable.secret WHERE scope = $1) AS secrets,
      (SELECT count(*)::int FROM card WHERE scope = $1) AS cards,
      (SELECT count(*)::int FROM posting) AS postings,
      (SELECT count(*)::int FROM scope_pack WHERE scope = $1 AND sealed <> '') AS packs,
      (SELECT erased_at IS NOT NULL FROM scope WHERE scope = $1) AS erased,
      (SELECT count(*)::int FROM erasure WHERE scope = $1 AND outcome = 'destroyed') AS ended,
      (SELECT count(*)::int FROM (SELECT leaf FROM audit_leaf UNION ALL SELECT leaf FROM audit_waiting) l
        WHERE leaf LIKE '%"kind":"erase"%' AND leaf LIKE '%' || $1 || '%') AS leaves`,
    [scope],
  );
  return rows[0] as unknown;
}

test('a server killed at any step of a destruction leaves the file whole, and destroys it once when it is back', async () => {
  await using world = await startWorld();
  const practice = await found(world);
  const colleague = await enrol(world, practice, 'Dr Second', ['doctor']);
  const patient = new ScopeWriter(practice.id);
  const { scope } = patient;
  const [postings, { token }] = [[makePosting(), makePosting()], practice.signedIn];
  const { body, accept } = await patient.next(founderOf(practice), [{}, { compartment: 'clinical' }], {
    card: makeCard(),
    postings: { add: postings, remove: [] },
  });
  await postWrite(world.server.url, token, scope, body);
  accept();
  const erase = async (member: string, as: string, confirms?: string) => {
    const message = joinFields(labels.erasure, practice.id, scope, member, '1', confirms ?? '');
    const proof = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', fileKey.privateKey, message)));
    const named = { reason: 'request' as const, sequence: 1, postings: postings.map(({ locator }) => locator), proof };
    return call(world.server.url, 'erase', {
      token: as,
      params: { scope },
      body: confirms === undefined ? named : { ...named, confirms },
    });
  };
  const { erasure } = await erase(practice.doctor.member, token);
  await erase(colleague.person.member, colleague.signedIn.token, erasure);
  await world.server.close();
  const whole = await remains(world, scope);
  expect(whole).toEqual({ secrets: 1, cards: 1, postings: 2, packs: 2, erased: false, ended: 0, leaves: 0 });
  await world.own.database.query('UPDATE erasure SET due_at = 0');

  // A lock on a row that the destruction changes stops it there, its earlier steps done and not committed.
  for (const row of [
    'posting WHERE true',
    'erasable.secret WHERE scope = $1',
    'card WHERE scope = $1',
    'scope_pack WHERE scope = $1',
    'erasure WHERE scope = $1',
  ]) {
    let stopped: readonly number[] = [];
    const values = row.includes('$1') ? [scope] : [];
    await world.own.database.transaction(async (client) => {
      await client.query(`SELECT 1 FROM ${row} FOR UPDATE`, values);
      const stuck = await startProcess(world);
      stopped = await until(waiting(world), (pids) => pids.length > 0);
      await kill(stuck);
    });
    await until(waiting(world, stopped), (pids) => pids.length === 0);
    expect(await remains(world, scope)).toEqual(whole);
  }

  const running = await startProcess(world);
  try {
    await until(
      () => remains(world, scope),
      (state) => JSON.stringify(state).includes('"erased":true'),
    );
    const again = await startProcess(world);
    await kill(again);
    expect(await remains(world, scope)).toEqual({
      ...{ secrets: 0, cards: 0, postings: 0, packs: 0, erased: true, ended: 1, leaves: 1 },
    });
  } finally {
    await kill(running);
  }
});

/** Backends of this database that wait for a row's lock, or those of these ids that are still there. */
function waiting({ own }: World, pids: readonly number[] | null = null): () => Promise<number[]> {
  const sql = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND CASE WHEN $1::int[] IS NULL THEN wait_event_type = 'Lock' ELSE pid = ANY ($1) END`;
  return async () => (await own.database.query<{ pid: number }>(sql, [pids])).rows.map(({ pid }) => pid);
}
