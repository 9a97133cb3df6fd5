import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-protocol';
import { recordsLimits } from '@etanche/core-records-protocol';
import { settlePostings } from '../src/data/settle-postings.ts';
import { addPatient, callsOf, writeNext, type Calls } from './support/calls.ts';
import { startDataDesk, type DataDesk, type TestMember } from './support/data-desk.ts';
import { makeCard, makePosting } from './support/scope-writer.ts';
import { newId, random } from './support/store.ts';

let desk: DataDesk;
let calls: Calls;
let practice: string;
let doctor: TestMember;
const most = recordsLimits.postingsPerLocator;

beforeAll(async () => {
  desk = await startDataDesk();
  calls = callsOf(desk);
  practice = await desk.practice();
  doctor = await desk.member(practice, 'doctor');
});
afterAll(() => desk[Symbol.asyncDispose]());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

function rows(): Promise<Record<string, unknown>[]> {
  return desk.store.inPractice(practice, async (tx) => {
    const { rows } = await tx.query<Record<string, unknown>>('SELECT * FROM posting');
    return rows;
  });
}

describe('postings', () => {
  test('are found where they were written, in the order asked, and nowhere else', async () => {
    const [first, second] = [makePosting(), makePosting()];
    await addPatient(calls, doctor, [{}], { postings: { add: [first, second], remove: [] } });
    const nowhere = toBase64url(random(16));
    expect(await calls.lookup(doctor, second.locator, nowhere, first.locator, second.locator)).toEqual({
      places: [
        { full: false, postings: [second] },
        { full: false, postings: [] },
        { full: false, postings: [first] },
        { full: false, postings: [second] },
      ],
    });
  });

  test('are removed by id, with one that takes its place, in one write', async () => {
    const locator = random(16);
    const [stays, goes, comes] = [makePosting(locator), makePosting(locator), makePosting(locator)];
    const writer = await addPatient(calls, doctor, [{}], { postings: { add: [stays, goes], remove: [] } });
    const remove = [{ posting: goes.posting, locator: goes.locator }];
    await writeNext(calls, writer, doctor, [{}], { postings: { add: [comes], remove } });
    const [place] = (await calls.lookup(doctor, stays.locator)).places;
    expect(new Set(place?.postings)).toEqual(new Set([stays, comes]));
    const unknown = [
      { posting: newId(), locator: stays.locator },
      { posting: newId(), locator: toBase64url(random(16)) },
    ];
    await writeNext(calls, writer, doctor, [{}], { postings: { add: [], remove: unknown } });
    expect((await calls.lookup(doctor, stays.locator)).places[0]?.postings).toHaveLength(2);
  });

  test(`of 30 writers at once on one locator: it is full, and holds nothing ever after`, async () => {
    const locator = random(16);
    const place = toBase64url(locator);
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const writer = await addPatient(calls, doctor, []);
        return writeNext(calls, writer, doctor, [{}], { postings: { add: [makePosting(locator)], remove: [] } });
      }),
    );
    expect(answers.filter(({ full }) => full.includes(place))).toHaveLength(30 - most);
    expect((await calls.lookup(doctor, place)).places).toEqual([{ full: true, postings: [] }]);
    const late = await addPatient(calls, doctor, [{}], { postings: { add: [makePosting(locator)], remove: [] } });
    const remove = [{ posting: newId(), locator: place }];
    await writeNext(calls, late, doctor, [{}], { postings: { add: [], remove } });
    expect((await calls.lookup(doctor, place)).places).toEqual([{ full: true, postings: [] }]);
  });

  test(`of ${most} writers at once on one locator are all there`, async () => {
    const locator = random(16);
    const postings = Array.from({ length: most }, () => makePosting(locator));
    await Promise.all(
      postings.map((posting) => addPatient(calls, doctor, [{}], { postings: { add: [posting], remove: [] } })),
    );
    const [place] = (await calls.lookup(doctor, toBase64url(locator))).places;
    expect(place?.full).toBe(false);
    expect(new Set(place?.postings)).toEqual(new Set(postings));
  });

  test('of writers who share many locators wait for each other and never deadlock', async () => {
    const locators = Array.from({ length: 12 }, () => random(16));
    const shuffled = () => locators.toSorted(() => (random(1)[0] ?? 0) - 128);
    const writers = Array.from({ length: 15 }, () =>
      addPatient(calls, doctor, [{}], { postings: { add: shuffled().map((each) => makePosting(each)), remove: [] } }),
    );
    await expect(Promise.all(writers)).resolves.toHaveLength(15);
    const { places } = await calls.lookup(doctor, ...locators.map(toBase64url));
    expect(places.map(({ postings }) => postings.length)).toEqual(locators.map(() => 15));
  });

  test('of another size are refused, whole write and all', async () => {
    const short = { ...makePosting(), sealed: toBase64url(random(recordsLimits.postingBytes - 1)) };
    const refused = addPatient(calls, doctor, [{}], { postings: { add: [short], remove: [] } });
    await expect(refused).rejects.toThrow(code('request_invalid'));
  });

  test('hold neither scope, time nor number, and are rewritten in the order of locators by a transaction of its own', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        addPatient(calls, doctor, [{}], { postings: { add: [makePosting(), makePosting()], remove: [] } }),
      ),
    );
    expect(Object.keys((await rows())[0] ?? {}).sort()).toEqual([
      'entries',
      'is_full',
      'locator',
      'practice',
      'settled',
    ]);
    const before = await rows();
    expect(await settlePostings(desk.store, practice, before.length + 1)).toBe(0);
    expect(await settlePostings(desk.store, practice, 10)).toBe(before.length);
    const after = await desk.store.inPractice(practice, async (tx) => {
      const { rows } = await tx.query<{ locator: string; by: string }>(
        `SELECT encode(locator, 'hex') AS locator, xmin::text AS by FROM posting ORDER BY ctid`,
      );
      return rows;
    });
    expect(new Set(after.map(({ by }) => by)).size).toBe(1);
    const places = after.map(({ locator }) => locator);
    // One run for each stretch of free room that PostgreSQL fills; the order of writing would break off every other row.
    const breaks = places.filter((place, i) => i > 0 && place < (places[i - 1] ?? '')).length;
    expect(breaks).toBeLessThan(places.length / 5);
    expect(await settlePostings(desk.store, practice, 1)).toBe(0);
  });
});

test('postings written while all are settled again and again are all there', async () => {
  const locators = Array.from({ length: 4 }, () => random(16));
  const written = new AbortController();
  const settling = (async () => {
    while (!written.signal.aborted) await settlePostings(desk.store, practice, 1);
  })();
  const writers = Array.from({ length: 18 }, async (_, i) => {
    const postings = { add: locators.map((each) => makePosting(each)), remove: [] };
    const writer = await addPatient(calls, doctor, [{}], { postings });
    if (i % 3 !== 0) return;
    const remove = postings.add.map(({ posting, locator }) => ({ posting, locator }));
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
    const stranger = await desk.member(await desk.practice(), 'doctor');
    expect(await calls.cards(stranger, writer.scope)).toEqual({ cards: [] });
    expect(await calls.lookup(stranger, posting.locator)).toEqual({ places: [{ full: false, postings: [] }] });
  });
});
