import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits, toBase64url } from '@etanche/core-wire';
import { recordsLimits } from '@etanche/core-records-protocol';
import { settlePostings } from '../src/search/settle-postings.ts';
import { addPatient, callsOf, writeNext, type Calls } from './support/calls.ts';
import { startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { makeCard, makeLocator, makePosting, ScopeWriter } from './support/scope-writer.ts';
import { newId, random } from './support/store.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let doctor: TestMember;

beforeAll(async () => {
  fixture = await startDataFixture({ patientsPerDay: 1000 });
  calls = callsOf(fixture);
  practice = await fixture.practice();
  doctor = await fixture.member(practice, 'doctor');
});
afterAll(() => fixture[Symbol.asyncDispose]());

const adding = (...add: ReturnType<typeof makePosting>[]) => ({ postings: { add, remove: [] } });
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

function rows(): Promise<Record<string, unknown>[]> {
  return fixture.store.inPractice(practice, async (tx) => {
    const { rows } = await tx.query<Record<string, unknown>>('SELECT * FROM posting');
    return rows;
  });
}

describe('postings', () => {
  test('are found where they were written, in the order asked, and nowhere else', async () => {
    const [first, second] = [makePosting(), makePosting()];
    await addPatient(calls, doctor, [{}], adding(first, second));
    const nowhere = toBase64url(makeLocator());
    expect(await calls.lookup(doctor, second.locator, nowhere, first.locator, second.locator)).toEqual({
      places: [
        { full: false, postings: [second] },
        { full: false, postings: [] },
        { full: false, postings: [first] },
        { full: false, postings: [second] },
      ],
    });
  });

  test('are removed and replaced by the scope that they belong to, one of it at a locator', async () => {
    const [locator, elsewhere] = [makeLocator(), makePosting()];
    const [stays, goes, comes] = [makePosting(locator), makePosting(locator), makePosting(locator)];
    await addPatient(calls, doctor, [{}], adding(stays));
    const writer = await addPatient(calls, doctor, [{}], adding(goes, elsewhere));
    await writeNext(calls, writer, doctor, [{}], {
      postings: { add: [comes], remove: [elsewhere.locator] },
    });
    const { places } = await calls.lookup(doctor, stays.locator, elsewhere.locator);
    expect(new Set(places[0]?.postings)).toEqual(new Set([stays, comes]));
    expect(places[1]?.postings).toEqual([]);
    await writeNext(calls, writer, doctor, [{}], { postings: { add: [], remove: [comes.locator] } });
    expect((await calls.lookup(doctor, stays.locator)).places[0]?.postings).toEqual([stays]);
  });

  test.each([
    ['combined', limits.postings.combined],
    ['exact', limits.postings.exact],
  ] as const)('of a %s term are shown to %i patients; beyond them it is full, and recovers', async (_, most) => {
    const locator = makeLocator(most);
    const place = toBase64url(locator);
    const postings = Array.from({ length: most + 2 }, () => makePosting(locator));
    const writers = await Promise.all(postings.map((posting) => addPatient(calls, doctor, [{}], adding(posting))));
    expect((await calls.lookup(doctor, place)).places).toEqual([{ full: true, postings: [] }]);
    const late = new ScopeWriter(practice);
    expect((await writeNext(calls, late, doctor, [{}], adding(makePosting(locator)))).full).toEqual([place]);
    await writeNext(calls, late, doctor, [{}], { postings: { add: [], remove: [place] } });
    for (const writer of writers.slice(0, 2)) {
      expect((await calls.lookup(doctor, place)).places).toEqual([{ full: true, postings: [] }]);
      await writeNext(calls, writer, doctor, [{}], { postings: { add: [], remove: [place] } });
    }
    const [shown] = (await calls.lookup(doctor, place)).places;
    expect(shown?.full).toBe(false);
    expect(new Set(shown?.postings)).toEqual(new Set(postings.slice(2)));
    const [, , third = late] = writers;
    await writeNext(calls, third, doctor, [{}], { postings: { add: [], remove: [place] } });
    for (const expected of [[], [place]]) {
      const another = await writeNext(calls, new ScopeWriter(practice), doctor, [{}], adding(makePosting(locator)));
      expect(another.full).toEqual(expected);
    }
  });

  test('whose locator states no limit of ours are refused, written or asked for', async () => {
    for (const first of [0, 7, 9, 19, 21, 255]) {
      const locator = Uint8Array.of(first, ...random(15));
      const written = addPatient(calls, doctor, [{}], adding(makePosting(locator)));
      await expect(written).rejects.toThrow(code('request_invalid'));
      await expect(calls.lookup(doctor, toBase64url(locator))).rejects.toThrow(code('request_invalid'));
    }
  });

  test('are at most 24 of a patient, over any number of writes', async () => {
    const many = Array.from({ length: recordsLimits.postingsPerScope }, () => makePosting());
    const writer = await addPatient(calls, doctor, [{}], adding(...many));
    const next = () => writeNext(calls, writer, doctor, [{}], adding(makePosting()));
    await expect(next()).rejects.toThrow(code('limit_reached'));
    const [first] = many;
    await writeNext(calls, writer, doctor, [{}], adding(makePosting(Buffer.from(first?.locator ?? '', 'base64url'))));
    const remove = [first?.locator ?? ''];
    await writeNext(calls, writer, doctor, [{}], { postings: { add: [makePosting()], remove } });
    await expect(next()).rejects.toThrow(code('limit_reached'));
  });

  test('of writers who share many locators wait for each other and never deadlock', async () => {
    const locators = Array.from({ length: 12 }, () => makeLocator(20));
    const shuffled = () => locators.toSorted(() => (random(1)[0] ?? 0) - 128);
    const writers = Array.from({ length: 15 }, () =>
      addPatient(calls, doctor, [{}], adding(...shuffled().map((each) => makePosting(each)))),
    );
    await expect(Promise.all(writers)).resolves.toHaveLength(15);
    const { places } = await calls.lookup(doctor, ...locators.map(toBase64url));
    expect(places.map(({ postings }) => postings.length)).toEqual(locators.map(() => 15));
  });

  test('of another size are refused, whole write and all', async () => {
    const short = { ...makePosting(), sealed: toBase64url(random(recordsLimits.postingBytes - 1)) };
    const refused = addPatient(calls, doctor, [{}], adding(short));
    await expect(refused).rejects.toThrow(code('request_invalid'));
  });

  test('hold no scope, time or number, and are rewritten in the order of locators by a transaction of its own', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => addPatient(calls, doctor, [{}], adding(makePosting(), makePosting()))),
    );
    expect(Object.keys((await rows())[0] ?? {}).sort()).toEqual(['locator', 'owner', 'practice', 'sealed', 'settled']);
    const before = await rows();
    expect(await settlePostings(fixture.store, practice, before.length + 1)).toBe(0);
    expect(await settlePostings(fixture.store, practice, 10)).toBe(before.length);
    const after = await fixture.store.inPractice(practice, async (tx) => {
      const { rows } = await tx.query<{ locator: string; by: string }>(
        `SELECT encode(locator, 'hex') AS locator, xmin::text AS by FROM posting ORDER BY ctid`,
      );
      return rows;
    });
    expect(new Set(after.map(({ by }) => by)).size).toBe(1);
    const places = after.map(({ locator }) => locator);
    // One run for each stretch of free room that PostgreSQL fills; the order of writing would break off every other
    // row.
    const breaks = places.filter((place, i) => i > 0 && place < (places[i - 1] ?? '')).length;
    expect(breaks).toBeLessThan(places.length / 5);
    expect(await settlePostings(fixture.store, practice, 1)).toBe(0);
  });
});

