import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addPatient, callsOf, hasten, writeNext, type Calls } from './support/calls.ts';
import { leavesOf, startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { makeCard, makePosting, type ScopeWriter } from './support/scope-writer.ts';
import { makeKey } from './support/test-key.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;
let colleague: TestMember;
let writer: ScopeWriter;
let areVaultsAway = false;
const posting = makePosting();
const postings = [posting.locator];

beforeAll(async () => {
  fixture = await startDataFixture({ vaultsAway: () => areVaultsAway });
  calls = callsOf(fixture);
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  areVaultsAway = false;
  practice = await fixture.practice();
  doctor = await fixture.member(practice, 'doctor');
  colleague = await fixture.member(practice, 'doctor');
  writer = await addPatient(calls, doctor, [{}], { card: makeCard(), postings: { add: [posting], remove: [] } });
});

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const kindsIn = async () => (await leavesOf(fixture.store, practice)).map(({ kind }) => kind);
const open = async () => (await calls.read(doctor, writer.scope)).packs.length;

async function confirmed(): Promise<string> {
  const { erasure } = await calls.ask(doctor, writer.scope, { postings });
  await calls.ask(colleague, writer.scope, { postings, confirms: erasure });
  return erasure;
}

async function setStatus(who: TestMember, status: 'frozen' | 'retired'): Promise<void> {
  const change = 'UPDATE chain_member SET status = $3 WHERE practice = $1 AND member = $2';
  await fixture.store.inPractice(practice, (tx) => tx.query(change, [practice, who.session.member, status]));
}
const freeze = (who: TestMember) => setStatus(who, 'frozen');
const retire = (who: TestMember) => setStatus(who, 'retired');

describe('a stolen session of a doctor', () => {
  test('erases nothing without the key of the file', async () => {
    for (const key of [await makeKey(), colleague.key]) {
      const asked = calls.ask(doctor, writer.scope, { postings, key });
      await expect(asked).rejects.toThrow(code('signature_refused'));
    }
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    const blind = calls.ask(colleague, writer.scope, { postings, confirms: erasure, key: await makeKey() });
    await expect(blind).rejects.toThrow(code('signature_refused'));
    expect(await open()).toBe(1);
  });

  test('erases nothing alone, and the file stays readable', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    const again = calls.ask(doctor, writer.scope, { postings, confirms: erasure });
    await expect(again).rejects.toThrow(code('forbidden'));
    await hasten(fixture, practice);
    await calls.eraseDue(practice);
    expect(await open()).toBe(1);
    await writeNext(calls, writer, doctor, [{}]);
  });

  test('cannot use a signature of another member', async () => {
    const proof = 'A'.repeat(86);
    const asked = calls.ask(doctor, writer.scope, { postings, proof });
    await expect(asked).rejects.toThrow(code('signature_refused'));
  });

  test('gains nothing from a member who has been frozen for it', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    await freeze(doctor);
    const late = calls.ask(colleague, writer.scope, { postings, confirms: erasure });
    await expect(late).rejects.toThrow(code('forbidden'));
    expect((await calls.read(colleague, writer.scope)).packs).toHaveLength(1);
  });
});

