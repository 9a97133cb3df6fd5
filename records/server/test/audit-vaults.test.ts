import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCheckpoint, parseNote, verifyCosignature, verifyNote, type Checkpoint } from '@etanche/core-merkle';
import { logOrigin } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url } from '@etanche/core-wire';
import type { RecordsServer } from '../src/index.ts';
import { alarmsOf } from '../../../vault/server/test/support/practice.ts';
import { call } from './support/api.ts';
import { found, type Practice } from './support/founding.ts';
import { founderOf, postWrite, quick, until } from './support/http-calls.ts';
import { ScopeWriter } from './support/scope-writer.ts';
import { startWorld, type World } from './support/world.ts';

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

/** The checkpoint that a server gives, and how many vaults have cosigned it. */
async function checkpointOf(
  world: World,
  server: RecordsServer,
  { id, signedIn }: Practice,
): Promise<Checkpoint & { cosigners: number }> {
  const { note: text } = await call(server.url, 'checkpoint', { token: signedIn.token });
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  await verifyNote(note, { name: checkpoint.origin, publicKey: fromBase64url(server.key, 32) });
  expect(checkpoint.origin.startsWith(`etanche/${id}/`)).toBe(true);
  const cosigners = await Promise.all(
    world.federation.federation.vaults.map(({ index, signingKey }) =>
      verifyCosignature(note, { name: `etanche/vault/${index}`, publicKey: fromBase64url(signingKey, 32) }).then(
        () => 1,
        () => 0,
      ),
    ),
  );
  return { ...checkpoint, cosigners: cosigners.reduce<number>((sum, one) => sum + one, 0) };
}

async function write(server: RecordsServer, practice: Practice): Promise<ScopeWriter> {
  const writer = new ScopeWriter(practice.id);
  const { body, accept } = await writer.next(founderOf(practice), [{}]);
  await postWrite(server.url, practice.signedIn.token, writer.scope, body);
  accept();
  return writer;
}
const read = (server: RecordsServer, { signedIn }: Practice, { scope }: ScopeWriter) =>
  call(server.url, 'readScope', { token: signedIn.token, params: { scope } });

describe('a log', () => {
  test('is cosigned by every vault as it grows', async () => {
    await using world = await startWorld({ data: quick });
    const practice = await found(world);
    const first = await until(
      () => checkpointOf(world, world.server, practice).catch(() => null),
      (checkpoint) => checkpoint?.cosigners === 3,
    );
    await write(world.server, practice);
    const grown = await until(
      () => checkpointOf(world, world.server, practice),
      ({ size }) => size > (first?.size ?? 0),
    );
    expect(grown).toMatchObject({ origin: logOrigin(practice.id, 1), cosigners: 3 });
  });

  test('goes on while a vault is away or lies, and neither stops it', async () => {
    let behaviour: 'away' | 'lying' = 'away';
    let third = '';
    const altered: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!url.endsWith('/checkpoints') || !url.startsWith(third)) return fetch(input, init);
      if (behaviour === 'away') return Promise.reject(new Error('away'));
      const problem = { type: 'urn:x', title: 'x', status: 409, code: 'checkpoint_refused', detail: '999999' };
      return Promise.resolve(new Response(JSON.stringify(problem), { status: 409 }));
    };
    await using world = await startWorld({ data: quick }, { fetch: altered });
    third = world.federation.federation.vaults[2]?.url ?? '';
    const practice = await found(world);
    for (const next of ['away', 'lying'] as const) {
      behaviour = next;
      const writer = await write(world.server, practice);
      const { size } = await until(
        () => checkpointOf(world, world.server, practice).catch(() => ({ size: 0, cosigners: 0 })),
        ({ cosigners }) => cosigners === 2,
      );
      expect(size).toBeGreaterThan(0);
      expect((await read(world.server, practice, writer)).packs).toHaveLength(1);
    }
    await write(world.server, practice);
  });

  test('is cosigned by two servers on one store, which never contradict each other', async () => {
    await using world = await startWorld({ data: quick });
    await using second = await world.another();
    const practice = await found(world);
    for (let i = 0; i < 10; i++) await Promise.all([write(world.server, practice), write(second, practice)]);
    const { size } = await until(
      () => checkpointOf(world, second, practice),
      (checkpoint) => checkpoint.size >= 20,
    );
    const { leaves } = await call(second.url, 'leaves', { token: practice.signedIn.token, query: { from: 0 } });
    expect(new Set(leaves).size).toBe(leaves.length);
    expect(leaves.length).toBeGreaterThanOrEqual(size);
    for (const position of [0, 1, 2]) {
      const kinds = (await alarmsOf(practice.chain, position)).map(({ kind }) => kind);
      expect(kinds.length).toBeGreaterThan(0);
      expect(kinds).not.toContain('checkpoint_refused');
    }
  });
});

