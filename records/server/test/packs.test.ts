import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsLimits, type Write } from '@etanche/core-records-protocol';
import { emptyDestroyed } from '../src/patients/empty-destroyed.ts';
import { newId, random } from './support/store.ts';
import { leavesOf, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { addPatient, binaryQuery, writeNext, type Calls } from './support/calls.ts';
import { startPractice } from './support/practice-fixture.ts';
import { leavesIn, listedIn, type ScopeWriter, type Wanted } from './support/scope-writer.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;
let secretary: TestMember;

beforeAll(async () => {
  ({ fixture, calls, practice, doctor, secretary } = await startPractice());
});
afterAll(() => fixture[Symbol.asyncDispose]());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const clinical = (resource?: string): Wanted => ({ compartment: 'clinical', ...(resource && { resource }) });
const carry = (writer: ScopeWriter, resources: Iterable<string>): Wanted[] =>
  Array.from(resources, (resource) => ({
    resource,
    compartment: writer.current.get(resource)?.compartment ?? 'clinical',
    carry: true,
  }));

async function sendNext(
  writer: ScopeWriter,
  who: TestMember,
  wanted: readonly Wanted[],
  more?: Partial<Omit<Write, 'head' | 'packs'>>,
) {
  const { body } = await writer.next(who, wanted, more);
  return calls.write(who, writer.scope, body);
}

/** Packs of a scope with their content, and their counts. */
async function stored(writer: ScopeWriter) {
  const { rows } = await fixture.store.inPractice(practice, (tx) =>
    tx.query<{ sequence: number; bytes: number; located: number; introduced: number }>({
      text: `SELECT sequence::int AS sequence, octet_length(sealed) + octet_length(salt) AS bytes, located, introduced
        FROM scope_pack WHERE practice = $1 AND scope = $2 ORDER BY sequence, number`,
      values: [practice, writer.scope],
    }),
  );
  return rows.map(({ sequence, bytes, located, introduced }) => [sequence, bytes > 0, located, introduced]);
}

describe('a write that carries current versions', () => {
  test('is read from the new pack, under the heads that introduced the versions', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical()]);
    const first = writer.head;
    await writeNext(calls, writer, doctor, [clinical()]);
    const second = writer.head;
    await writeNext(calls, writer, doctor, carry(writer, writer.current.keys()));
    const { packs, heads } = await calls.read(doctor, writer.scope);
    expect(heads).toEqual([first, second]);
    expect(
      packs.map(({ sequence, sealed, digest, carries }) => [
        sequence,
        sealed !== undefined,
        digest !== undefined,
        carries,
      ]),
    ).toEqual([
      [1, false, true, undefined],
      [2, false, true, undefined],
      [3, true, false, true],
    ]);
    expect(await stored(writer)).toEqual([
      [1, true, 0, 2],
      [2, true, 0, 1],
      [3, true, 3, 0],
    ]);
  });

  test('leaves earlier versions in the history, and a later edit is read from its own pack', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical()]);
    const [one = '', two = ''] = writer.current.keys();
    await writeNext(calls, writer, doctor, carry(writer, [one, two]));
    await writeNext(calls, writer, doctor, [clinical(one)]);
    expect(await stored(writer)).toEqual([
      [1, true, 0, 1],
      [2, true, 1, 0],
      [3, true, 1, 1],
    ]);
    const history = await calls.history(doctor, writer.scope, one);
    expect(history.packs.map(({ sequence, sealed }) => [sequence, sealed !== undefined])).toEqual([
      [3, true],
      [2, true],
      [1, false],
    ]);
  });

  test('is refused for a version that is not current, of another compartment, or replaced in the same write', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), { compartment: 'identity' }]);
    const [one = '', two = ''] = writer.current.keys();
    const old = writer.current.get(one) ?? { version: 0, compartment: 'clinical', hash: new Uint8Array(32) };
    await writeNext(calls, writer, doctor, [clinical(one)]);
    const current = new Map(writer.current);
    writer.current.set(one, old);
    await expect(sendNext(writer, doctor, carry(writer, [one]))).rejects.toThrow(code('signature_refused'));
    writer.current = new Map(current);
    const moved = [{ resource: two, compartment: 'clinical', carry: true }] as const;
    await expect(sendNext(writer, doctor, moved)).rejects.toThrow(code('signature_refused'));
    const both = [...carry(writer, [one]), clinical(one)];
    await expect(sendNext(writer, doctor, both)).rejects.toThrow(code('signature_refused'));
    await expect(sendNext(writer, secretary, carry(writer, [one]))).rejects.toThrow(code('forbidden'));
  });
});

