import { toBase64url, utf8 } from '@etanche/core-protocol';
import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  dailyCounts,
  epochIsDue,
  grant,
  listAlarms,
  listMembers,
  openImporter,
  prepareImporter,
  proposeLive,
  proposeRaise,
  quotasLeft,
} from '../../src/index.ts';
import { random } from '../support/options.ts';
import { dataOf, evaluateOne, somePatient } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice({ members: [{ name: 'Céline Accueil', roles: ['secretary'] }] });
}, 240_000);
afterAll(() => running[Symbol.asyncDispose]());

const right = () => ({
  name: 'reprise de dossiers',
  units: { scope: 300, search: 600, agenda: 10 },
  until: Math.floor(running.clock.now() / 1000) + 86_400,
});

describe('what a member can still open', () => {
  test('is told over all vaults, and goes down by what is opened', { timeout: 60_000 }, async () => {
    const before = await quotasLeft(running.doctor.unlocked);
    expect(before).toMatchObject({ answered: 3, vaults: 3, frozen: false, agenda: { openings: 9, of: 9 } });
    expect(before.scope.of).toBeLessThanOrEqual(120);
    expect(before.scope.of).toBeGreaterThan(100);
    for (let i = 0; i < 3; i++) await evaluateOne(running.doctor.unlocked);
    expect((await quotasLeft(running.doctor.unlocked)).scope.openings).toBe(before.scope.openings - 3);
  });

  test('is not told of vaults that are away', { timeout: 60_000 }, async () => {
    const [, , last] = running.servers.federation.vaults;
    const { options } = running.doctor;
    const fetch: typeof globalThis.fetch = (input, init) =>
      (input instanceof Request ? input.url : input.toString()).startsWith(last?.url ?? '')
        ? Promise.reject(new TypeError('away'))
        : options.fetch(input, init);
    const reports: number[] = [];
    const unlocked = running.doctor.unlocked;
    const here = {
      ...unlocked,
      options: { ...options, fetch, report: ({ index }: { index: number }) => reports.push(index) },
    };
    const whole = await quotasLeft(unlocked);
    const left = await quotasLeft(here);
    expect(left).toMatchObject({ answered: 2, vaults: 3 });
    expect(left.scope.openings).toBeLessThan(whole.scope.openings);
    expect(reports).toEqual([3]);
  });

  test('is more after a raise that two approvers signed', { timeout: 60_000 }, async () => {
    const { unlocked, member } = running.doctor;
    const before = await quotasLeft(unlocked);
    const until = Math.floor(running.clock.now() / 1000) + 3600;
    const { order } = await proposeRaise(unlocked, { member, purpose: 'agenda', perDay: 40, until });
    await running.approve(order);
    expect((await quotasLeft(unlocked)).agenda.of).toBeGreaterThan(before.agenda.of);
    expect((await listAlarms(unlocked)).map(({ kind }) => kind)).toContain('order');
    const counts = await dailyCounts(unlocked, new Date(running.clock.now()).toISOString().slice(0, 10));
    expect(counts.map(({ index }) => index)).toEqual([1, 2, 3]);
    const used = counts.map(({ members }) => members.find((one) => one.member === member)?.scope ?? 0);
    expect(used.reduce((sum, units) => sum + units, 0)).toBe(6);
  });

  test('is not raised beyond the vaults’ configuration', { timeout: 60_000 }, async () => {
    const { unlocked, member } = running.doctor;
    const until = Math.floor(running.clock.now() / 1000) + 3600;
    const raise = proposeRaise(unlocked, { member, purpose: 'scope', perDay: 1_000_000, until });
    await expect(raise).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('a program that fills the practice', () => {
  test('writes once two approvers and a grant let it, until the practice is live', { timeout: 240_000 }, async () => {
    const { doctor } = running;
    const { importer, file, order } = await prepareImporter(doctor.unlocked, right());
    const options = (await running.person('programme')).options;
    await expect(openImporter(options, file)).rejects.toMatchObject({ code: 'sign_in_refused' });
    expect(order.status).toBe('waiting');
    await running.approve(order.order);
    // The server reads the chain twice a minute; a member may ask it to read now.
    await doctor.unlocked.call('syncMembers');
    const early = await openImporter(options, file);
    expect(early.parts()).toEqual(['importer']);
    expect(() => early.secrets()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
    await grant(doctor.unlocked, importer);
    await early.refresh();

    const written = await dataOf(early).patients.create(somePatient('Reprise'));
    const opened = await dataOf(doctor.unlocked).patients.open(written.scope);
    expect(opened.patient().traits).toEqual(written.patient().traits);
    expect((await doctor.unlocked.authorKeys(importer)).map(toBase64url)).toEqual([
      toBase64url(early.keys().author.publicKey),
    ]);
    const listed = (await listMembers(doctor.unlocked)).find(({ member }) => member === importer);
    expect(listed).toMatchObject({ name: 'reprise de dossiers', status: 'importer' });

    await running.approve((await proposeLive(doctor.unlocked)).order);
    await expect(evaluateOne(early)).rejects.toMatchObject({ code: 'refused' });
    await expect(grant(doctor.unlocked, importer)).rejects.toMatchObject({ code: 'not_a_member' });
    await expect(prepareImporter(doctor.unlocked, right())).rejects.toMatchObject({ code: 'refused' });
    expect(await epochIsDue(doctor.unlocked)).toBe(true);
  });

  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ['nothing', new Uint8Array()],
    ['another file', utf8('{"format":"etanche/v1/software-passkeys","credentials":[]}')],
    ['no text', random(100)],
    ['no keyring', utf8('{"format":"etanche/v1/importer","keyring":{}}')],
  ])('is not opened from %s', async (_, file) => {
    const { options } = await running.person('programme');
    await expect(openImporter(options, file)).rejects.toMatchObject({ code: 'text_invalid' });
  });
});
