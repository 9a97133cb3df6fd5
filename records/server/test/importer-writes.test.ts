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

/** Counts the rows of the practice in the store. */
async function countRows(): Promise<number[]> {
  return fixture.store.inPractice(practice, async (tx) => {
    const tables = ['scope', 'scope_pack', 'scope_seal', 'import_batch', 'audit_waiting', 'erasable.secret'];
    const counts: number[] = [];
    for (const table of tables) {
      const { rows } = await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
      counts.push(rows[0]?.n ?? -1);
    }
    return counts;
  });
}

/** Expects that the write is refused with this code and does not change the store. */
async function expectRefused(refusal: string, write: () => Promise<unknown>): Promise<void> {
  const before = await countRows();
  await expect(write()).rejects.toThrow(code(refusal));
  expect(await countRows()).toEqual(before);
}

test('an importer creates a file and adds to it under the same seal and under another one', async () => {
  const seal = makeSeal(batch);
  const writer = await addPatient(calls, importer, [{}, { compartment: 'clinical' }], importing(seal));
  await writeNext(calls, writer, importer, [{}], importing(seal));
  await writeNext(calls, writer, importer, [{}], importing());
  const { seals, packs } = await calls.read(doctor, writer.scope);
  expect(seals).toHaveLength(2);
  expect(seals[0]).toEqual(seal);
  expect(packs.map((pack) => pack.seal)).toEqual([0, 0, 0, 1]);
});

test('a file that does not exist is an answer to an importer, and a refusal to a doctor', async () => {
  const absent = newId();
  const asked = (who: TestMember) => calls.read(who, absent).catch((error: unknown) => error);
  expect(await asked(importer)).toMatchObject({ code: 'not_found', extra: { isExpected: true } });
  expect(await asked(doctor)).toMatchObject({ code: 'not_found', extra: { isExpected: false } });
});

describe('the scopes that exist', () => {
  const ask = async (who: TestMember, scopes: string[]) => {
    const call = { session: who.session, params: {}, query: {}, body: { scopes }, write: null };
    return (await fixture.handlers.storedScopes(call)).stored;
  };
  const leavesOf = async (scope: string) =>
    fixture.store.inPractice(practice, async (tx) => {
      const { rows } = await tx.query<{ leaf: string }>('SELECT leaf FROM audit_waiting WHERE scope = $1', [scope]);
      return rows.map(({ leaf }) => JSON.parse(leaf) as { kind: string; member: string });
    });

  test('are named to an importer in one request, and each leaves the audit leaf of a read', async () => {
    const [one, other] = [await addPatient(calls, importer, [{}], importing()), await addPatient(calls, doctor)];
    const absent = newId();
    const stored = await ask(importer, [one.scope, absent, other.scope, one.scope]);
    expect(stored).toEqual([one.scope, other.scope].toSorted());
    for (const { scope } of [one, other]) {
      const reads = (await leavesOf(scope)).filter(({ kind }) => kind === 'read');
      expect(reads).toMatchObject([{ kind: 'read', member: importer.session.member }]);
    }
    expect(await leavesOf(absent)).toEqual([]);
  });

  test('are not named if they belong to another practice', async () => {
    const { scope } = await addPatient(calls, doctor);
    const stranger = await fixture.member(await fixture.practice(), 'importer');
    expect(await ask(stranger, [scope])).toEqual([]);
    expect(await ask(importer, [scope])).toEqual([scope]);
  });
});

describe('a batch', () => {
  test.each([
    ['of another importer', async () => storeBatch(fixture, await fixture.member(practice, 'importer'))],
    ['of the same importer in another practice', async () => elsewhere()],
    ['that was never stored', () => Promise.resolve(newId())],
  ])('%s is rejected as a seal, also for a new file', async (_name, other) => {
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

  test('cannot be used with the element of another batch of the same scope', async () => {
    const seal = makeSeal(batch);
    const writer = await addPatient(calls, importer, [{}], importing(seal));
    const second = await storeBatch(fixture, importer);
    const moved = importing({ ...seal, batch: second });
    await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], moved));
  });
});

describe('the element of a head', () => {
  test('is that of the first seal', async () => {
    const writer = new ScopeWriter(practice);
    writer.element = makeSeal(batch).element;
    await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], importing()));
  });

  test('cannot be changed by the importer or by a member', async () => {
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

test('a scope accepts no seal above the limit, and its existing seals remain usable', async () => {
  const first = makeSeal(batch);
  const writer = await addPatient(calls, importer, [{}], importing(first));
  for (let i = 1; i < recordsLimits.sealsPerScope; i++) await writeNext(calls, writer, importer, [{}], importing());
  await expectRefused('imports_exhausted', () => writeNext(calls, writer, importer, [{}], importing()));
  await writeNext(calls, writer, importer, [{}], importing(first));
  const { seals } = await calls.read(doctor, writer.scope);
  expect(seals).toHaveLength(recordsLimits.sealsPerScope);
});

test('an importer cannot write to a file that a member created', async () => {
  const writer = await addPatient(calls, doctor, [{}]);
  await expectRefused('forbidden', () => writeNext(calls, writer, importer, [{}], importing()));
  // It cannot add an element to that file either.
  const seal = makeSeal(batch);
  writer.element = seal.element;
  await expectRefused('signature_refused', () => writeNext(calls, writer, importer, [{}], importing(seal)));
  writer.element = undefined;
  await expectRefused('request_invalid', () => writeNext(calls, writer, importer, [{}], { kind: 'import' }));
});

test('a member cannot write with a seal, to their own file or to an imported one', async () => {
  await expectRefused('request_invalid', () => addPatient(calls, doctor, [{}], { seal: makeSeal(batch) }));
  const writer = await addPatient(calls, importer, [{}], importing());
  await expectRefused('request_invalid', () => writeNext(calls, writer, doctor, [{}], { seal: makeSeal(batch) }));
  await writeNext(calls, writer, doctor, [{}]);
});
