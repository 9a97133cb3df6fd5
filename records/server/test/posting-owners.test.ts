import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits, toBase64url } from '@etanche/core-wire';
import { createPostingKeys } from '../src/search/posting-keys.ts';
import { addPatient, writeNext, type Calls } from './support/calls.ts';
import { startPractice } from './support/practice-fixture.ts';
import { leavesOf, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { makeSeal, storeBatch } from './support/importing.ts';
import { makeLocator, makePosting } from './support/scope-writer.ts';
import { random } from './support/store.ts';

const patientsPerDay = 15;
let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;
let secretary: TestMember;

beforeAll(async () => {
  ({ fixture, calls, practice, doctor, secretary } = await startPractice({ patientsPerDay }));
});
afterAll(() => fixture[Symbol.asyncDispose]());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const adding = (...add: ReturnType<typeof makePosting>[]) => ({ postings: { add, remove: [] } });
const shown = async (...locators: string[]) =>
  (await calls.lookup(doctor, ...locators)).places.map(({ postings }) => postings);

describe('an insider with one file', () => {
  test('removes no posting of another patient, and learns nothing by trying', async () => {
    const [first, second] = [makePosting(), makePosting()];
    await addPatient(calls, doctor, [{}], adding(first, second));
    const own = makePosting();
    const writer = await addPatient(calls, secretary, [{}], adding(own));
    for (const locator of [first.locator, toBase64url(makeLocator())]) {
      for (const remove of [[locator], [own.locator, locator]]) {
        const removing = writeNext(calls, writer, secretary, [{}], { postings: { add: [], remove } });
        await expect(removing).rejects.toMatchObject({
          code: 'request_invalid',
          extra: { detail: expect.anything() as unknown },
        });
      }
    }
    await expect(calls.erase(doctor, writer.scope, { postings: [own.locator, first.locator] })).rejects.toThrow(
      code('request_invalid'),
    );
    expect(await shown(first.locator, second.locator, own.locator)).toEqual([[first], [second], [own]]);
  });

  test('has one posting at a locator however often it writes, so that junk fills no term', async () => {
    const victim = makePosting();
    await addPatient(calls, doctor, [{}], adding(victim));
    const locator = Buffer.from(victim.locator, 'base64url');
    const writer = await addPatient(calls, secretary, [{}], adding(makePosting(locator)));
    for (let i = 0; i < limits.postings.exact + 2; i++) {
      await writeNext(calls, writer, secretary, [{}], adding(makePosting(locator)));
    }
    const twice = writeNext(calls, writer, secretary, [{}], adding(makePosting(locator), makePosting(locator)));
    await expect(twice).rejects.toThrow(code('request_invalid'));
    const [postings] = await shown(victim.locator);
    expect(postings).toHaveLength(2);
    expect(postings).toContainEqual(victim);
  });
});

test('a member creates so many patients a day and no more, also many at once; an importer has no such limit', async () => {
  const inventor = await fixture.member(practice, 'secretary');
  const create = () => addPatient(calls, inventor, [{}]);
  const tried = await Promise.allSettled(Array.from({ length: patientsPerDay + 4 }, create));
  const refused = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  expect(refused).toEqual(Array.from({ length: 4 }, () => code('limit_reached')));
  await addPatient(calls, await fixture.member(practice, 'secretary'), [{}]);
  const importer = await fixture.member(practice, 'importer');
  const batch = await storeBatch(fixture, importer);
  for (let i = 0; i < patientsPerDay + 2; i++) {
    await addPatient(calls, importer, [{}], { kind: 'import', seal: makeSeal(batch) });
  }
});

test('an importer that states no seal writes nothing', async () => {
  const importer = await fixture.member(practice, 'importer');
  await expect(addPatient(calls, importer, [{}], { kind: 'import' })).rejects.toThrow(code('request_invalid'));
});

test('the changes of postings by a write and an erasure are in their audit leaves, by count and blind digest', async () => {
  const fresh = await fixture.practice();
  const member = await fixture.member(fresh, 'doctor');
  const [first, second, third] = [makePosting(), makePosting(), makePosting()];
  const writer = await addPatient(calls, member, [{}], adding(first, second));
  await writeNext(calls, writer, member, [{}], { postings: { add: [third], remove: [first.locator] } });
  await writeNext(calls, writer, member, [{}]);
  await calls.erase(member, writer.scope, { sequence: 3, postings: [second.locator, third.locator] });
  const leaves = await leavesOf(fixture.store, fresh);
  const bytes = ({ locator, sealed }: ReturnType<typeof makePosting>) =>
    Buffer.concat([Buffer.from(locator, 'base64url'), Buffer.from(sealed, 'base64url')]);
  const locators = (...each: ReturnType<typeof makePosting>[]) =>
    each.map(({ locator }) => Buffer.from(locator, 'base64url'));
  const digest = (added: Uint8Array[], removed: Uint8Array[]) =>
    toBase64url(fixture.dependencies.postings.digest(fresh, writer.scope, added, removed));
  expect(leaves.map(({ kind, postings }) => ({ kind, postings }))).toEqual([
    { kind: 'write', postings: { added: 2, removed: 0, digest: digest([bytes(first), bytes(second)], []) } },
    { kind: 'write', postings: { added: 1, removed: 1, digest: digest([bytes(third)], locators(first)) } },
    { kind: 'write', postings: undefined },
    { kind: 'erasure_asked', postings: undefined },
    { kind: 'erasure_confirmed', postings: undefined },
    { kind: 'erase', postings: { added: 0, removed: 2, digest: digest([], locators(second, third)) } },
  ]);
});

describe('the store alone', () => {
  test('does not reveal that two postings belong to one patient, and stores no posting as it was written', async () => {
    const fresh = await fixture.practice();
    const member = await fixture.member(fresh, 'doctor');
    const [first, second] = [makePosting(), makePosting()];
    await addPatient(calls, member, [{}], adding(first, second));
    const { rows } = await fixture.store.inPractice(fresh, (tx) =>
      tx.query<{ owner: Buffer; sealed: Buffer }>('SELECT owner, sealed FROM posting'),
    );
    expect(new Set(rows.map(({ owner }) => owner.toString('hex'))).size).toBe(2);
    for (const { sealed } of rows) {
      for (const posting of [first, second])
        expect(sealed.includes(Buffer.from(posting.sealed, 'base64url'))).toBe(false);
    }
  });

  test('gives a posting that was moved or altered to nobody', () => {
    const keys = createPostingKeys(random(32), random);
    const place = { practice, locator: makeLocator() };
    const [owner, other] = [keys.owner(place, 'a'), keys.owner(place, 'b')];
    const sealed = random(76);
    const wrapped = keys.wrap(place, owner, sealed);
    expect(keys.unwrap(place, owner, wrapped)).toEqual(Buffer.from(sealed));
    const altered = Buffer.from(wrapped);
    altered[20] = (altered[20] ?? 0) ^ 1;
    const attempts = [
      () => keys.unwrap(place, other, wrapped),
      () => keys.unwrap({ ...place, locator: makeLocator() }, owner, wrapped),
      () => keys.unwrap({ ...place, practice: 'another' }, owner, wrapped),
      () => keys.unwrap(place, owner, altered),
      () => keys.unwrap(place, owner, wrapped.subarray(0, 10)),
      () => createPostingKeys(random(32), random).unwrap(place, owner, wrapped),
    ];
    for (const attempt of attempts) expect(attempt).toThrow(code('internal_error'));
  });
});
