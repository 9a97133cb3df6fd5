import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-wire';
import { recordsLimits, type ListedWrite, type Write } from '@etanche/core-records-protocol';
import { callsOf, type Calls } from './support/calls.ts';
import { leavesOf, startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { makeSeal, storeBatch } from './support/importing.ts';
import { makeCard, makePosting, ScopeWriter, type Wanted } from './support/scope-writer.ts';
import { random } from './support/store.ts';

let fixture: DataFixture;
let calls: Calls;
let practice: string;
let importer: TestMember;
let batch: string;

beforeAll(async () => {
  fixture = await startDataFixture();
  calls = callsOf(fixture);
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  practice = await fixture.practice();
  importer = await fixture.member(practice, 'importer');
  batch = await storeBatch(fixture, importer);
});

/** A write of a list, and its writer, whose state is the one before. */
type Prepared = { readonly writer: ScopeWriter; readonly listed: ListedWrite; readonly accept: () => void };

async function prepare(
  wanted: readonly Wanted[] = [{}, { compartment: 'clinical' }],
  { writer = new ScopeWriter(practice), who = importer, of = batch } = {},
): Promise<Prepared> {
  const add = { postings: { add: [makePosting()], remove: [] }, card: makeCard() };
  const isFirst = writer.head === null;
  const { body, accept } = await writer.next(who, wanted, {
    ...{ kind: 'import', seal: makeSeal(of) },
    ...(isFirst && add),
  });
  return { writer, accept, listed: { scope: writer.scope, key: toBase64url(random(16)), write: body } };
}

async function send(prepared: readonly Prepared[], who = importer) {
  const body = { writes: prepared.map(({ listed }) => listed) };
  const { outcomes } = await fixture.handlers.writeList({
    session: who.session,
    params: {},
    query: {},
    body,
    write: null,
  });
  return outcomes;
}

const codesOf = (outcomes: Awaited<ReturnType<typeof send>>): string[] =>
  outcomes.map(({ written, problem }) => (written === undefined ? '' : 'written') + (problem?.code ?? ''));

/** The scopes of the practice with the number of their writes, and those of the audit leaves of writes. */
async function stored(): Promise<{ scopes: Map<string, number>; leaves: string[]; keys: number; postings: number }> {
  const leaves = (await leavesOf(fixture.store, practice)).filter(({ kind }) => kind === 'write');
  return fixture.store.inPractice(practice, async (tx) => {
    const scopes = await tx.query<{ scope: string; sequence: number }>(
      'SELECT scope, sequence::int AS sequence FROM scope',
    );
    const counts = await tx.query<{ keys: number; answers: number; postings: number }>(
      `SELECT (SELECT count(*)::int FROM idempotency) AS keys, (SELECT count(answer)::int FROM idempotency) AS answers,
        (SELECT count(*)::int FROM posting) AS postings`,
    );
    const [{ keys, answers, postings } = { keys: -1, answers: -2, postings: -1 }] = counts.rows;
    expect(answers).toBe(keys);
    return {
      scopes: new Map(scopes.rows.map(({ scope, sequence }) => [scope, sequence])),
      leaves: leaves.map(({ scope, sequence }) => `${String(scope)}/${String(sequence)}`).toSorted(),
      ...{ keys, postings },
    };
  });
}

/** Expects that the store has exactly these writes, each with its leaf, its key and its posting. */
async function expectStored(written: readonly Prepared[]): Promise<void> {
  const { scopes, leaves, keys, postings } = await stored();
  expect(scopes).toEqual(new Map(written.map(({ listed }) => [listed.scope, 1])));
  expect(leaves).toEqual(written.map(({ listed }) => `${listed.scope}/1`).toSorted());
  expect([keys, postings]).toEqual([written.length, written.length]);
}

async function several(count: number): Promise<Prepared[]> {
  return Promise.all(Array.from({ length: count }, () => prepare()));
}

describe('a list of writes', () => {
  test('is written like single writes: each has its head, audit leaf, key and answer', async () => {
    const listed = await several(4);
    const outcomes = await send(listed);
    expect(codesOf(outcomes)).toEqual(listed.map(() => 'written'));
    await expectStored(listed);
    const doctor = await fixture.member(practice, 'doctor');
    for (const [i, { listed: one, accept, writer }] of listed.entries()) {
      accept();
      const { head, packs } = await calls.read(doctor, one.scope);
      expect(head).toBe(one.write.head);
      expect(packs).toHaveLength(2);
      const freshness = outcomes[i]?.written?.freshness.split('.')[1] ?? '';
      expect(JSON.parse(Buffer.from(freshness, 'base64url').toString())).toMatchObject({
        scope: writer.scope,
        sequence: 1,
      });
    }
  });

  test('continues files that exist beside new ones', async () => {
    const [first] = await several(1);
    if (first === undefined) throw new Error('a write is needed');
    await send([first]);
    first.accept();
    const next = await prepare([{}], { writer: first.writer });
    const fresh = await prepare();
    expect(codesOf(await send([next, fresh]))).toEqual(['written', 'written']);
    expect((await stored()).scopes).toEqual(
      new Map([
        [first.listed.scope, 2],
        [fresh.listed.scope, 1],
      ]),
    );
  });

  test('takes as many writes at once as its limit', async () => {
    const listed = await several(recordsLimits.writesPerList);
    expect(codesOf(await send(listed))).toEqual(listed.map(() => 'written'));
    await expectStored(listed);
  });

  test('with two writes of one scope, or with one key, is refused as a whole', async () => {
    const [one, other] = await several(2);
    if (one === undefined || other === undefined) throw new Error('two writes are needed');
    const again = { ...one, listed: { ...one.listed, key: other.listed.key } };
    const sameKey = { ...other, listed: { ...other.listed, key: one.listed.key } };
    for (const [second, name] of [
      [again, 'scope'],
      [sameKey, 'key'],
    ] as const) {
      const refused = { code: 'request_invalid', extra: { detail: `a ${name} is there twice` } };
      await expect(send([one, second])).rejects.toMatchObject(refused);
    }
    await expectStored([]);
  });
});

describe('a refused write of a list', () => {
  const changed = (prepared: Prepared, change: Partial<Write>): Prepared => ({
    ...prepared,
    listed: { ...prepared.listed, write: { ...prepared.listed.write, ...change } },
  });
  const cases: readonly [string, string, () => Promise<Prepared>][] = [
    [
      'whose head another key signed',
      'signature_refused',
      async () => {
        const stranger = await fixture.member(practice, 'importer');
        return prepare([{}], { who: { session: importer.session, key: stranger.key } });
      },
    ],
    [
      'whose head names another scope',
      'signature_refused',
      async () => {
        const [one, other] = [await prepare(), await prepare()];
        return changed(one, { head: other.listed.write.head });
      },
    ],
    [
      'without a seal',
      'request_invalid',
      async () => {
        const one = await prepare();
        const { seal: _seal, ...write } = one.listed.write;
        return { ...one, listed: { ...one.listed, write } };
      },
    ],
    [
      'under the batch of another importer',
      'request_invalid',
      async () => {
        const other = await fixture.member(practice, 'importer');
        return prepare([{}], { of: await storeBatch(fixture, other) });
      },
    ],
    [
      'with a pack that its head does not name',
      'signature_refused',
      async () => {
        const one = await prepare();
        const packs = one.listed.write.packs.map((pack) => ({ ...pack, epoch: 2 }));
        return changed(one, { packs });
      },
    ],
    ['of another time', 'clock_differs', () => prepare([{ time: Date.now() - 86_400_000 }])],
    [
      'of a file that another write created first',
      'conflict',
      async () => {
        const one = await prepare();
        await calls.write(importer, one.listed.scope, one.listed.write);
        return { ...one, listed: { ...one.listed, key: toBase64url(random(16)) } };
      },
    ],
    [
      'of a file that a member created',
      'forbidden',
      async () => {
        const doctor = await fixture.member(practice, 'doctor');
        const writer = new ScopeWriter(practice);
        const { body, accept } = await writer.next(doctor, [{}]);
        await calls.write(doctor, writer.scope, body);
        accept();
        return prepare([{}], { writer });
      },
    ],
  ];

  test.each(cases)('%s is %s, and the others are written', async (_name, code, refused) => {
    const bad = await refused();
    const before = await stored();
    const good = await several(3);
    const [first, ...rest] = good;
    if (first === undefined) throw new Error('a write is needed');
    expect(codesOf(await send([first, bad, ...rest]))).toEqual(['written', code, 'written', 'written']);
    const after = await stored();
    for (const { listed } of good) expect(after.scopes.get(listed.scope)).toBe(1);
    expect(after.scopes.get(bad.listed.scope)).toBe(before.scopes.get(bad.listed.scope));
    expect(after.leaves.filter((leaf) => !before.leaves.includes(leaf))).toHaveLength(good.length);
    expect([after.keys - before.keys, after.postings - before.postings]).toEqual([good.length, good.length]);
  });

  test('states the sequence of the file in a conflict, as a single write does', async () => {
    const one = await prepare();
    await send([one]);
    const [outcome] = await send([{ ...one, listed: { ...one.listed, key: toBase64url(random(16)) } }]);
    expect(outcome?.problem).toMatchObject({ code: 'conflict', status: 409, sequence: 1 });
  });

  test('can be sent again under its key once it is right', async () => {
    const [good, late] = [await prepare(), await prepare([{ time: Date.now() - 86_400_000 }])];
    expect(codesOf(await send([good, late]))).toEqual(['written', 'clock_differs']);
    const right = await prepare();
    const corrected = { ...right, listed: { ...right.listed, key: late.listed.key } };
    expect(codesOf(await send([corrected]))).toEqual(['written']);
    await expectStored([good, corrected]);
  });
});

describe('a repetition', () => {
  test('of a list, of its parts or of its order gets the first answers, and writes nothing', async () => {
    const listed = await several(4);
    const first = await send(listed);
    expect(await send(listed)).toEqual(first);
    expect(await send(listed.toReversed())).toEqual(first.toReversed());
    expect(await send(listed.slice(1, 3))).toEqual(first.slice(1, 3));
    await expectStored(listed);
  });

  test('beside new writes and a refused one gets its answer too', async () => {
    const [one, other] = [await prepare(), await prepare()];
    const [answer] = await send([one]);
    const late = await prepare([{ time: 0 }]);
    const outcomes = await send([other, one, late]);
    expect(codesOf(outcomes)).toEqual(['written', 'written', 'clock_differs']);
    expect(outcomes[1]).toEqual(answer);
    await expectStored([one, other]);
  });

  test('with another body under the same key is key_reused, and the others are written', async () => {
    const [one, other, third] = [await prepare(), await prepare(), await prepare()];
    await send([one]);
    const reused = { ...other, listed: { ...other.listed, key: one.listed.key } };
    expect(codesOf(await send([reused, third]))).toEqual(['key_reused', 'written']);
    await expectStored([one, third]);
  });

  test('of lists that are sent at the same time, in different orders, writes each once', async () => {
    const listed = await several(12);
    const orders = [listed, listed.toReversed(), listed.slice(3), listed.slice(0, 9).toReversed()];
    const all = await Promise.all(orders.map((order) => send(order)));
    for (const outcomes of all) expect(new Set(codesOf(outcomes))).toEqual(new Set(['written']));
    await expectStored(listed);
  });
});

describe('an importer whose right has ended', () => {
  test('writes nothing by a list, and one with a right still does', async () => {
    const other = await fixture.member(practice, 'importer');
    const otherBatch = await storeBatch(fixture, other);
    const [mine, more] = await several(2);
    const theirs = await prepare([{}], { who: other, of: otherBatch });
    if (mine === undefined || more === undefined) throw new Error('two writes are needed');
    await fixture.store.inPractice(practice, (tx) =>
      tx.query(`UPDATE chain_member SET status = 'retired' WHERE member = $1`, [importer.session.member]),
    );
    expect(codesOf(await send([mine, more]))).toEqual(['signature_refused', 'signature_refused']);
    expect(codesOf(await send([theirs], other))).toEqual(['written']);
    await expectStored([theirs]);
  });

  test('does not write in the name of another importer', async () => {
    const other = await fixture.member(practice, 'importer');
    const theirs = await prepare([{}], { who: other, of: await storeBatch(fixture, other) });
    expect(codesOf(await send([theirs]))).toEqual(['signature_refused']);
    await expectStored([]);
  });
});

test('a list whose bytes exceed the day of its importer is refused as a whole, and another importer is served', async () => {
  const perDay = { member: 1_000_000, importer: 30_000, practice: 1_000_000 };
  await using limited = await startDataFixture({ perDay });
  const [before, beforeCalls] = [fixture, calls];
  [fixture, calls] = [limited, callsOf(limited)];
  try {
    practice = await fixture.practice();
    importer = await fixture.member(practice, 'importer');
    batch = await storeBatch(fixture, importer);
    const large = await Promise.all(Array.from({ length: 4 }, () => prepare([{ bytes: 12_288 }])));
    await expect(send(large)).rejects.toMatchObject({ code: 'limit_reached' });
    await expectStored([]);
    // The bytes of a refused list are not spent.
    expect(codesOf(await send(large.slice(0, 2)))).toEqual(['written', 'written']);
    await expect(send(large.slice(2))).rejects.toMatchObject({ code: 'limit_reached' });
    const other = await fixture.member(practice, 'importer');
    const theirs = await prepare([{}], { who: other, of: await storeBatch(fixture, other) });
    expect(codesOf(await send([theirs], other))).toEqual(['written']);
    await expectStored([...large.slice(0, 2), theirs]);
  } finally {
    [fixture, calls] = [before, beforeCalls];
  }
});

test('a stopped log refuses the whole list', async () => {
  await fixture.store.inPractice(practice, (tx) =>
    tx.query(`INSERT INTO audit_log (practice, root, note, stopped_at) VALUES ($1, '', '', 1)`, [practice]),
  );
  await expect(send(await several(2))).rejects.toMatchObject({ code: 'log_stopped' });
});

test('a list of an earlier epoch is epoch_closed, write by write', async () => {
  const listed = await several(2);
  await fixture.store.inPractice(practice, (tx) =>
    tx.query('UPDATE practice SET epoch = 2 WHERE practice = $1', [practice]),
  );
  expect(codesOf(await send(listed))).toEqual(['epoch_closed', 'epoch_closed']);
  await expectStored([]);
});
