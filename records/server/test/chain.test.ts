import { readFileSync, writeFileSync, chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PracticeStatement } from '@etanche/core-vault-protocol';
import { agreedView } from '../src/orders/chain-view.ts';
import { call } from './support/api.ts';
import { enrol, found, signIn } from './support/founding.ts';
import { startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
const clock = { offset: 0 };
const now = () => Date.now() + clock.offset;
/** Vaults that cannot be reached, by position. */
const away = new Set<number>();
let world: World;
beforeAll(async () => {
  const through: typeof fetch = (input, init) => {
    const target = input instanceof Request ? input.url : String(input);
    const position = world.federation.vaults.findIndex((vault) => target.startsWith(vault.url));
    return away.has(position) ? Promise.reject(new TypeError('away')) : fetch(input, init);
  };
  world = await startWorld({}, { now, fetch: through });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a server whose vaults are away', () => {
  test('works with one of three, and says who is a member', async () => {
    const practice = await found(world, now);
    away.add(1);
    const { members } = await call(world.server.url, 'syncMembers', { token: practice.signedIn.token });
    expect(members).toMatchObject([{ status: 'active' }]);
    const body = { member: practice.doctor.member, reason: 'precaution' };
    const { vaults } = await call(world.server.url, 'freeze', { token: practice.signedIn.token, body });
    away.clear();
    expect(vaults).toBe(2);
  });

  test('goes on for five minutes without two of three, and then lets nobody in', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    away.add(0).add(1);
    await expect(call(world.server.url, 'syncMembers', { token })).rejects.toThrow(failure('vaults_unreachable'));
    clock.offset += 4 * 60_000;
    await call(world.server.url, 'practice', { token });
    clock.offset += 2 * 60_000;
    await expect(call(world.server.url, 'practice', { token })).rejects.toThrow(failure('vaults_unreachable'));
    await expect(signIn(world.server.url, practice.doctor)).rejects.toThrow(failure('vaults_unreachable'));
    away.clear();
    clock.offset += 3000;
    await call(world.server.url, 'practice', { token });
  });

  test('freezes here at once and there when they are back', async () => {
    const practice = await found(world, now);
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    away.add(0).add(1);
    const body = { member: bob.person.member, reason: 'canary' };
    const { token } = practice.signedIn;
    await expect(call(world.server.url, 'freeze', { token, body })).rejects.toThrow(failure('vaults_unreachable'));
    await expect(call(world.server.url, 'practice', { token: bob.signedIn.token })).rejects.toThrow(
      failure('unauthenticated'),
    );
    away.clear();
    await using again = await world.another({ sweepMs: 20 });
    await expect.poll(async () => (await practice.chain.statement(0)).freezes.length, { timeout: 300_000 }).toBe(1);
    expect(again.key).toBe(world.server.key);
  });
});

describe('the agreement of t vaults', () => {
  const member = { member: 'a', auth: 'k', keys: 'h', roles: ['doctor' as const], since: 0 };
  const say = (index: number, change: Partial<PracticeStatement> = {}): PracticeStatement => ({
    practice: 'p',
    index,
    issuers: 2,
    sequence: 3,
    head: 'head',
    time: 0,
    live: false,
    server: 's',
    members: [{ ...member, status: 'active' }],
    approvers: [],
    log: { epoch: 1, size: 0, root: null },
    freezes: [],
    ...change,
  });
  const frozen = { members: [{ ...member, status: 'frozen' as const }] };
  const statusOf = (statements: PracticeStatement[], all: boolean) =>
    agreedView(statements, 2, all)?.view.members.map(({ status }) => status);

  test.each([
    ['one alone', [say(1)], undefined],
    ['two alike', [say(1), say(2)], ['active']],
    ['two of different heads', [say(1), say(2, { head: 'other' })], undefined],
    ['two of different sequences', [say(1), say(2, { sequence: 4 })], undefined],
    ['one that lies about a head', [say(1), say(2, { sequence: 9, head: 'lie' }), say(3)], ['active']],
    ['a freeze that reached one of two', [say(1), say(2, frozen)], ['frozen']],
    ['a freeze that one of three states', [say(1), say(2, frozen), say(3)], ['active']],
    ['a freeze that two of three have', [say(1, frozen), say(2, frozen), say(3)], ['frozen']],
    ['a member that one made up', [say(1), say(2, { members: [{ ...member, member: 'b', status: 'active' }] })], []],
    [
      'roles that one made up',
      [say(1), say(2, { members: [{ ...member, roles: ['administrator'], status: 'active' }] }), say(3)],
      ['active'],
    ],
    [
      'the newer of two heads',
      [say(1), say(2), say(3, { sequence: 4, ...frozen }), say(4, { sequence: 4, ...frozen })],
      ['frozen'],
    ],
  ])('%s', (_, statements, expected) => {
    expect(statusOf(statements, true)).toEqual(expected);
  });

  test('waits for the others while the first disagree', () => {
    expect(statusOf([say(1), say(2, frozen)], false)).toBeUndefined();
  });
});

describe('the server’s key', () => {
  test('must be the one that the practices know, and nobody else’s to read', async () => {
    const path = join(world.directory, 'server-key.json');
    const content = readFileSync(path);
    chmodSync(path, 0o644);
    await expect(world.another()).rejects.toThrow(failure('key_file_readable_by_others'));
    rmSync(path);
    await expect(world.another()).rejects.toThrow(failure('key_file_invalid'));
    writeFileSync(path, '{}', { mode: 0o600 });
    await expect(world.another()).rejects.toThrow(failure('key_file_invalid'));
    writeFileSync(path, content);
    const canary = join(world.directory, 'canary-key.txt');
    const key = readFileSync(canary);
    writeFileSync(canary, `${'A'.repeat(43)}\n`);
    await expect(world.another()).rejects.toThrow(failure('key_file_invalid'));
    writeFileSync(canary, key);
    await using again = await world.another();
    expect(again.key).toBe(world.server.key);
  });
});