describe('a confirmed erasure', () => {
  test('withholds the file from all members, and destroys it once, after seven days', async () => {
    const erasure = await confirmed();
    expect(fixture.noticed).toContain(erasure);
    const [resource = ''] = writer.current.keys();
    await expect(calls.read(colleague, writer.scope)).rejects.toThrow(code('erasing'));
    await expect(calls.history(doctor, writer.scope, resource)).rejects.toThrow(code('erasing'));
    await expect(writeNext(calls, writer, doctor, [{}])).rejects.toThrow(code('erasing'));
    await expect(calls.markCanary(doctor, writer.scope)).rejects.toThrow(code('erasing'));
    expect(await calls.cards(doctor, writer.scope)).toEqual({ cards: [] });
    expect((await calls.lookup(doctor, posting.locator)).places).toEqual([{ full: false, postings: [] }]);
    await calls.eraseDue(practice);
    expect(await kindsIn()).not.toContain('erase');
    await hasten(fixture, practice);
    await Promise.all([calls.eraseDue(practice), calls.eraseDue(practice)]);
    await expect(calls.read(doctor, writer.scope)).rejects.toThrow(code('erased'));
    const { places } = await calls.lookup(doctor, posting.locator);
    expect(places).toMatchObject([{ postings: [] }]);
    expect((await kindsIn()).filter((kind) => kind === 'erase')).toHaveLength(1);
    expect(await kindsIn()).toEqual(expect.arrayContaining(['erasure_asked', 'erasure_confirmed', 'erase']));
    await expect(calls.restore(doctor, erasure)).rejects.toThrow(code('not_found'));
  });

  test('begins only when the vaults have notice of it', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    areVaultsAway = true;
    const late = calls.ask(colleague, writer.scope, { postings, confirms: erasure });
    await expect(late).rejects.toThrow(code('vaults_unreachable'));
    expect(await open()).toBe(1);
  });

  test('is not confirmed if somebody has written to the file since', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    await writeNext(calls, writer, doctor, [{}]);
    const late = calls.ask(colleague, writer.scope, { postings, confirms: erasure });
    await expect(late).rejects.toThrow(code('conflict'));
    expect(await calls.ask(colleague, writer.scope, { postings, confirms: erasure, sequence: 2 })).toMatchObject({
      state: 'confirmed',
    });
  });

  test('is undone by two doctors, and not by one', async () => {
    const erasure = await confirmed();
    expect(await calls.restore(doctor, erasure)).toEqual({ restored: false });
    expect(await calls.restore(doctor, erasure)).toEqual({ restored: false });
    await expect(calls.read(doctor, writer.scope)).rejects.toThrow(code('erasing'));
    expect(await calls.restore(colleague, erasure)).toEqual({ restored: true });
    expect(await open()).toBe(1);
    expect((await calls.lookup(doctor, posting.locator)).places).toMatchObject([{ postings: [{}] }]);
    await hasten(fixture, practice);
    await calls.eraseDue(practice);
    expect(await open()).toBe(1);
    expect(await calls.erasures(doctor)).toEqual({ erasures: [] });
  });

  test('is undone when an approver freezes one of the two doctors, even on the last day', async () => {
    await confirmed();
    await hasten(fixture, practice);
    await calls.eraseDue(practice, () => freeze(colleague));
    expect(await open()).toBe(1);
    expect(await kindsIn()).toContain('erasure_restored');
  });

  test('is possible with one doctor, who enrols a second one until the file is destroyed', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    const locum = await fixture.member(practice, 'doctor');
    await calls.ask(locum, writer.scope, { postings, confirms: erasure });
    await hasten(fixture, practice);
    await calls.eraseDue(practice);
    await retire(locum);
    await calls.eraseDue(practice);
    await expect(calls.read(doctor, writer.scope)).rejects.toThrow(code('erased'));
    expect(await kindsIn()).not.toContain('erasure_restored');
  });

  test('is undone when the second doctor leaves before the file is destroyed', async () => {
    await confirmed();
    await retire(colleague);
    await hasten(fixture, practice);
    await calls.eraseDue(practice);
    expect(await open()).toBe(1);
  });

  test('destroys nothing while the vaults cannot say who is frozen', async () => {
    const erasure = await confirmed();
    await hasten(fixture, practice);
    await expect(calls.eraseDue(practice, () => Promise.reject(new TypeError('away')))).rejects.toThrow('away');
    await expect(calls.read(doctor, writer.scope)).rejects.toThrow(code('erasing'));
    await calls.restore(doctor, erasure);
    await calls.restore(colleague, erasure);
    expect(await open()).toBe(1);
  });
});

describe('an erasure that is only requested', () => {
  test('is withdrawn by any doctor, and requested again', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    await expect(calls.ask(colleague, writer.scope, { postings })).rejects.toThrow(code('conflict'));
    expect(await calls.restore(colleague, erasure)).toEqual({ restored: true });
    expect(await calls.ask(colleague, writer.scope, { postings })).toMatchObject({ state: 'asked' });
  });

  test('is listed for the doctors of its own practice alone', async () => {
    const { erasure } = await calls.ask(doctor, writer.scope, { postings });
    expect((await calls.erasures(colleague)).erasures).toMatchObject([
      { erasure, scope: writer.scope, askedBy: doctor.session.member, reason: 'request' },
    ]);
    const stranger = await fixture.member(await fixture.practice(), 'doctor');
    expect(await calls.erasures(stranger)).toEqual({ erasures: [] });
    await expect(calls.restore(stranger, erasure)).rejects.toThrow(code('not_found'));
  });
});