describe('a store that was restored from a copy', () => {
  let world: World;
  let practice: Practice;
  let server: RecordsServer;
  let writer: ScopeWriter;
  let held: number;

  const tables = ['audit_waiting', 'audit_leaf', 'audit_tile', 'audit_log', 'audit_vault', 'audit_day'];
  const sql = (text: string) => world.own.database.query(text);

  beforeAll(async () => {
    world = await startWorld({ data: quick });
    practice = await found(world);
    writer = await write(world.server, practice);
    await until(
      () => checkpointOf(world, world.server, practice).catch(() => ({ size: 0, cosigners: 0 })),
      ({ cosigners, size }) => cosigners === 3 && size >= 2,
    );
    await sql('CREATE SCHEMA copy');
    for (const table of tables) await sql(`CREATE TABLE copy.${table} AS TABLE ${table}`);
    const { size } = await checkpointOf(world, world.server, practice);
    for (let i = 0; i < 5; i++) await read(world.server, practice, writer);
    held = (
      await until(
        () => checkpointOf(world, world.server, practice),
        (checkpoint) => checkpoint.size >= size + 3 && checkpoint.cosigners === 3,
      )
    ).size;
    await world.server.close();
    const restored = tables.flatMap((table) => [
      `DELETE FROM ${table}`,
      `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM copy.${table}`,
    ]);
    await sql(`SET session_replication_role = replica; ${restored.join('; ')}; RESET session_replication_role`);
    server = await world.another();
  });
  afterAll(async () => {
    await server.close();
    await world[Symbol.asyncDispose]();
  });

  test('takes no write from the start, and lets patients be read', async () => {
    await expect(write(server, practice)).rejects.toThrow(code('log_stopped'));
    expect((await read(server, practice, writer)).packs).toHaveLength(1);
    expect((await checkpointOf(world, server, practice)).size).toBeLessThan(held);
  });

  test('is not let on by an order that names what it does not hold', async () => {
    const { size } = await checkpointOf(world, server, practice);
    const root = toBase64url(new Uint8Array(32));
    await practice.chain.order({ kind: 'restore', logEpoch: 2, size, root });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await expect(write(server, practice)).rejects.toThrow(code('log_stopped'));
  });

  test('goes on in the next epoch that two approvers order, and the gap stays visible', async () => {
    const { size, root } = await checkpointOf(world, server, practice);
    await practice.chain.order({ kind: 'restore', logEpoch: 3, size, root: toBase64url(root) });
    await until(
      () =>
        write(server, practice).then(
          () => 'written',
          () => 'refused',
        ),
      (outcome) => outcome === 'written',
    );
    const checkpoint = await until(
      () => checkpointOf(world, server, practice),
      (each) => each.size > size && each.cosigners === 3,
    );
    expect(checkpoint.origin).toBe(logOrigin(practice.id, 3));
    const { leaves } = await call(server.url, 'leaves', { token: practice.signedIn.token, query: { from: size } });
    const kinds = leaves.map((leaf) => JSON.parse(leaf) as { kind: string; count?: number });
    expect(kinds).toContainEqual(expect.objectContaining({ kind: 'restored', count: size }));
    expect(kinds.filter(({ kind }) => kind === 'read')).toHaveLength(1);
  });
});
