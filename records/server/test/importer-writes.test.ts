import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordsLimits } from '@etanche/core-records-protocol';
import { addPatient, callsOf, writeNext, type Calls } from './support/calls.ts';
import { startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { makeSeal, storeBatch } from './support/importing.ts';
import { ScopeWriter } from './support/scope-writer.ts';
import { newId } from './support/store.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;
let importer: TestMember;
let batch: string;

beforeAll(async () => {
  fixture = await startDataFixture();
  calls = callsOf(fixture);
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  practice = await fixture.practice();
  doctor = await fixture.member(practice, 'doctor');
  importer = await fixture.member(practice, 'importer');
  batch = await storeBatch(fixture, importer);
});

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const importing = (seal = makeSeal(batch)) => ({ kind: 'import', seal }) as const;

/** What the store holds of the practice. */
async function stored(): Promise<number[]> {
  return fixture.store.inPractice(practice, async (tx) => {
    const tables = ['scope', 'scope_version', 'scope_seal', 'import_batch', 'audit_waiting', 'erasable.secret'];
    const counts: number[] = [];
    for (const table of tables) {
      const { rows } = await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
      counts.push(rows[0]?.n ?? -1);
    }
    return counts;
  });
}

/** Fails unless the write is refused so and leaves the store as it was. */
async function expectRefused(refusal: string, write: () => Promise<unknown>): Promise<void> {
  const before = await stored();
  await expect(write()).rejects.toThrow(code(refusal));
  expect(await stored()).toEqual(before);
}

test('an importer creates a file and adds to it under the same seal and under another one', async () => {
  const seal = makeSeal(batch);
  const writer = await addPatient(calls, importer, [{}, { compartment: 'clinical' }], importing(seal));
  await writeNext(calls, writer, importer, [{}], importing(seal));
  await writeNext(calls, writer, importer, [{}], importing());
  const { seals, versions } = await calls.read(doctor, writer.scope);
  expect(seals).toHaveLength(2);
  expect(seals[0]).toEqual(seal);
  expect(versions.map((version) => version.seal)).toEqual(expect.arrayContaining([0, 0, 0, 1]));
});

describe('a batch', () => {
  test.each([
    ['of another importer', async () => storeBatch(fixture, await fixture.member(practice, 'importer'))],
    ['of the same importer in another practice', async () => elsewhere()],
    ['that was never stored', () => Promise.resolve(newId())],
  ])('%s is no seal, for a new file neither', async (_what, other) => {
    const seal = makeSeal(await other());
    await expectRefused('request_invalid', () => addPatient(calls, importer, [{}], importing(seal)));
    const writer = await addPatient(calls, importer, [{}], importing());
    await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], importing(seal)));
  });

  async function elsewhere(): Promise<string> {
    const other = await fixture.practice();
    return storeBatch(fixture, await fixture.member(other, 'importer'));
  }

  test('of another member, by another signer or of another epoch is not stored', async () => {
    const other = await fixture.member(practice, 'importer');
    await expectRefused('signature_refused', () => storeBatch(fixture, importer, { importer: other.session.member }));
    await expectRefused('signature_refused', () => storeBatch(fixture, importer, { practice: newId() }));
    await expectRefused('signature_refused', () => storeBatch(fixture, { ...importer, key: other.key }));
    await expectRefused('epoch_closed', () => storeBatch(fixture, importer, { epoch: 2 }));
    await expectRefused('conflict', () => storeBatch(fixture, importer, { batch }));
  });

  test('does not serve a second element of one scope under the name of the first', async () => {
    const seal = makeSeal(batch);
    const writer = await addPatient(calls, importer, [{}], importing(seal));
    const second = await storeBatch(fixture, importer);
    const moved = importing({ ...seal, batch: second });
    await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], moved));
  });
});

describe('the element of a head', () => {
  test('is the one of the first seal', async () => {
    const writer = new ScopeWriter(practice);
    writer.element = makeSeal(batch).element;
    await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], importing()));
  });

  test('never changes, by the importer or by a member', async () => {
    for (const [who, more, without] of [
      [importer, importing(), 'forbidden'],
      [doctor, {}, 'signature_refused'],
    ] as const) {
      const writer = await addPatient(calls, importer, [{}], importing());
      const first = writer.element;
      writer.element = makeSeal(batch).element;
      await expectRefused('signature_refused', () => writeNext(calls, writer, who, [{}], more));
      writer.element = undefined;
      await expectRefused(without, () => writeNext(calls, writer, who, [{}], more));
      writer.element = first;
      await writeNext(calls, writer, who, [{}], more);
    }
  });
});

test('a scope has so many seals and no more; the ones it has still serve', async () => {
  const first = makeSeal(batch);
  const writer = await addPatient(calls, importer, [{}], importing(first));
  for (let i = 1; i < recordsLimits.sealsPerScope; i++) await writeNext(calls, writer, importer, [{}], importing());
  await expectRefused('imports_exhausted', () => writeNext(calls, writer, importer, [{}], importing()));
  await writeNext(calls, writer, importer, [{}], importing(first));
  const { seals } = await calls.read(doctor, writer.scope);
  expect(seals).toHaveLength(recordsLimits.sealsPerScope);
});

test('an importer writes nothing to a file that a member made', async () => {
  const writer = await addPatient(calls, doctor, [{}]);
  await expectRefused('forbidden', () => writeNext(calls, writer, importer, [{}], importing()));
  // Nor does it give that file an element.
  const seal = makeSeal(batch);
  writer.element = seal.element;
  await expectRefused('signature_refused', () => writeNext(calls, writer, importer, [{}], importing(seal)));
  writer.element = undefined;
  await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], { kind: 'import' }));
});

test('a member states no seal, in its own file or in an imported one', async () => {
  await expectRefused('request_invalid', () => addPatient(calls, doctor, [{}], { seal: makeSeal(batch) }));
  const writer = await addPatient(calls, importer, [{}], importing());
  await expectRefused('request_invalid', () => writeNext(calls, writer, doctor, [{}], { seal: makeSeal(batch) }));
  await writeNext(calls, writer, doctor, [{}]);
});
