import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrialMember, TrialPractice } from '@etanche/trial';
import {
  epochIsDue,
  grant,
  listMembers,
  openNextEpoch,
  pendingOrders,
  proposeRenewal,
  renewalOf,
  signIn,
} from '../../src/index.ts';
import { dataOf, evaluateOne, somePatient } from './people.ts';
import { startTestPractice } from './test-practice.ts';

const day = 86_400;
const fortnight = 14 * day;

let running: TrialPractice;
let substitute: TrialMember;
let until: number;
beforeAll(async () => {
  running = await startTestPractice({ members: [] });
  until = Math.floor(running.clock.now() / 1000) + fortnight;
  substitute = await running.join(running.doctor.client, 'Dr Rémi Plaçant', ['doctor'], until);
});
afterAll(() => running[Symbol.asyncDispose]());

const refused = { code: 'refused', failures: [{ code: 'caller_refused' }, { code: 'caller_refused' }] };
const statusOf = async (doctor: TrialMember['client']): Promise<string | undefined> =>
  (await listMembers(doctor)).find(({ member }) => member === substitute.member)?.status;

test('a substitute opens and writes files until the end of their right, at vaults and server', async () => {
  const file = await dataOf(running.doctor.client).patients.create(somePatient('Avant'));
  running.clock.advance((fortnight - 60) * 1000);
  const client = await substitute.signIn();
  const opened = await dataOf(client).patients.open(file.scope);
  expect(opened.patient().traits).toEqual(file.patient().traits);
  expect(await epochIsDue(await running.doctor.signIn())).toBe(false);

  // The same session, two minutes later: the vaults and the records server each refuse it themselves.
  running.clock.advance(120_000);
  await expect(evaluateOne(client)).rejects.toMatchObject(refused);
  await expect(client.session.call('members')).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(signIn(substitute.options)).rejects.toMatchObject({ code: 'sign_in_refused' });
});

test('after the end the next epoch is due, and has no grant for the substitute', async () => {
  const doctor = await running.doctor.signIn();
  expect(await statusOf(doctor)).toBe('frozen');
  expect(await epochIsDue(doctor)).toBe(true);
  await openNextEpoch(doctor);
  expect(await epochIsDue(doctor)).toBe(false);
  await expect(grant(doctor, substitute.member)).rejects.toMatchObject({ code: 'not_a_member' });
});

test('a renewal needs two approvers, and serves until its own end', async () => {
  const doctor = await running.doctor.signIn();
  const next = Math.floor(running.clock.now() / 1000) + 7 * day;
  await expect(proposeRenewal(doctor, running.doctor.member, next)).rejects.toMatchObject({ code: 'not_a_member' });
  const { order } = await proposeRenewal(doctor, substitute.member, next);
  const state = await doctor.practice.state();
  const [action] = (await pendingOrders(doctor)).flatMap((one) => (one.order === order ? [one.content.action] : []));
  if (action?.kind !== 'enrol') throw new Error('a renewal is an order that enrols');
  expect(renewalOf(state, action)).toEqual({ from: until, to: next });
  expect(renewalOf(state, { ...action, member: running.doctor.member })).toBeNull();
  expect(renewalOf(state, { ...action, keys: action.auth })).toBeNull();
  await running.approve(order, [running.approvers[0]]);
  await expect(signIn(substitute.options)).rejects.toMatchObject({ code: 'sign_in_refused' });
  await running.approve(order, [running.approvers[1]]);
  await grant(doctor, substitute.member);
  const client = await substitute.signIn();
  expect(await evaluateOne(client)).toBeDefined();
  await dataOf(client).patients.create(somePatient('Encore'));
  running.clock.advance(7 * day * 1000);
  await expect(signIn(substitute.options)).rejects.toMatchObject({ code: 'sign_in_refused' });
  expect(await statusOf(await running.doctor.signIn())).toBe('frozen');
});

test('an end in the past or in two years is refused by every vault', async () => {
  const doctor = await running.doctor.signIn();
  const now = Math.floor(running.clock.now() / 1000);
  for (const end of [now - 1, now + 2 * 366 * day]) {
    await expect(proposeRenewal(doctor, substitute.member, end)).rejects.toMatchObject({ code: 'refused' });
  }
});
