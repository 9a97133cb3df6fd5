import { describe, expect, test } from 'vitest';
import type { DailyCounts } from '@etanche/core-vault-protocol';
import { evaluateAs, TestPractice } from '../../../vault/server/test/support/practice.ts';
import { compareDay } from '../src/audit/compare-day.ts';
import { readCounts } from '../src/audit/read-counts.ts';
import { reconcile, type ReconcileDependencies } from '../src/audit/reconcile.ts';
import { CheckpointSigner } from '../src/audit/checkpoint-signer.ts';
import { numberLeaves } from '../src/audit/number-leaves.ts';
import { makeSigner } from '../../../vault/server/test/support/caller.ts';
import { startTestFederation } from '../../../vault/server/test/support/federation.ts';
import { appendLeaf } from '../src/audit/append-leaf.ts';
import { leavesOf, startDataFixture } from './support/data-fixture.ts';
import { addPractice, newId } from './support/store.ts';

const dayMs = 86_400_000;

describe('a day', () => {
  const [alice, bob] = [newId(), newId()];
  const counts = (index: number, members: [string, number, number][]): DailyCounts => ({
    ...{ practice: newId(), index, day: '2026-11-21', closed: true },
    members: members.map(([member, scope, search]) => ({ member, scope, search, agenda: 0, inbox: 0, emergency: 0 })),
  });
  const tolerance = { units: 5, percent: 20 };

  test('on which t vaults evaluated each opening shows no difference', () => {
    const signed = [counts(1, [[alice, 60, 90]]), counts(2, [[alice, 70, 90]]), counts(3, [[alice, 70, 60]])];
    expect(compareDay(signed, 2, [{ member: alice, opened: 100, searched: 120 }], tolerance)).toEqual([]);
    expect(compareDay(signed, 2, [{ member: alice, opened: 80, searched: 100 }], tolerance)).toEqual([]);
  });

  test('on which somebody evaluated a file that was never read here shows that difference', () => {
    const signed = [
      counts(1, [
        [alice, 120, 0],
        [bob, 3, 30],
      ]),
      counts(2, [
        [alice, 120, 0],
        [bob, 3, 30],
      ]),
    ];
    expect(compareDay(signed, 2, [{ member: alice, opened: 40, searched: 0 }], tolerance)).toEqual([
      { member: alice, of: 'opened', excess: 80 },
      { member: bob, of: 'searched', excess: 30 },
    ]);
  });

  test('without the counts of one vault shows fewer differences, and never more', () => {
    const whole = [1, 2, 3].map((index) => counts(index, [[alice, 20, 0]]));
    expect(compareDay(whole, 2, [], tolerance)).toEqual([{ member: alice, of: 'opened', excess: 30 }]);
    expect(compareDay(whole.slice(0, 2), 2, [], tolerance)).toEqual([{ member: alice, of: 'opened', excess: 20 }]);
    expect(compareDay([], 2, [], tolerance)).toEqual([]);
  });
});

test('evaluations by an attacker with the database and a member’s account appear once in the audit log', async () => {
  let time = Date.now();
  const now = () => time;
  const operator = await makeSigner();
  await using running = await startTestFederation({ recordsServers: [operator.publicKey], now });
  const chain = await TestPractice.found(running, operator, now);
  await using fixture = await startDataFixture({ now });
  await addPractice(fixture.store, chain.id);
  const serverKey = chain.server;
  const dependencies: ReconcileDependencies = {
    ...fixture.dependencies,
    federation: running.federation,
    serverKey,
    fetch,
    timeoutMs: 3000,
    tolerance: { units: 5, percent: 20 },
  };
  const { member, signer } = chain.doctor;
  const day = new Date(time).toISOString().slice(0, 10);
  for (const position of [0, 1]) {
    const answer = await evaluateAs(running, signer, `scope/${chain.id}`, { count: 12, position, now: time });
    expect(answer.status).toBe(200);
  }
  await fixture.store.inPractice(chain.id, (tx) =>
    appendLeaf(tx, chain.id, { kind: 'read', member }, fixture.dependencies),
  );
  const { key, publicKey } = chain.server;
  await numberLeaves(fixture.store, new CheckpointSigner({ key, publicKey }), chain.id);
  expect(await readCounts(dependencies, chain.id, day)).toEqual([]);
  expect(await reconcile(dependencies, chain.id)).toEqual([]);

  time += 2 * dayMs;
  expect(await readCounts(dependencies, chain.id, day)).toHaveLength(3);
  expect(await reconcile(dependencies, chain.id)).toEqual([{ member, of: 'opened', excess: 11 }]);
  expect(await reconcile(dependencies, chain.id)).toEqual([]);
  expect((await leavesOf(fixture.store, chain.id)).at(-1)).toMatchObject({
    kind: 'counts_differ',
    subject: member,
    count: 11,
    detail: `opened/${day}`,
  });
  expect(fixture.lines.join('')).toContain('counts_differ');
});