describe('the lists of a scope', () => {
  const listBytes = async (writer: ScopeWriter, to?: number) => {
    const { rows } = await fixture.store.inPractice(practice, async (tx) => {
      if (to !== undefined)
        await tx.query('UPDATE scope SET list_bytes = $3 WHERE practice = $1 AND scope = $2', [
          ...[practice, writer.scope, to],
        ]);
      return tx.query<{ counted: number; stored: number }>(
        `SELECT s.list_bytes::int AS counted, (SELECT sum(octet_length(list))::int FROM scope_pack p
          WHERE p.practice = s.practice AND p.scope = s.scope) AS stored FROM scope s WHERE practice = $1 AND scope = $2`,
        [practice, writer.scope],
      );
    });
    return rows[0];
  };

  test('are counted, also of packs that are not read any more', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical(), { compartment: 'identity' }]);
    const [one = ''] = writer.current.keys();
    await writeNext(calls, writer, doctor, [clinical(one)]);
    await writeNext(calls, writer, doctor, carry(writer, [one]));
    expect(await listBytes(writer)).toEqual({ counted: 5 * 52, stored: 5 * 52 });
  });

  test('have a limit, and another file is still written', async () => {
    const writer = await addPatient(calls, doctor, [clinical()]);
    await listBytes(writer, recordsLimits.listBytesPerScope - 2 * 52);
    await expect(sendNext(writer, doctor, [clinical(), clinical(), clinical()])).rejects.toThrow(code('limit_reached'));
    await writeNext(calls, writer, doctor, [clinical(), clinical()]);
    await expect(sendNext(writer, doctor, [clinical()])).rejects.toThrow(code('limit_reached'));
    await writeNext(calls, writer, doctor, []);
    await addPatient(calls, doctor, [clinical()]);
  });
});

const destroy = (resource: string) => ({ kind: 'destroy', destroy: resource }) as const;
const restore = (resource: string) => ({ kind: 'restore', restore: resource }) as const;

/** A practice of its own whose clock stands `days` after now, and which empties what is due. */
async function emptyAfter(days: number, active = true, refresh = () => Promise.resolve()): Promise<void> {
  const status = active ? 'active' : 'frozen';
  await fixture.store.inPractice(practice, (tx) =>
    tx.query('UPDATE chain_member SET status = $2 WHERE member = $1', [doctor.session.member, status]),
  );
  const now = () => Date.now() + days * 86_400_000;
  const dependencies = { store: fixture.store, now, random, refresh };
  await emptyDestroyed(dependencies, practice);
}

