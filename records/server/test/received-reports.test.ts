import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPatient, writeNext, type Calls } from './support/calls.ts';
import { bytes32, leavesOf, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { makeSeal, storeBatch } from './support/importing.ts';
import { startPractice } from './support/practice-fixture.ts';
import { ScopeWriter } from './support/scope-writer.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;
let secretary: TestMember;

const reportsPerDay = 6;
let later = 0;
const now = () => Date.now() + later;
beforeAll(async () => {
  ({ fixture, calls, practice, doctor, secretary } = await startPractice({ reportsPerDay, now }));
});
afterAll(() => fixture[Symbol.asyncDispose]());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const create = (reason: 'several' | 'subject_unclear' = 'several') =>
  ({ purpose: 'unassigned', erasure: bytes32(), eraser: bytes32(), reason }) as const;
const clinical = { compartment: 'clinical' } as const;

/** Writes a received report. */
async function receive(who: TestMember, wanted = [clinical], more: object = {}, element: string | null = bytes32()) {
  const writer = new ScopeWriter(who.session.practice);
  writer.element = element ?? undefined;
  const timed = wanted.map((each) => ({ ...each, time: now() }));
  return writeNext(calls, writer, who, timed, { kind: 'receive', create: create(), ...more }).then(() => writer);
}

test('a doctor puts a report on the list, with a leaf of its own, and another practice sees nothing', async () => {
  const { scope } = await receive(doctor);
  expect((await calls.unassigned(doctor)).unassigned).toMatchObject([{ scope, reason: 'several', open: 1 }]);
  const written = (await leavesOf(fixture.store, practice)).filter((leaf) => leaf.scope === scope);
  expect(written).toMatchObject([{ kind: 'write', member: doctor.session.member, detail: 'receive', count: 1 }]);
  const other = await fixture.member(await fixture.practice(), 'doctor');
  expect((await calls.unassigned(other)).unassigned).toEqual([]);
  await expect(calls.read(other, scope)).rejects.toThrow(code('not_found'));
});

test('a report is refused from the reception, and from an importer in place of an import', async () => {
  await expect(receive(secretary)).rejects.toThrow(code('forbidden'));
  const importer = await fixture.member(practice, 'importer');
  const seal = makeSeal(await storeBatch(fixture, importer));
  await expect(receive(importer, [clinical], { seal }, seal.element)).rejects.toThrow(code('forbidden'));
  const asImport = { kind: 'import', listed: 1, seal };
  await expect(receive(importer, [clinical], asImport, seal.element)).rejects.toThrow(code('request_invalid'));
});

test.each([
  ['without an element', [clinical], {}, null],
  ['for a reason of an import', [clinical], { create: create('subject_unclear') }, bytes32()],
  ['of two resources', [clinical, clinical], {}, bytes32()],
  ['of no resource', [], {}, bytes32()],
])('a report %s is refused', async (_name, wanted, more, element) => {
  await expect(receive(doctor, wanted, more, element)).rejects.toThrow(code('request_invalid'));
});

test('a report in the part that the reception reads is refused', async () => {
  const wanted = [{ compartment: 'identity' }] as unknown as (typeof clinical)[];
  await expect(receive(doctor, wanted)).rejects.toThrow(code('request_invalid'));
});

test('a member creates an unassigned scope in no other way', async () => {
  for (const kind of ['create', 'edit', 'assign']) {
    await expect(receive(doctor, [clinical], { kind })).rejects.toThrow(code('forbidden'));
  }
});

test('nobody adds to a report', async () => {
  const writer = await receive(doctor);
  await expect(writeNext(calls, writer, doctor, [clinical], { kind: 'receive' })).rejects.toThrow(
    code('request_invalid'),
  );
});

test('a patient’s file takes no received report', async () => {
  const writer = await addPatient(calls, doctor);
  await expect(writeNext(calls, writer, doctor, [clinical], { kind: 'receive' })).rejects.toThrow(
    code('request_invalid'),
  );
});

test('a member who reached the limit of a day is refused, another one and the next day are served', async () => {
  const colleague = await fixture.member(practice, 'doctor');
  const tried = await Promise.allSettled(Array.from({ length: reportsPerDay + 3 }, () => receive(colleague)));
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(reportsPerDay);
  await expect(receive(colleague)).rejects.toThrow(code('limit_reached'));
  await receive(doctor);
  later += 24 * 3_600_000;
  await receive(colleague);
});
