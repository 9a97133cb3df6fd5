import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adoptKit,
  epochIsDue,
  grant,
  invite,
  listAlarms,
  openKit,
  openNextEpoch,
  pendingOrders,
  proposeEnrolment,
  draftKit,
  forgetKit,
  kitReplacement,
  proposeRetirement,
  register,
  createMemory,
  signIn,
  signPending,
  type KitSheet,
  type RecordsClient,
} from '../../src/index.ts';
import { dataOf, evaluateOne, somePatient, untilSequence } from './people.ts';
import { startTestPractice } from './test-practice.ts';

const hour = 3_600_000;
let running: TrialPractice;
let sheets: readonly KitSheet[];
beforeAll(async () => {
  // Vaults apply due orders at each heartbeat.
  running = await startTestPractice({ members: [], vaultConfig: { workers: 0, heartbeatMs: 500 } });
  sheets = running.sheets;
});
afterAll(() => running[Symbol.asyncDispose]());

async function kitOf(a: number, b: number): Promise<RecordsClient> {
  const texts = [sheets[a]?.text ?? '', sheets[b]?.text ?? ''] as const;
  const person = await running.person('notaire');
  return openKit(person.options, { practice: running.practice, texts });
}

describe('the kit', () => {
  test('opens with any two of its three sheets', async () => {
    for (const [a, b] of [
      [0, 1],
      [2, 0],
    ] as const) {
      const kit = await kitOf(a, b);
      expect(kit.session).toMatchObject({ member: 'kit', locked: false });
      expect(kit.practice.roles()).toEqual(['kit']);
      expect(kit.secrets.shared().scopeRoot).toEqual(running.doctor.client.secrets.shared().scopeRoot);
    }
  });

  test('does not open with one sheet, a mistyped one or one of another practice', async () => {
    const { options } = await running.person('notaire');
    const [first = '', second = ''] = sheets.map(({ text }) => text);
    const { practice } = running;
    for (const texts of [
      [first, first],
      [first, second.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))],
      [first, ''],
    ] as const) {
      await expect(openKit(options, { practice, texts })).rejects.toMatchObject({ code: 'text_invalid' });
    }
    const elsewhere = openKit(options, { practice: running.doctor.member, texts: [first, second] });
    await expect(elsewhere).rejects.toMatchObject({ code: 'sign_in_refused' });
  });

  test('opens no patient and gets no evaluation', async () => {
    const file = await dataOf(running.doctor.client).patients.create(somePatient('Secrète'));
    const kit = await kitOf(0, 2);
    await expect(kit.session.call('readScope', { params: { scope: file.scope } })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(evaluateOne(kit)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('a new kit', () => {
  test('replaces the old one, which is then refused', async () => {
    const doctor = await running.doctor.signIn();
    const old = await kitOf(0, 1);
    const drafted = await draftKit(doctor);
    expect(await kitReplacement(doctor)).toEqual({ stage: 'none' });
    await expect(adoptKit(doctor)).rejects.toMatchObject({ code: 'not_found' });
    const { order } = await drafted.propose();
    const { fingerprint } = drafted;
    expect(await kitReplacement(doctor)).toEqual({ stage: 'waiting', fingerprint, approvals: 0, needed: 2 });
    await expect(adoptKit(doctor)).rejects.toMatchObject({ code: 'not_a_member' });
    await running.approve(order);
    expect(await epochIsDue(doctor)).toBe(true);
    expect(await kitReplacement(doctor)).toEqual({ stage: 'approved', fingerprint });
    const elsewhere = await signIn({
      ...running.doctor.options,
      environment: { ...running.doctor.options.environment, memory: createMemory() },
    });
    expect(await kitReplacement(elsewhere)).toEqual({ stage: 'elsewhere' });
    await expect(adoptKit(elsewhere)).rejects.toMatchObject({ code: 'not_found' });
    await adoptKit(doctor);
    expect(await kitReplacement(doctor)).toEqual({ stage: 'none' });
    expect(await epochIsDue(doctor)).toBe(false);
    await expect(kitOf(0, 1)).rejects.toMatchObject({ code: 'sign_in_refused' });
    await expect(old.practice.refresh()).rejects.toMatchObject({ code: 'unauthenticated' });
    sheets = drafted.sheets;
    const kit = await kitOf(1, 2);
    expect(kit.secrets.shared().writingEpoch()).toBe(2);
    expect(() => old.secrets.shared().roleSecret('care', 2)).toThrow();
  });

  test('whose order an approver refuses replaces nothing', async () => {
    const doctor = await running.doctor.signIn();
    const drafted = await draftKit(doctor);
    const { order } = await drafted.propose();
    await running.cancel(order, running.approvers[1]);
    expect(await kitReplacement(doctor)).toEqual({ stage: 'ended', fingerprint: drafted.fingerprint });
    await expect(adoptKit(doctor)).rejects.toMatchObject({ code: 'not_a_member' });
    await forgetKit(doctor);
    expect(await kitReplacement(doctor)).toEqual({ stage: 'none' });
    await expect(kitOf(0, 1)).resolves.toBeDefined();
  });
});

describe('a practice with one doctor', () => {
  test('enrols a member with one approver and the kit after 24 hours', async () => {
    const doctor = await running.doctor.signIn();
    const newcomer = await running.person('Dr Nouvelle');
    const { member, invitation } = await invite(doctor, { name: newcomer.name, roles: ['doctor'] });
    const { fingerprint } = await register(newcomer.options, { invitation, passkeyName: 'p' });
    const { order } = await proposeEnrolment(doctor, { member, roles: ['doctor'], compared: fingerprint });
    await running.approve(order, [running.approvers[0]]);
    const kit = await kitOf(1, 2);
    const signed = await signPending(kit, order);
    expect(signed).toMatchObject({ status: 'delayed', needed: 2, approvals: 2 });
    expect((signed.effectiveAt ?? 0) - running.clock.now()).toBeGreaterThan(23 * hour);
    await expect(grant(doctor, member)).rejects.toMatchObject({ code: 'not_a_member' });
    expect((await listAlarms(doctor)).map(({ kind }) => kind)).toContain('delayed_order');

    const { sequence } = (await doctor.practice.state()).chain;
    running.clock.advance(23 * hour);
    const early = await running.doctor.signIn();
    expect((await early.practice.state('fresh')).chain.sequence).toBe(sequence);
    running.clock.advance(hour + 60_000);
    const later = await running.doctor.signIn();
    await untilSequence(later, sequence + 1);
    await grant(later, member);
    const joined = await newcomer.signIn();
    expect(joined.practice.status()).toBe('active');
    expect(joined.secrets.shared().writingEpoch()).toBe(2);
    await expect(evaluateOne(joined)).resolves.toHaveLength(1);
  });

  test('cancels the order of a stolen kit', async () => {
    const kit = await kitOf(0, 1);
    const attacker = await running.person('voleur');
    const { member, invitation } = await invite(kit, { name: 'Dr Faux', roles: ['doctor'] });
    const { fingerprint } = await register(attacker.options, { invitation, passkeyName: 'p' });
    const { order, status } = await proposeEnrolment(kit, { member, roles: ['doctor'], compared: fingerprint });
    expect(status).toBe('delayed');
    const doctor = await running.doctor.signIn();
    const waiting = await pendingOrders(doctor);
    expect(waiting).toMatchObject([{ order, content: { action: { kind: 'enrol', member } }, approvedBy: ['kit'] }]);
    await running.cancel(order, running.approvers[0]);
    const { sequence } = (await doctor.practice.state('fresh')).chain;
    running.clock.advance(80 * hour);
    const later = await running.doctor.signIn();
    expect((await later.practice.state('fresh')).chain.sequence).toBe(sequence);
    await expect(grant(later, member)).rejects.toMatchObject({ code: 'not_a_member' });
  });
});

describe('a practice that has lost all members', () => {
  test('continues with the kit alone after 72 hours', async () => {
    const before = await running.doctor.signIn();
    const file = await dataOf(before).patients.create(somePatient('Retrouvée'));
    const { sequence } = (await before.practice.state('fresh')).chain;

    const kit = await kitOf(0, 2);
    const heir = await running.person('Dr Reprise');
    const { member, invitation } = await invite(kit, { name: heir.name, roles: ['doctor'] });
    const { fingerprint } = await register(heir.options, { invitation, passkeyName: 'p' });
    const proposed = await proposeEnrolment(kit, { member, roles: ['doctor'], compared: fingerprint });
    expect(proposed.status).toBe('delayed');
    expect((proposed.effectiveAt ?? 0) - running.clock.now()).toBeGreaterThan(71 * hour);
    running.clock.advance(71 * hour);
    const early = await kitOf(0, 2);
    expect((await early.practice.state('fresh')).chain.sequence).toBe(sequence);
    await expect(grant(early, member)).rejects.toMatchObject({ code: 'not_a_member' });

    running.clock.advance(2 * hour);
    const later = await kitOf(0, 1);
    await untilSequence(later, sequence + 1);
    await grant(later, member);
    const joined = await heir.signIn();
    const opened = await dataOf(joined).patients.open(file.scope);
    expect(opened.patient().traits).toEqual(file.patient().traits);

    const { order } = await proposeRetirement(later, running.doctor.member);
    running.clock.advance(73 * hour);
    const last = await kitOf(1, 2);
    await untilSequence(last, sequence + 2);
    expect(order).toBe((await last.practice.state()).chain.head);
    await last.practice.refresh();
    await openNextEpoch(last);
    const after = await heir.signIn();
    expect(after.secrets.shared().writingEpoch()).toBe(3);
    expect(after.secrets.epochs()?.signed.at(-1)?.epoch.opener).toBe('kit');
  });
});