describe('the destruction of a resource', () => {
  test('withholds every pack that has a version of it, and keeps all others and their history', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical(), { compartment: 'identity' }]);
    const [lost = '', other = ''] = writer.current.keys();
    await writeNext(calls, writer, doctor, [clinical(lost)]);
    await writeNext(calls, writer, doctor, carry(writer, [other]), destroy(lost));
    const { packs, destroyed, withheld } = await calls.read(doctor, writer.scope);
    expect(listedIn(destroyed)).toMatchObject([{ resource: lost, version: 2 }]);
    expect(withheld).toEqual([]);
    expect(leavesIn({ packs, destroyed, withheld })).toHaveLength(3);
    expect(packs.filter(({ sealed }) => sealed !== undefined).map(({ sequence }) => sequence)).toEqual([1, 3]);
    await expect(calls.history(doctor, writer.scope, lost)).rejects.toThrow(code('not_found'));
    expect((await calls.history(doctor, writer.scope, other)).packs).toHaveLength(2);
    const seen = await calls.read(secretary, writer.scope);
    expect(listedIn(seen.destroyed)).toMatchObject([{ resource: lost }]);
    expect(leavesIn(seen)).toHaveLength(3);
    const leaves = (await leavesOf(fixture.store, practice)).filter(({ scope }) => scope === writer.scope);
    expect(leaves).toContainEqual(
      expect.objectContaining({ kind: 'write', detail: 'destroy', resource: lost, member: doctor.session.member }),
    );
    await expect(sendNext(writer, doctor, [clinical(lost)])).rejects.toThrow(code('signature_refused'));
    await expect(sendNext(writer, doctor, [], destroy(lost))).rejects.toThrow(code('not_found'));
    await writeNext(calls, writer, doctor, [clinical(other)]);
  });

  test('empties the packs after seven days', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical()]);
    const [lost = '', other = ''] = writer.current.keys();
    await writeNext(calls, writer, doctor, carry(writer, [other]), destroy(lost));
    const full = [
      [1, true, 0, 1],
      [2, true, 1, 0],
    ];
    await emptyAfter(6.9);
    expect(await stored(writer)).toEqual(full);
    await emptyAfter(8);
    expect(await stored(writer)).toEqual([
      [1, false, 0, 1],
      [2, true, 1, 0],
    ]);
    await expect(sendNext(writer, doctor, [], restore(lost))).rejects.toThrow(code('not_found'));
    expect((await leavesOf(fixture.store, practice)).at(-1)).toMatchObject({ kind: 'erase', resource: lost });
  });

  test('never empties packs of a doctor who was frozen before, also after a thaw, and empties those of others', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical()]);
    const [lost = '', other = ''] = writer.current.keys();
    await writeNext(calls, writer, doctor, carry(writer, [other]), destroy(lost));
    const colleague = await fixture.member(practice, 'doctor');
    const theirs = await addPatient(calls, colleague, [clinical()]);
    await writeNext(calls, theirs, colleague, [], destroy(Array.from(theirs.current.keys())[0] ?? ''));
    await emptyAfter(1, false);
    await emptyAfter(8);
    expect(await stored(writer)).toEqual([
      [1, true, 0, 1],
      [2, true, 1, 0],
    ]);
    expect(await stored(theirs)).toEqual([[1, false, 0, 0]]);
    await writeNext(calls, writer, doctor, [], restore(lost));
    expect((await stored(writer))[0]).toEqual([1, true, 2, 2]);
  });

  test('empties the others where one fails', async () => {
    const files = [await addPatient(calls, doctor, [clinical()]), await addPatient(calls, doctor, [clinical()])];
    for (const writer of files)
      await writeNext(calls, writer, doctor, [], destroy(Array.from(writer.current.keys())[0] ?? ''));
    let asked = 0;
    const refresh = () => (++asked === 2 ? Promise.reject(new Error('no vault')) : Promise.resolve());
    await expect(emptyAfter(8, true, refresh)).rejects.toThrow('no vault');
    expect(await Promise.all(files.map(stored))).toEqual([[[1, true, 0, 0]], [[1, false, 0, 0]]]);
    await emptyAfter(8);
    expect(await Promise.all(files.map(stored))).toEqual([[[1, false, 0, 0]], [[1, false, 0, 0]]]);
  });

  test('is undone within the seven days, and the packs of the destruction are not read any more', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical()]);
    const [lost = '', other = ''] = writer.current.keys();
    await writeNext(calls, writer, doctor, carry(writer, [other]), destroy(lost));
    await expect(sendNext(writer, secretary, [], restore(lost))).rejects.toThrow(code('forbidden'));
    await expect(sendNext(writer, doctor, [], restore(other))).rejects.toThrow(code('not_found'));
    await expect(sendNext(writer, doctor, [clinical()], restore(lost))).rejects.toThrow(code('request_invalid'));
    await expect(sendNext(writer, doctor, [], destroy(lost))).rejects.toThrow(code('not_found'));
    await writeNext(calls, writer, doctor, [], restore(lost));
    expect(await stored(writer)).toEqual([
      [1, true, 2, 2],
      [2, false, 0, 0],
    ]);
    const { destroyed, packs } = await calls.read(doctor, writer.scope);
    expect(destroyed).toEqual([]);
    expect(packs.map(({ sequence, sealed }) => [sequence, sealed !== undefined])).toEqual([[1, true]]);
    await writeNext(calls, writer, doctor, [clinical(lost), clinical(other)]);
    await emptyAfter(8);
    expect((await calls.history(doctor, writer.scope, lost)).packs).toHaveLength(2);
  });

  test('withholds and destroys the binaries that it names, and gives them back', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical()]);
    const [lost = '', other = ''] = writer.current.keys();
    const [binary, kept] = [newId(), newId()];
    for (const each of [binary, kept])
      await calls.put(doctor, { scope: writer.scope, binary: each }, binaryQuery(), [random(100)]);
    await writeNext(calls, writer, doctor, [clinical(lost)], { binaries: [binary, kept] });
    const get = (each: string) => calls.get(doctor, { scope: writer.scope, binary: each }).then(() => 'read');
    const destroying = { ...destroy(lost), binaries: [binary, newId()] };
    await writeNext(calls, writer, doctor, carry(writer, [other]), destroying);
    await expect(get(binary)).rejects.toThrow(code('not_found'));
    expect(await get(kept)).toBe('read');
    await writeNext(calls, writer, doctor, [], restore(lost));
    expect(await get(binary)).toBe('read');
    await writeNext(calls, writer, doctor, carry(writer, [other]), destroying);
    const doomed = () =>
      fixture.store.inPractice(practice, async (tx) => {
        const { rows } = await tx.query<{ id: string }>('SELECT id FROM binary_file WHERE scope = $1 AND doomed', [
          writer.scope,
        ]);
        return rows.map(({ id }) => id);
      });
    expect(await doomed()).toEqual([]);
    await emptyAfter(8);
    expect(await doomed()).toEqual([binary]);
    await expect(get(binary)).rejects.toThrow(code('not_found'));
    expect(await get(kept)).toBe('read');
  });

  test('is prepared by writes that carry some of the other versions, which are read from them', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical(), clinical()]);
    const [lost = '', other = '', third = ''] = writer.current.keys();
    const prepare = { kind: 'carry', carry: lost } as const;
    for (const wanted of [carry(writer, [lost]), [...carry(writer, [other]), clinical()], [clinical(other)]]) {
      await expect(sendNext(writer, doctor, wanted, prepare)).rejects.toThrow(code('request_invalid'));
    }
    await expect(sendNext(writer, secretary, [], prepare)).rejects.toThrow(code('forbidden'));
    await expect(sendNext(writer, doctor, carry(writer, [other]), { kind: 'carry' })).rejects.toThrow(
      code('request_invalid'),
    );
    await writeNext(calls, writer, doctor, carry(writer, [other]), prepare);
    await expect(sendNext(writer, doctor, [], destroy(lost))).rejects.toThrow(code('request_invalid'));
    await writeNext(calls, writer, doctor, carry(writer, [third]), destroy(lost));
    expect(await stored(writer)).toEqual([
      [1, true, 0, 2],
      [2, true, 1, 0],
      [3, true, 1, 0],
    ]);
    await emptyAfter(8);
    expect((await stored(writer)).map(([, full]) => full)).toEqual([false, true, true]);
  });

  test('is refused if another version would be lost, or one is added', async () => {
    const writer = await addPatient(calls, doctor, [clinical(), clinical(), clinical()]);
    const [lost = '', other = '', third = ''] = writer.current.keys();
    for (const wanted of [
      [],
      carry(writer, [other]),
      [...carry(writer, [other, third]), clinical()],
      carry(writer, [lost, other, third]),
    ]) {
      await expect(sendNext(writer, doctor, wanted, destroy(lost))).rejects.toThrow(code('request_invalid'));
    }
    expect(await stored(writer)).toEqual([[1, true, 3, 3]]);
  });

  test('is refused for a secretary, for an unknown resource, and unless the head marks it', async () => {
    const writer = await addPatient(calls, doctor, [{ compartment: 'identity' }]);
    const [lost = ''] = writer.current.keys();
    await expect(sendNext(writer, secretary, [], destroy(lost))).rejects.toThrow(code('forbidden'));
    await expect(sendNext(writer, doctor, [], destroy(writer.scope))).rejects.toThrow(code('not_found'));
    await expect(sendNext(writer, doctor, [], { kind: 'destroy' })).rejects.toThrow(code('request_invalid'));
    const { body } = await writer.next(doctor, []);
    const unmarked = { ...body, ...destroy(lost) };
    await expect(calls.write(doctor, writer.scope, unmarked)).rejects.toThrow(code('signature_refused'));
  });

  test('has a limit for each practice and day, and another practice is still served', async () => {
    const busy = await fixture.practice();
    const member = await fixture.member(busy, 'doctor');
    const writers = await Promise.all(
      Array.from({ length: recordsLimits.destroyedPerDay + 4 }, () => addPatient(calls, member, [clinical()])),
    );
    const tried = await Promise.allSettled(
      writers.map((writer) => sendNext(writer, member, [], destroy(Array.from(writer.current.keys())[0] ?? ''))),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(recordsLimits.destroyedPerDay);
    const refused = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toEqual(Array.from({ length: 4 }, () => code('limit_reached')));
    const writer = await addPatient(calls, doctor, [clinical()]);
    await writeNext(calls, writer, doctor, [], destroy(Array.from(writer.current.keys())[0] ?? ''));
  });
});
