import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '@etanche/core-vault-protocol';
import { makeSigner, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  approve,
  enrolled,
  makeApprover,
  makeMember,
  newId,
  signAsKit,
  someKeys,
  TestPractice,
  type BuiltOrder,
  type TestApprover,
} from './support/practice.ts';

const server = await makeSigner();
let running: TestFederation;
let practice: TestPractice;

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [server.publicKey] });
});
afterAll(() => running.close());
beforeEach(async () => {
  practice = await TestPractice.found(running, server);
});

const card = ({ id, jws }: TestApprover) => ({ approver: id, card: jws });

async function postBoth(built: BuiltOrder, ...approvers: readonly TestApprover[]): Promise<Response[]> {
  const approvals = await Promise.all(approvers.map((approver) => approve(built, approver)));
  return Promise.all(running.vaults.map((_, position) => practice.post(built, approvals, position)));
}

describe('two approvals with cards of one vault', () => {
  test.for<[string, () => Promise<Action>]>([
    ['enrol no member', async () => ({ kind: 'enrol', ...enrolled(await makeMember('doctor')) })],
    [
      'admit no importer',
      async () => ({
        kind: 'importer',
        importer: newId(),
        auth: (await makeSigner()).publicKey,
        keys: someKeys(),
        patients: 1000,
        search: 1000,
        until: Math.floor(Date.now() / 1000) + 3600,
      }),
    ],
    ['change no contact', () => Promise.resolve({ kind: 'contacts', contacts: ['voleur@exemple.fr'] })],
  ])('two approvals with cards of one vault %s', async ([, make]) => {
    const third = await makeApprover(running, {}, 0);
    await practice.order({ kind: 'approvers', add: [card(third)], remove: [] });
    const built = practice.next(await make());
    for (const response of await postBoth(built, practice.approvers[0], third)) {
      expect(await response.json()).toMatchObject({ status: 'waiting', approvals: 1, needed: 2 });
    }
    for (const response of await postBoth(built, practice.approvers[1])) {
      expect(await response.json()).toMatchObject({ status: 'applied' });
    }
  });

  test('the kit’s signature without its delay does not complete two approvals of one vault', async () => {
    const third = await makeApprover(running, {}, 0);
    await practice.order({ kind: 'approvers', add: [card(third)], remove: [] });
    const built = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
    const approvals = [await approve(built, practice.approvers[0]), await approve(built, third)];
    const response = await practice.post(built, [...approvals, await signAsKit(built, practice.kit)]);
    expect(await response.json()).toMatchObject({ status: 'delayed' });
  });
});

describe('approvers of two vaults', () => {
  test.for<[string, () => Promise<readonly TestApprover[]>]>([
    [
      'two approvers of one vault',
      async () => [await makeApprover(running, {}, 1), await makeApprover(running, {}, 1)],
    ],
    ['one approver', async () => [await makeApprover(running, {}, 1)]],
  ])('rejects the founding of a practice with %s', async ([, make]) => {
    const other = await TestPractice.make(running);
    const genesis = other.next({ ...other.genesis(), approvers: (await make()).map(card) });
    const approvals = await other.foundersOf(genesis, server);
    for (const position of running.vaults.keys()) {
      expect(await problemOf(await other.post(genesis, approvals, position))).toMatchObject({
        code: 'approvers_insufficient',
        status: 409,
      });
      expect(await problemOf(await fetch(other.url('', position)))).toMatchObject({ code: 'practice_unknown' });
    }
  });

  test.for<[string, () => Promise<Action>]>([
    [
      'removed',
      () => Promise.resolve({ kind: 'approvers', add: [], remove: [practice.approvers[1].id] } satisfies Action),
    ],
    [
      'replaced by one of the other’s vault',
      async () => ({
        kind: 'approvers',
        add: [card(await makeApprover(running, {}, 0))],
        remove: [practice.approvers[1].id],
      }),
    ],
    [
      'removed with the other',
      () => Promise.resolve({ kind: 'approvers', add: [], remove: practice.approvers.map(({ id }) => id) }),
    ],
  ])('an approver cannot be %s if no second vault remains', async ([, make]) => {
    const built = practice.next(await make());
    for (const response of await postBoth(built, ...practice.approvers)) {
      expect(await problemOf(response)).toMatchObject({ code: 'approvers_insufficient' });
    }
    expect((await practice.statement()).sequence).toBe(0);
  });

  test('an approver can be replaced by one of a third vault', async () => {
    const third = await makeApprover(running, {}, 2);
    await practice.order({ kind: 'approvers', add: [card(third)], remove: [practice.approvers[0].id] });
    const built = practice.next({ kind: 'live' });
    for (const response of await postBoth(built, third)) {
      expect(await response.json()).toMatchObject({ status: 'applied' });
    }
  });
});

test('a federation of one vault counts two passkeys of that vault as two', async () => {
  await using alone = await startTestFederation({ vaults: 1, recordsServers: [server.publicKey] });
  const trial = await TestPractice.found(alone, server);
  await trial.order({ kind: 'contacts', contacts: ['a@b.example'] });
  const built = trial.next({ kind: 'approvers', add: [], remove: [trial.approvers[1].id] });
  expect(await problemOf(await trial.post(built, await trial.both(built)))).toMatchObject({
    code: 'approvers_insufficient',
  });
});