test('postings written while all are settled again and again are all there', async () => {
  const locators = Array.from({ length: 4 }, () => makeLocator(20));
  const written = new AbortController();
  const settling = (async () => {
    while (!written.signal.aborted) await settlePostings(fixture.store, practice, 1);
  })();
  const writers = Array.from({ length: 18 }, async (_, i) => {
    const postings = { add: locators.map((each) => makePosting(each)), remove: [] };
    const writer = await addPatient(calls, doctor, [{}], { postings });
    if (i % 3 !== 0) return;
    const remove = postings.add.map(({ locator }) => locator);
    await writeNext(calls, writer, doctor, [{}], { postings: { add: [], remove } });
  });
  await Promise.all(writers).finally(() => {
    written.abort();
  });
  await settling;
  const { places } = await calls.lookup(doctor, ...locators.map(toBase64url));
  expect(places.map(({ postings }) => postings.length)).toEqual([12, 12, 12, 12]);
});

describe('cards', () => {
  test('are given for the scopes that have one, and replaced by a later write', async () => {
    const [old, card] = [makeCard(), makeCard()];
    const writer = await addPatient(calls, doctor, [{}], { card: old });
    await writeNext(calls, writer, doctor, [{}], { card });
    const without = await addPatient(calls, doctor);
    expect(await calls.cards(doctor, writer.scope, without.scope, newId())).toEqual({
      cards: [{ scope: writer.scope, sealed: card }],
    });
  });

  test('of another practice are not there, nor are its postings', async () => {
    const posting = makePosting();
    const writer = await addPatient(calls, doctor, [{}], {
      card: makeCard(),
      postings: { add: [posting], remove: [] },
    });
    const stranger = await fixture.member(await fixture.practice(), 'doctor');
    expect(await calls.cards(stranger, writer.scope)).toEqual({ cards: [] });
    expect(await calls.lookup(stranger, posting.locator)).toEqual({ places: [{ full: false, postings: [] }] });
  });
});
