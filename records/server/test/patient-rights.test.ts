import { recordsLimits } from '@etanche/core-records-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberLeaves } from '../src/audit/number-leaves.ts';
import { CheckpointSigner } from '../src/audit/checkpoint-signer.ts';
import { once, bytes32, leavesOf, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { addPatient, writeNext, type Calls } from './support/calls.ts';
import { startPractice } from './support/practice-fixture.ts';
import { makeCard, makePosting, type ScopeWriter } from './support/scope-writer.ts';
import { newId } from './support/store.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;
let secretary: TestMember;

beforeAll(async () => {
  ({ fixture, calls, practice, doctor, secretary } = await startPractice());
});
afterAll(() => fixture[Symbol.asyncDispose]());

const placesOf = (each: ReturnType<typeof makePosting> | undefined) => (each === undefined ? [] : [each.locator]);
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

function number(): Promise<number> {
  const { privateKey: key, publicKey } = fixture.server;
  return numberLeaves(fixture.store, new CheckpointSigner({ key, publicKey }), practice);
}

describe('an erased patient', () => {
  test('is erased ever after, in every table but what proves that it was', async () => {
    const writer = await addPatient(calls, doctor, [{}, { compartment: 'clinical' }], { card: makeCard() });
    const other = await addPatient(calls, doctor, [{}], { card: makeCard() });
    await calls.erase(doctor, writer.scope);
    await expect(calls.read(doctor, writer.scope)).rejects.toThrow(code('erased'));
    const [resource = ''] = writer.current.keys();
    await expect(calls.history(doctor, writer.scope, resource)).rejects.toThrow(code('erased'));
    await expect(writeNext(calls, writer, doctor, [{}])).rejects.toThrow(code('erased'));
    await expect(calls.erase(doctor, writer.scope)).rejects.toThrow(code('erased'));
    await expect(calls.markCanary(doctor, writer.scope)).rejects.toThrow(code('erased'));
    expect(await calls.cards(doctor, writer.scope)).toEqual({ cards: [] });
    const left = await fixture.store.inPractice(practice, async (tx) => {
      const { rows } = await tx.query<Record<string, unknown>>(
        `SELECT (SELECT count(*)::int FROM erasable.secret WHERE scope = $1) AS secrets,
          (SELECT count(*)::int FROM card WHERE scope = $1) AS cards,
          (SELECT sum(octet_length(sealed) + octet_length(salt))::int FROM scope_pack WHERE scope = $1) AS sealed,
          (SELECT sum(octet_length(list) / 52)::int FROM scope_pack WHERE scope = $1) AS hashes`,
        [writer.scope],
      );
      return rows[0];
    });
    expect(left).toEqual({ secrets: 0, cards: 0, sealed: 0, hashes: 2 });
    expect((await calls.read(doctor, other.scope)).packs).toHaveLength(1);
    expect((await leavesOf(fixture.store, practice)).filter(({ kind }) => kind === 'erase')).toMatchObject([
      { scope: writer.scope, subject: doctor.session.member, detail: 'request' },
    ]);
  });

  test('is not one of another practice, nor one that is not there', async () => {
    const writer = await addPatient(calls, doctor);
    const stranger = await fixture.member(await fixture.practice(), 'doctor');
    await expect(calls.erase(stranger, writer.scope)).rejects.toThrow(code('not_found'));
    await expect(calls.erase(doctor, newId())).rejects.toThrow(code('not_found'));
    expect((await calls.read(doctor, writer.scope)).packs).toHaveLength(1);
  });

  test('takes its postings along, and nobody else’s; refused, it leaves every one', async () => {
    const [locator, other] = [makePosting(), makePosting()];
    const shared = makePosting(Buffer.from(locator.locator, 'base64url'));
    const writer = await addPatient(calls, doctor, [{}], { postings: { add: [locator, other], remove: [] } });
    await addPatient(calls, doctor, [{}], { postings: { add: [shared], remove: [] } });
    const found = async () => {
      const { places } = await calls.lookup(secretary, locator.locator, other.locator);
      return places.map(({ postings }) => postings.map(({ sealed }) => sealed).toSorted());
    };
    const postings = [locator, other].map((each) => each.locator);
    const before = [[locator.sealed, shared.sealed].toSorted(), [other.sealed]];
    const late = calls.erase(doctor, writer.scope, { sequence: 2, postings });
    await expect(late).rejects.toMatchObject({ code: 'conflict', extra: { sequence: 1 } });
    for (const wrong of [['A'.repeat(21) + 'B'], [locator.locator], [...postings, makePosting().locator], []]) {
      const refused = calls.erase(doctor, writer.scope, { postings: wrong });
      await expect(refused).rejects.toThrow(code('request_invalid'));
    }
    expect(await found()).toEqual(before);
    await calls.erase(doctor, writer.scope, { postings });
    expect(await found()).toEqual([[shared.sealed], []]);
  });

  test('is one of a few in a day, also when many are erased at once', async () => {
    const robbed = await fixture.practice();
    const thief = await fixture.member(robbed, 'doctor');
    const most = recordsLimits.erasuresPerDay;
    const files: ScopeWriter[] = [];
    const own = Array.from({ length: most + 3 }, () => makePosting());
    for (const posting of own) {
      files.push(await addPatient(calls, thief, [{}], { postings: { add: [posting], remove: [] } }));
    }
    const erase = (i: number) => calls.ask(thief, files[i]?.scope ?? '', { postings: placesOf(own[i]) });
    const tried = await Promise.allSettled(files.map((_, i) => erase(i)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(most);
    const refused = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toEqual([1, 2, 3].map(() => code('limit_reached')));
    const place = tried.findIndex(({ status }) => status === 'rejected');
    const left = files[place]?.scope ?? '';
    expect((await calls.read(thief, left)).packs).toHaveLength(1);
    // A file that is not erased is found as before.
    const { places } = await calls.lookup(thief, own[place]?.locator ?? '');
    expect(places).toMatchObject([{ postings: [{ sealed: own[place]?.sealed }] }]);
    const yesterday = 'UPDATE erasure SET asked_at = asked_at - 86400000 WHERE practice = $1';
    await fixture.store.inPractice(robbed, (tx) => tx.query(yesterday, [robbed]));
    expect(await erase(place)).toMatchObject({ state: 'asked' });
  });

  test('races with a write: one of them is first, and nothing sealed is left', async () => {
    const writer = await addPatient(calls, doctor);
    const { body } = await writer.next(doctor, [{}]);
    await Promise.allSettled([calls.write(doctor, writer.scope, body), calls.erase(doctor, writer.scope)]);
    // The write may come before the request or between request and confirmation: the erasure then has to name its head.
    const again = await calls.erase(doctor, writer.scope, { sequence: 2 }).catch((error: unknown) => error);
    expect([undefined, code('erased')]).toContainEqual(again);
    const { rows } = await fixture.store.inPractice(practice, (tx) =>
      tx.query('SELECT FROM scope_pack WHERE scope = $1 AND octet_length(sealed) > 0', [writer.scope]),
    );
    expect(rows).toHaveLength(0);
  });
});

test('a pack cannot be changed or deleted, by whatever statement', async () => {
  const writer = await addPatient(calls, doctor);
  for (const change of [
    'DELETE FROM scope_pack WHERE scope = $1',
    `UPDATE scope_pack SET sealed = '\\x00' WHERE scope = $1`,
    `UPDATE scope_pack SET list = '\\x00' WHERE scope = $1`,
    `UPDATE scope_pack SET sealed = '', salt = '', author = 'another' WHERE scope = $1`,
    `UPDATE scope_pack SET sealed = '', salt = '', time = 0 WHERE scope = $1`,
  ]) {
    const changed = fixture.store.inPractice(practice, (tx) => tx.query(change, [writer.scope]));
    await expect(changed).rejects.toMatchObject({ code: '42501' });
  }
});

describe('the list of who opened a file', () => {
  test('lists each access, newest first, in pages', async () => {
    const writer = await addPatient(calls, doctor);
    await calls.read(secretary, writer.scope);
    const body = { scope: writer.scope, reason: 'emergency' as const, sealed: bytes32() };
    const call = { session: doctor.session, params: {}, query: {}, body, write: once(doctor.session) };
    await fixture.handlers.breakGlass(call);
    await fixture.handlers.breakGlass(call);
    while ((await number()) > 0);
    const { accesses, next } = await calls.accesses(doctor, writer.scope);
    expect(next).toBeUndefined();
    expect(accesses).toMatchObject([
      { kind: 'break_glass', member: doctor.session.member, reason: 'emergency', sealed: body.sealed },
      { kind: 'read', member: secretary.session.member, name: 'Alice', compartments: ['identity'] },
      { kind: 'write', member: doctor.session.member, compartments: ['identity'] },
    ]);
    const older = await calls.accesses(doctor, writer.scope, { before: accesses[1]?.index ?? 0 });
    expect(older.accesses).toEqual(accesses.slice(2));
    await expect(calls.accesses(doctor, newId())).rejects.toThrow(code('not_found'));
  });

  test('needs a patient that is there to break the glass of', async () => {
    const body = { scope: newId(), reason: 'absence' as const };
    const call = { session: doctor.session, params: {}, query: {}, body, write: once(doctor.session) };
    await expect(fixture.handlers.breakGlass(call)).rejects.toThrow(code('not_found'));
  });
});

describe('a canary', () => {
  test('opening it writes a leaf, a log line and a metric and freezes the member, and the answer is an ordinary one', async () => {
    const writer = await addPatient(calls, doctor);
    const thief = await fixture.member(practice, 'doctor');
    await calls.markCanary(doctor, writer.scope);
    const opened = await calls.read(thief, writer.scope);
    expect(opened.packs).toHaveLength(1);
    expect(fixture.frozen).toContain(thief.session.member);
    expect(fixture.lines.join('')).toContain('canary_opened');
    expect(fixture.lines.join('')).not.toContain(writer.scope);
    expect(await fixture.registry.metrics()).toMatch(/etanche_records_canaries_total 1/);
    expect((await leavesOf(fixture.store, practice)).at(-1)).toMatchObject({
      kind: 'canary',
      member: thief.session.member,
      detail: 'opened',
    });
    const leaves = (await leavesOf(fixture.store, practice)).filter(({ kind }) => kind === 'canary');
    expect(JSON.stringify(leaves)).not.toContain(writer.scope);
    while ((await number()) > 0);
    const kinds = (await calls.accesses(doctor, writer.scope)).accesses.map(({ kind }) => kind);
    expect(kinds).toEqual(['read', 'write']);
  });

  test('cannot be found in the database, and raises no alarm once it is unmarked', async () => {
    const writer = await addPatient(calls, doctor);
    const reader = await fixture.member(practice, 'doctor');
    await calls.markCanary(doctor, writer.scope);
    await calls.markCanary(doctor, writer.scope);
    const { rows } = await fixture.store.inPractice(practice, (tx) => tx.query('SELECT * FROM canary'));
    expect(JSON.stringify(rows)).not.toContain(writer.scope);
    await calls.markCanary(doctor, writer.scope, false);
    await calls.read(reader, writer.scope);
    expect(fixture.frozen).not.toContain(reader.session.member);
    await expect(calls.markCanary(doctor, newId())).rejects.toThrow(code('not_found'));
  });

  test('is not unmarked unseen: who tries is in the log, which does not say of whom', async () => {
    const [canary, other] = [await addPatient(calls, doctor), await addPatient(calls, doctor)];
    await calls.markCanary(doctor, canary.scope);
    const thief = await fixture.member(practice, 'doctor');
    const before = fixture.lines.length;
    await calls.markCanary(thief, other.scope, false);
    expect(fixture.lines.slice(before).join('')).not.toContain('canary_unmarked');
    await calls.markCanary(thief, canary.scope, false);
    expect(fixture.lines.slice(before).join('')).toContain('canary_unmarked');
    const leaves = (await leavesOf(fixture.store, practice)).filter(({ member }) => member === thief.session.member);
    expect(leaves).toMatchObject([
      { kind: 'canary', detail: 'unmarked' },
      { kind: 'canary', detail: 'unmarked' },
    ]);
    expect(JSON.stringify(leaves)).not.toMatch(new RegExp(`${canary.scope}|${other.scope}`));
  });

  test('its history raises an alarm, and its card does not', async () => {
    const writer = await addPatient(calls, doctor, [{}], { card: makeCard() });
    const [curious, thief] = [await fixture.member(practice, 'doctor'), await fixture.member(practice, 'doctor')];
    await calls.markCanary(doctor, writer.scope);
    await calls.cards(curious, writer.scope);
    const [resource = ''] = writer.current.keys();
    await calls.history(thief, writer.scope, resource);
    expect(fixture.frozen).not.toContain(curious.session.member);
    expect(fixture.frozen).toContain(thief.session.member);
  });
});
