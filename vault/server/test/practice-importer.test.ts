import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeSigner, problemOf, type Signer } from './support/caller.ts';
import { counted } from './support/claim.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  alarmsOf,
  approve,
  evaluateAs,
  newId,
  outcomes,
  signAsMember,
  someKeys,
  TestPractice,
} from './support/practice.ts';

const operator = await makeSigner();
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;
let importer: Signer;
let id = '';

beforeAll(async () => {
  running = await startTestFederation({ vaults: 1, recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
  importer = await makeSigner();
  id = newId();
  await practice.order(right(300));
});

function right(search: number, change: object = {}) {
  return {
    kind: 'importer' as const,
    importer: id,
    auth: importer.publicKey,
    keys: someKeys(),
    patients: Math.ceil(search / 12),
    search,
    until: start / 1000 + 3600,
    ...change,
  };
}

async function code(purpose: string, count: number, of: TestPractice = practice): Promise<string> {
  const response = await evaluateAs(running, importer, `${purpose}/${of.id}`, { count, now: clock });
  return response.status === 200 ? 'ok' : (await problemOf(response)).code;
}

async function goLive(): Promise<void> {
  const built = practice.next({ kind: 'live' });
  await practice.apply(built, [await approve(built, practice.approvers[0])]);
}

async function countedUnits(of = practice): Promise<number> {
  const database = running.databases[0]?.database;
  return database === undefined ? -1 : counted(database, `importer/${of.id}/${id}/search`);
}

describe('importer of a practice', () => {
  test('an importer can use its units in batches of 256 and not one more', async () => {
    expect(await code('search', 256)).toBe('ok');
    expect(await code('search', 45)).toBe('quota_importer');
    expect(await code('search', 44)).toBe('ok');
    expect(await code('search', 1)).toBe('quota_importer');
  });

  test('the units of an importer are exact under concurrency', async () => {
    const asked = Array.from({ length: 30 }, () =>
      evaluateAs(running, importer, `search/${practice.id}`, { count: 20, now: clock }),
    );
    expect(await outcomes(await Promise.all(asked))).toEqual({ ok: 15, quota_importer: 15 });
    expect(await countedUnits()).toBe(300);
  });

  test.for(['scope', 'agenda', 'inbox'])('an importer cannot read: it has no unit of %s', async (purpose) => {
    expect(await code(purpose, 1)).toBe('caller_refused');
  });

  test('an importer has no emergency quota', async () => {
    const options = { now: clock, emergency: true } as const;
    const response = await evaluateAs(running, importer, `search/${practice.id}`, options);
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
  });

  test('an importer has no units in another practice', async () => {
    const other = await TestPractice.found(running, operator, () => clock);
    expect(await code('search', 1, other)).toBe('caller_refused');
  });

  test('an importer has no units after its time, even if the clock is set back', async () => {
    expect(await code('search', 1)).toBe('ok');
    clock = start + 3_600_000;
    expect(await code('search', 1)).toBe('caller_refused');
  });

  test('an importer has no units after `live`, permanently', async () => {
    expect(await code('search', 1)).toBe('ok');
    await goLive();
    expect(await code('search', 1)).toBe('caller_refused');
    const again = practice.next(right(1, { importer: newId(), auth: (await makeSigner()).publicKey }));
    expect(await problemOf(await practice.post(again, await practice.both(again)))).toMatchObject({
      code: 'order_refused',
    });
  });

  test('no unit is granted to an importer after `live` is answered', async () => {
    const storm = Array.from({ length: 40 }, () =>
      evaluateAs(running, importer, `search/${practice.id}`, { now: clock }),
    );
    await goLive();
    const atLive = await countedUnits();
    const answers = await outcomes(await Promise.all(storm));
    expect(answers.ok ?? 0).toBe(await countedUnits());
    expect(await code('search', 1)).toBe('caller_refused');
    expect(await countedUnits()).toBe(atLive);
  });

  test('an importer uses none of the practice’s own quota', async () => {
    await code('search', 256);
    const database = running.databases[0]?.database;
    expect(database && (await counted(database, `practice/${practice.id}/search`))).toBe(0);
  });

  test('an importer raises one alarm at each tenth of its units, with the units used', async () => {
    for (let batch = 0; batch < 15; batch++) expect(await code('search', 20)).toBe('ok');
    expect(await code('search', 1)).toBe('quota_importer');
    const raised = (await alarmsOf(practice)).filter(({ kind }) => kind === 'importer_used');
    const shown = raised.map(({ member, purpose, count, detail }) => ({ member, purpose, count, detail }));
    const used = [40, 60, 100, 120, 160, 180, 220, 240, 280, 300];
    expect(shown.sort((a, b) => Number(a.count) - Number(b.count))).toEqual(
      used.map((count, i) => ({ member: id, purpose: 'search', count: String(count), detail: `${10 * (i + 1)} %` })),
    );
  });

  test('an importer is limited per minute and gets the time of the next units', async () => {
    const perMinute = 60_000;
    id = newId();
    importer = await makeSigner();
    await practice.order(right(120_000, { auth: importer.publicKey }));
    const database = running.databases[0]?.database;
    await database?.query('UPDATE practice_importer SET per_minute = 512 WHERE practice = $1 AND id = $2', [
      practice.id,
      id,
    ]);
    expect(perMinute).toBeGreaterThan(512);
    expect([await code('search', 256), await code('search', 256)]).toEqual(['ok', 'ok']);
    const response = await evaluateAs(running, importer, `search/${practice.id}`, { now: clock });
    expect(response.headers.get('retry-after')).toBe('65');
    expect(await problemOf(response)).toMatchObject({ code: 'quota_importer', status: 429 });
    clock += 65_000;
    expect(await code('search', 256)).toBe('ok');
  });

  test('an importer can propose `live` and no other order', async () => {
    const built = practice.next({ kind: 'live' });
    const sign = (order: typeof built) => signAsMember(order, id, importer);
    const waiting = await practice.post(built, [await sign(built)]);
    expect(await waiting.json()).toMatchObject({ status: 'waiting', approvals: 0, needed: 1 });
    const others = [
      { kind: 'contacts' as const, contacts: ['voleur@practice.example'] },
      right(1, { importer: newId(), auth: (await makeSigner()).publicKey }),
      { kind: 'retire' as const, member: practice.doctor.member },
    ];
    for (const action of others) {
      const order = practice.next(action);
      expect(await problemOf(await practice.post(order, [await sign(order)]))).toMatchObject({
        code: 'caller_refused',
      });
    }
    await practice.apply(built, [await approve(built, practice.approvers[0])]);
    expect((await practice.statement()).live).toBe(true);
  });

  test('an importer can propose nothing after its time', async () => {
    clock = start + 3_600_000;
    const built = practice.next({ kind: 'live' });
    const response = await practice.post(built, [await signAsMember(built, id, importer)]);
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
  });
});

describe('all importers of a practice', () => {
  /** The ceiling of the configuration, and the part of it that the first importer has. */
  const [most, given] = [12_000_000, 300];
  const until = start / 1000 + 3600;

  async function another(search: number): Promise<Response> {
    const change = { importer: newId(), auth: (await makeSigner()).publicKey, until: Math.floor(clock / 1000) + 3600 };
    const built = practice.next(right(search, change));
    const response = await practice.post(built, await practice.both(built));
    if (response.ok) practice.moved(built);
    return response;
  }

  async function refused(response: Response): Promise<void> {
    expect(await problemOf(response)).toMatchObject({ code: 'order_refused' });
  }

  test('the importers of a practice share one ceiling', async () => {
    await refused(await another(most - given + 1));
    expect((await another(most - given)).status).toBe(200);
    await refused(await another(1));
  });

  test('the ceiling is available again only after the last right of the window has ended that many days ago', async () => {
    clock = (until + 30 * 86_400 - 1) * 1000;
    await refused(await another(most));
    clock += 1000;
    expect((await another(most)).status).toBe(200);
  });

  test('a restored store of one vault does not change the ceiling, because the others were not restored', async () => {
    await running.databases[0]?.database.query('UPDATE practice_importer SET closed_at = $2 WHERE practice = $1', [
      practice.id,
      clock,
    ]);
    await refused(await another(most));
    expect((await another(most - given)).status).toBe(200);
  });

  test('each practice has its own ceiling of importers', async () => {
    practice = await TestPractice.found(running, operator, () => clock);
    expect((await another(most)).status).toBe(200);
  });
});

test('a refusal names the limit that ended the importer', async () => {
  const ask = () => evaluateAs(running, importer, `search/${practice.id}`, { count: 256, now: clock });
  await ask();
  expect(await problemOf(await ask())).toMatchObject({
    code: 'quota_importer',
    limit: { kind: 'search', window: 'total', most: 300 },
  });
});
