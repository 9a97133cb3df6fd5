import { afterAll, beforeAll, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-wire';
import { recordsLimits, type ListedWrite } from '@etanche/core-records-protocol';
import { call, problemOf, send } from './support/api.ts';
import type { TestMember } from './support/data-fixture.ts';
import { signInImporter, tokensOf } from './support/callers.ts';
import { found, type Practice } from './support/founding.ts';
import { makeBatch, makeSeal } from './support/importing.ts';
import { ScopeWriter } from './support/scope-writer.ts';
import { random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
let url: string;
let practice: Practice;
let importer: { readonly token: string; readonly who: TestMember };
let batch: string;
beforeAll(async () => {
  world = await startWorld();
  url = world.server.url;
  practice = await found(world);
  importer = await signInImporter(world, practice);
  const made = await makeBatch(importer.who);
  batch = made.batch;
  await call(url, 'addBatch', { token: importer.token, body: { batch: made.jws } });
});
afterAll(() => world[Symbol.asyncDispose]());

async function listed(bytes = 768): Promise<ListedWrite> {
  const writer = new ScopeWriter(practice.id);
  const { body } = await writer.next(importer.who, [{ bytes }], { kind: 'import', seal: makeSeal(batch) });
  return { scope: writer.scope, key: toBase64url(random(16)), write: body };
}

const several = (count: number): Promise<ListedWrite[]> => Promise.all(Array.from({ length: count }, () => listed()));

async function countScopes(): Promise<number> {
  const { rows } = await world.own.database.query<{ n: number }>('SELECT count(*)::int AS n FROM scope');
  return rows[0]?.n ?? -1;
}

async function codeOf(token: string, writes: readonly ListedWrite[]): Promise<string> {
  const before = await countScopes();
  const { code } = await problemOf(await send(url, 'writeList', { token, body: { writes: [...writes] } }));
  expect(await countScopes()).toBe(before);
  return code;
}

test('a list of an importer is written, and its writes repeated alone under their keys get the same answers', async () => {
  const writes = await several(3);
  const { outcomes } = await call(url, 'writeList', { token: importer.token, body: { writes } });
  const before = await countScopes();
  for (const [i, { scope, key, write }] of writes.entries()) {
    const answer = await call(url, 'write', { token: importer.token, params: { scope }, body: write, key });
    expect(answer).toEqual(outcomes[i]?.written);
  }
  expect(await countScopes()).toBe(before);
});

test('a write that was sent alone gets the same answer in a list', async () => {
  const [one, other] = [await listed(), await listed()];
  const { scope, key, write } = one;
  const answer = await call(url, 'write', { token: importer.token, params: { scope }, body: write, key });
  const { outcomes } = await call(url, 'writeList', { token: importer.token, body: { writes: [other, one] } });
  expect(outcomes[1]).toEqual({ written: answer });
  expect(outcomes[0]?.written).toBeDefined();
});

test('lists that are empty, too long or too large are refused as a whole', async () => {
  expect(await codeOf(importer.token, [])).toBe('request_invalid');
  expect(await codeOf(importer.token, await several(recordsLimits.writesPerList + 1))).toBe('request_invalid');
  const large = await Promise.all([listed(4 * 1024 * 1024), listed(4 * 1024 * 1024)]);
  expect(await codeOf(importer.token, large)).toBe('request_invalid');
});

test('nobody but an importer writes a list, and only with a session', async () => {
  const { importer: _importer, ...others } = await tokensOf(world, practice);
  const writes = await several(2);
  for (const token of Object.values(others)) expect(await codeOf(token, writes)).toBe('forbidden');
  expect(await codeOf(toBase64url(random(32)), writes)).toBe('unauthenticated');
});

test('an importer whose right has ended writes no list, and that of another practice still does', async () => {
  const other = await found(world);
  const theirs = await signInImporter(world, other);
  const writes = await several(2);
  await other.chain.order({ kind: 'live' });
  await call(url, 'syncMembers', { token: other.signedIn.token });
  expect(await codeOf(theirs.token, writes)).toBe('unauthenticated');
  const { outcomes } = await call(url, 'writeList', { token: importer.token, body: { writes } });
  expect(outcomes.map(({ written }) => written !== undefined)).toEqual([true, true]);
});
