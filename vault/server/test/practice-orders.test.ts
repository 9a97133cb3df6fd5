import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSigner, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { approve, makeMember, enrolled, TestPractice } from './support/practice.ts';

const operator = await makeSigner();
let running: TestFederation;
beforeAll(async () => {
  running = await startTestFederation({ operators: [operator.publicKey], config: { heartbeatMs: 100 } });
});
afterAll(() => running.close());

describe('a practice', () => {
  test('is founded, and enrols a member with two approvers', async () => {
    const practice = await TestPractice.found(running, operator);
    const newcomer = await makeMember('doctor');
    const built = practice.next({ kind: 'enrol', ...enrolled(newcomer) });
    const first = await practice.post(built, [await approve(built, practice.approvers[0])]);
    expect(await first.json()).toMatchObject({ status: 'waiting', approvals: 1, needed: 2 });
    const second = await practice.post(built, [await approve(built, practice.approvers[1])]);
    expect(await second.json()).toMatchObject({ status: 'applied' });
    const said = await practice.statement();
    expect(said.members.map(({ member }) => member)).toContain(newcomer.member);
    expect(await problemOf(await practice.post(practice.next({ kind: 'live' }), []))).toMatchObject({});
  });
});
