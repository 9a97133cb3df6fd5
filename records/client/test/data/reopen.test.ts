import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TrialMember, TrialPractice } from '@etanche/trial';
import {
  createOutputMemory,
  freezeMember,
  openImporter,
  openImporterFile,
  prepareImporter,
  proposeRetirement,
  remainingQuotas,
  signIn,
  signOut,
  type OutputStore,
  type RecordsClientOptions,
  type RecordsClient,
} from '../../src/index.ts';
import { createWatchedStore, type WatchedStore } from '../support/watched-store.ts';
import { startTestPractice } from '../system/test-practice.ts';
import { dataOf, patient, scopesOf, wide } from './data-practice.ts';

const hourMs = 3_600_000;
let running: TrialPractice;
let secretary: TrialMember;
let colleague: TrialMember;
let scope: string;
let watched: WatchedStore;
let stored: OutputStore;
const date = '2031-05-06';
const text = '07 02 1961 r';

beforeAll(async () => {
  running = await startTestPractice({
    members: [
      { name: 'Céline Accueil', roles: ['secretary'] },
      { name: 'Denis Accueil', roles: ['secretary'] },
    ],
    vaultConfig: { workers: 0, members: wide },
  });
  const [first, second] = running.members;
  if (first === undefined || second === undefined) throw new Error('two secretaries');
  [secretary, colleague] = [first, second];
  const doctor = dataOf(running.doctor.client);
  scope = (await doctor.patients.create(patient('Rouvert', 'Ida', '1961-02-07'))).scope;
  const day = await doctor.agenda.day(running.doctor.member, date);
  await doctor.agenda.book(day, {
    resourceType: 'Appointment',
    ...{ status: 'booked', start: `${date}T09:00:00+02:00`, end: `${date}T09:15:00+02:00`, participant: [] },
  });
});
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(() => {
  watched = createWatchedStore();
  stored = watched.store;
});

/** Units of files, searches and days that the vaults count for one step. */
async function counted(session: RecordsClient, step: () => Promise<unknown>): Promise<readonly number[]> {
  const before = await remainingQuotas(session);
  await step();
  const after = await remainingQuotas(session);
  return (['scope', 'search', 'agenda'] as const).map((purpose) => before[purpose].openings - after[purpose].openings);
}

/** Unlocks, opens a file, a search and a day of the agenda, and locks. @returns the units */
async function openAll(options: RecordsClientOptions): Promise<readonly number[]> {
  const session = await signIn(options);
  const data = dataOf(session);
  const units = await counted(session, async () => {
    expect((await data.patients.open(scope)).resources()).toHaveLength(1);
    expect(await scopesOf(data, text)).toEqual([scope]);
    expect((await data.agenda.day(running.doctor.member, date)).entries()).toHaveLength(1);
  });
  session.session.lock();
  return units;
}

const at = (member: TrialMember, store: OutputStore = stored): RecordsClientOptions => ({
  ...member.options,
  environment: { ...member.options.environment, outputStore: store },
});
const all = [1, 1, 1];
const none = [0, 0, 0];

describe('a scope, search or day that a member opened', () => {
  test('opens again after a lock without a unit for 24 hours, and costs one after them', async () => {
    expect(await openAll(at(secretary))).toEqual(all);
    expect(await openAll(at(secretary))).toEqual(none);
    running.clock.advance(23 * hourMs);
    expect(await openAll(at(secretary))).toEqual(none);
    running.clock.advance(hourMs);
    expect(await openAll(at(secretary))).toEqual(all);
  });

  test('costs another unit without stored outputs, on another device, and for another member of the same device', async () => {
    expect(await openAll(at(secretary))).toEqual(all);
    expect(await openAll(secretary.options)).toEqual(all);
    expect(await openAll(at(secretary, createOutputMemory()))).toEqual(all);
    expect(await openAll(at(colleague))).toEqual(all);
    expect(await openAll(at(secretary))).toEqual(none);
  });

  test('is fetched again each time, and each read is in the audit log', async () => {
    const session = await signIn(running.doctor.options);
    // A member without earlier reads: the server numbers a leaf some time after the read.
    const reader = await running.join(session, 'Gaël Lecteur', ['secretary']);
    const readsInLog = async () => {
      const { leaves } = await session.session.call('leaves', { query: { from: 0, count: 1000 } });
      const found = leaves.map((leaf) => JSON.parse(leaf) as { kind: string; member?: string; scope?: string });
      return found.filter((leaf) => leaf.kind === 'read' && leaf.scope === scope && leaf.member === reader.member)
        .length;
    };
    expect(await openAll(at(reader))).toEqual(all);
    await expect.poll(readsInLog, { timeout: 300_000 }).toBe(1);
    expect(await openAll(at(reader))).toEqual(none);
    await expect.poll(readsInLog, { timeout: 300_000 }).toBe(2);
  });

  test('is deleted by a sign-out', async () => {
    expect(await openAll(at(secretary))).toEqual(all);
    await signOut(await signIn(at(secretary)));
    expect(await openAll(at(secretary))).toEqual(all);
  });
});

const lock = { passphrase: 'une phrase pour un essai', workFactor: 4 };

test('the outputs of an importer are not stored', async () => {
  const session = await signIn(running.doctor.options);
  const until = Math.floor(running.clock.now() / 1000) + 3600;
  const right = await prepareImporter(session, { name: 'reprise', patients: 1, terms: 8, until }, lock);
  await running.approve(right.order.order);
  await session.session.call('syncMembers');
  const importer = await openImporter(at(running.doctor), await openImporterFile(right.file, lock.passphrase));
  expect(importer.secrets.storedOutputs()).toBeNull();
});

describe('the stored outputs are deleted', () => {
  test('when the member is frozen', async () => {
    const member = await running.join(await signIn(running.doctor.options), 'Élise Gelée', ['secretary']);
    expect(await openAll(at(member))).toEqual(all);
    const session = await signIn(at(member));
    expect(session.secrets.storedOutputs()).not.toBeNull();
    await freezeMember(await signIn(running.doctor.options), member.member, 'suspected_theft');
    await session.practice.refresh().catch(() => undefined);
    await signIn(at(member)).catch(() => undefined);
    expect(await watched.rows()).toHaveLength(0);
  });

  test('when the member is retired', async () => {
    const doctor = await signIn(running.doctor.options);
    const member = await running.join(doctor, 'Félix Parti', ['secretary']);
    expect(await openAll(at(member))).toEqual(all);
    expect((await watched.rows()).length).toBeGreaterThan(3);
    const { order } = await proposeRetirement(doctor, member.member);
    await running.approve(order, [running.approvers[0]]);
    await doctor.session.call('syncMembers');
    await signIn(at(member)).catch(() => undefined);
    expect(await watched.rows()).toHaveLength(0);
  });
});
