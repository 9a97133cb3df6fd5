import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { leavesOf, once, startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { ScopeWriter } from './support/scope-writer.ts';
import { newId } from './support/store.ts';

const minute = 60_000;
let fixture: DataFixture;
let practice: string;
let doctor: TestMember;
let patient: ScopeWriter;
let clock = Date.now();

beforeAll(async () => {
  fixture = await startDataFixture({ now: () => clock });
  practice = await fixture.practice();
  doctor = await fixture.member(practice, 'doctor');
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  patient = new ScopeWriter(practice);
  const { body, accept } = await patient.next(doctor, [{ time: clock }]);
  const params = { scope: patient.scope };
  await fixture.handlers.write({ session: doctor.session, params, query: {}, body, write: once(doctor.session) });
  accept();
});

const read = (who: TestMember, since?: number) =>
  fixture.handlers.readScope({
    ...{ session: who.session, params: { scope: patient.scope }, body: undefined, write: null },
    query: since === undefined ? {} : { since },
  });
async function reads(): Promise<number> {
  const leaves = await leavesOf(fixture.store, practice);
  return leaves.filter(({ kind, scope }) => kind === 'read' && scope === patient.scope).length;
}

test('reads of changes within 15 minutes after a leaf write none and say so, and the next one writes a leaf', async () => {
  expect((await read(doctor)).followed).toBeUndefined();
  for (const minutes of [0, 7, 7]) {
    clock += minutes * minute;
    expect((await read(doctor, 1)).followed).toBe(true);
  }
  expect(await reads()).toBe(1);
  clock += minute;
  expect((await read(doctor, 1)).followed).toBeUndefined();
  expect(await reads()).toBe(2);
  expect((await read(doctor, 1)).followed).toBe(true);
  expect(await reads()).toBe(2);
});

test('a read of the whole file writes a leaf, also right after another one', async () => {
  await read(doctor);
  expect((await read(doctor)).followed).toBeUndefined();
  expect(await reads()).toBe(2);
});

test('the first read of a session writes a leaf, even if it asks for changes only or created the file', async () => {
  expect((await read(doctor, 1)).followed).toBeUndefined();
  const again: TestMember = { ...doctor, session: { ...doctor.session, session: newId() } };
  expect((await read(again, 1)).followed).toBeUndefined();
  expect(await reads()).toBe(2);
});

test('a read of more compartments than the leaf names writes another leaf', async () => {
  const [session, member] = [newId(), newId()];
  const as = (role: 'secretary' | 'doctor'): TestMember => ({
    ...doctor,
    session: { ...doctor.session, session, member, roles: [role] },
  });
  await read(as('secretary'));
  expect((await read(as('secretary'), 1)).followed).toBe(true);
  expect((await read(as('doctor'), 1)).followed).toBeUndefined();
  expect(await reads()).toBe(2);
});
