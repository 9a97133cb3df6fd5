import { afterAll, beforeAll, expect, test } from 'vitest';
import { packCopiesSchema, type Write } from '@etanche/core-records-protocol';
import { parseShape } from '@etanche/core-wire';
import { copyPacks } from '../src/copy-packs.ts';
import { leavesOf, type TestMember } from './support/data-fixture.ts';
import { addPatient, writeNext, type Calls } from './support/calls.ts';
import { startPractice, type PracticeFixture } from './support/practice-fixture.ts';
import { leavesIn, listedIn, type ScopeWriter, type Wanted } from './support/scope-writer.ts';
import { newId } from './support/store.ts';

let fixture: PracticeFixture['fixture'];
let calls: Calls;
let practice: string;
let doctor: TestMember;
let secretary: TestMember;

beforeAll(async () => {
  ({ fixture, calls, practice, doctor, secretary } = await startPractice());
});
afterAll(() => fixture[Symbol.asyncDispose]());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const clinical: Wanted = { compartment: 'clinical' };
const carry = (resource: string): Wanted => ({ resource, compartment: 'clinical', carry: true });
const repair = (...lost: string[]) => ({ kind: 'repair', lost }) as const;

async function send(writer: ScopeWriter, who: TestMember, wanted: readonly Wanted[], more: Partial<Write>) {
  const { body } = await writer.next(who, wanted, more);
  return calls.write(who, writer.scope, body);
}

test('a repair marks what is lost for every reader, in the audit log and in the list of accesses', async () => {
  const writer = await addPatient(calls, doctor, [clinical, clinical, { compartment: 'identity' }]);
  const [lost = '', kept = ''] = writer.current.keys();
  await writeNext(calls, writer, doctor, [{ resource: kept, ...clinical }]);
  await writeNext(calls, writer, doctor, [carry(kept)], repair(lost));
  for (const who of [doctor, secretary]) {
    const answer = await calls.read(who, writer.scope);
    expect(listedIn(answer.lost)).toMatchObject([{ resource: lost, version: 1 }]);
    expect(answer.destroyed).toEqual([]);
    expect(leavesIn(answer).map(({ resource }) => resource)).toContain(kept);
  }
  const leaves = (await leavesOf(fixture.store, practice)).filter(({ scope }) => scope === writer.scope);
  expect(leaves).toContainEqual(expect.objectContaining({ kind: 'write', detail: 'repair' }));
  expect(leaves).toContainEqual(
    expect.objectContaining({ kind: 'lost', resource: lost, count: 1, member: doctor.session.member }),
  );
  const history = await calls.history(doctor, writer.scope, lost);
  expect(history.packs.map(({ sequence }) => sequence)).toEqual([1]);
  await expect(send(writer, doctor, [], repair(lost))).rejects.toThrow(code('request_invalid'));
  await expect(send(writer, doctor, [], { kind: 'destroy', destroy: lost })).rejects.toThrow(code('not_found'));
  await expect(send(writer, doctor, [], { kind: 'restore', restore: lost })).rejects.toThrow(code('not_found'));
});

test('a later repair that has the version ends its loss, and so does a later version', async () => {
  const writer = await addPatient(calls, doctor, [clinical, clinical]);
  const [one = '', two = ''] = writer.current.keys();
  await writeNext(calls, writer, doctor, [], repair(one, two));
  await writeNext(calls, writer, doctor, [carry(one)], repair());
  expect(listedIn((await calls.read(doctor, writer.scope)).lost).map(({ resource }) => resource)).toEqual([two]);
  await writeNext(calls, writer, doctor, [{ resource: two, ...clinical }]);
  const { lost, packs } = await calls.read(doctor, writer.scope);
  expect(lost).toEqual([]);
  expect(packs.filter(({ sealed }) => sealed !== undefined).map(({ sequence }) => sequence)).toEqual([3, 4]);
});

test('a repair replaces a lost version by the next one in the same write, and still records the loss', async () => {
  const writer = await addPatient(calls, doctor, [clinical, clinical]);
  const [lost = '', other = ''] = writer.current.keys();
  const next = { resource: lost, ...clinical };
  await expect(send(writer, doctor, [next, { resource: other, ...clinical }], repair(lost))).rejects.toThrow(
    code('request_invalid'),
  );
  await writeNext(calls, writer, doctor, [next], repair(lost));
  expect((await calls.read(doctor, writer.scope)).lost).toEqual([]);
  const leaves = (await leavesOf(fixture.store, practice)).filter(({ scope }) => scope === writer.scope);
  expect(leaves).toContainEqual(expect.objectContaining({ kind: 'lost', resource: lost }));
});

test('a repair is refused for a secretary, for what is not there, and unless the head marks the loss', async () => {
  const writer = await addPatient(calls, doctor, [clinical, clinical]);
  const [lost = '', other = ''] = writer.current.keys();
  await expect(send(writer, secretary, [], repair(lost))).rejects.toThrow(code('forbidden'));
  await expect(send(writer, doctor, [], repair(newId()))).rejects.toThrow(code('request_invalid'));
  await expect(send(writer, doctor, [], repair())).rejects.toThrow(code('request_invalid'));
  await expect(send(writer, doctor, [clinical], repair())).rejects.toThrow(code('request_invalid'));
  await expect(send(writer, doctor, [carry(lost)], repair(lost))).rejects.toThrow(code('request_invalid'));
  await expect(send(writer, doctor, [], { kind: 'repair' })).rejects.toThrow(code('request_invalid'));
  await expect(send(writer, doctor, [], { kind: 'edit', lost: [lost] })).rejects.toThrow(code('request_invalid'));
  const { body } = await writer.next(doctor, [carry(other)]);
  const unmarked = { ...body, ...repair(lost) };
  await expect(calls.write(doctor, writer.scope, unmarked)).rejects.toThrow(code('signature_refused'));
  await writeNext(calls, writer, doctor, [carry(other)], repair());
});

test('a destruction needs no copy of a version that is lost', async () => {
  const writer = await addPatient(calls, doctor, [clinical, clinical]);
  const [destroyed = '', lost = ''] = writer.current.keys();
  await writeNext(calls, writer, doctor, [], repair(lost));
  await writeNext(calls, writer, doctor, [], { kind: 'destroy', destroy: destroyed });
  const answer = await calls.read(doctor, writer.scope);
  expect(listedIn(answer.lost)).toMatchObject([{ resource: lost }]);
  expect(listedIn(answer.destroyed)).toMatchObject([{ resource: destroyed }]);
  await writeNext(calls, writer, doctor, [], { kind: 'restore', restore: destroyed });
});

test('an operator copies the packs of a file, without those of a destroyed resource, and none of another practice', async () => {
  const writer = await addPatient(calls, doctor, [clinical]);
  await writeNext(calls, writer, doctor, [clinical]);
  const [destroyed = ''] = writer.current.keys();
  await writeNext(calls, writer, doctor, [], { kind: 'destroy', destroy: destroyed });
  const settings = { directory: fixture.directory, store: { connections: 1, timeoutMs: 10_000 } };
  const copy = (of: string) =>
    copyPacks(settings, { databaseUrl: fixture.test.own.url }, { practice: of, scope: writer.scope });
  const copies = await copy(practice);
  expect(parseShape(packCopiesSchema, copies, 'copies').packs.map(({ sequence }) => sequence)).toEqual([2]);
  expect((await copy(newId())).packs).toEqual([]);
});
