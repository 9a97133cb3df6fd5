import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeSigner, problemOf, type Signer } from './support/caller.ts';
import { counted } from './support/claim.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { alarmsOf, approve, evaluateAs, newId, outcomes, someKeys, TestPractice } from './support/practice.ts';

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
  await practice.order({
    kind: 'importer',
    importer: id,
    auth: importer.publicKey,
    keys: someKeys(),
    units: { scope: 300, search: 10, agenda: 0 },
    until: start / 1000 + 3600,
  });
});

async function code(purpose: string, count: number, of: TestPractice = practice): Promise<string> {
  const response = await evaluateAs(running, importer, `${purpose}/${of.id}`, { count, now: clock });
  return response.status === 200 ? 'ok' : (await problemOf(response)).code;
}

async function goLive(): Promise<void> {
  const built = practice.next({ kind: 'live' });
  await practice.apply(built, [await approve(built, practice.approvers[0])]);
}

describe('an importer of a practice', () => {
  test('uses its units in batches of 256 and not one more, each purpose apart', async () => {
    expect(await code('scope', 256)).toBe('ok');
    expect(await code('scope', 45)).toBe('quota_importer');
    expect(await code('scope', 44)).toBe('ok');
    expect(await code('search', 10)).toBe('ok');
    expect(await code('search', 1)).toBe('quota_importer');
    expect((await alarmsOf(practice)).map(({ kind }) => kind)).toEqual(['importer', 'order']);
  });

  test('is exact under concurrency', async () => {
    const asked = Array.from({ length: 30 }, () =>
      evaluateAs(running, importer, `scope/${practice.id}`, { count: 20, now: clock }),
    );
    expect(await outcomes(await Promise.all(asked))).toEqual({ ok: 15, quota_importer: 15 });
    const database = running.databases[0]?.database;
    expect(database && (await counted(database, `importer/${practice.id}/${id}/scope`))).toBe(300);
  });

  test.for(['agenda', 'inbox'])('has nothing of %s, which it was not given', async (purpose) => {
    expect(await code(purpose, 1)).toBe('caller_refused');
  });

  test('has no emergencies', async () => {
    const options = { now: clock, emergency: true } as const;
    const response = await evaluateAs(running, importer, `scope/${practice.id}`, options);
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
  });

  test('has nothing in another practice', async () => {
    const other = await TestPractice.found(running, operator, () => clock);
    expect(await code('scope', 1, other)).toBe('caller_refused');
  });

  test('has nothing after its time, nor when the clock is set back again', async () => {
    expect(await code('scope', 1)).toBe('ok');
    clock = start + 3_600_000;
    expect(await code('scope', 1)).toBe('caller_refused');
  });

  test('has nothing after `live`, for good', async () => {
    expect(await code('scope', 1)).toBe('ok');
    await goLive();
    expect(await code('scope', 1)).toBe('caller_refused');
    const again = practice.next({
      kind: 'importer',
      importer: newId(),
      auth: (await makeSigner()).publicKey,
      keys: someKeys(),
      units: { scope: 1, search: 0, agenda: 0 },
      until: start / 1000 + 3600,
    });
    expect(await problemOf(await practice.post(again, await practice.both(again)))).toMatchObject({
      code: 'order_refused',
    });
  });

  test('has granted its last unit when `live` is answered', async () => {
    const storm = Array.from({ length: 40 }, () =>
      evaluateAs(running, importer, `scope/${practice.id}`, { now: clock }),
    );
    await goLive();
    const database = running.databases[0]?.database;
    const subject = `importer/${practice.id}/${id}/scope`;
    const atLive = database === undefined ? -1 : await counted(database, subject);
    const answers = await outcomes(await Promise.all(storm));
    expect(answers.ok ?? 0).toBe(database && (await counted(database, subject)));
    expect(await code('scope', 1)).toBe('caller_refused');
    expect(database && (await counted(database, subject))).toBe(atLive);
  });

  test('spends nothing of the practice’s own quota', async () => {
    await code('scope', 256);
    const database = running.databases[0]?.database;
    expect(database && (await counted(database, `practice/${practice.id}/scope`))).toBe(0);
  });
});

describe('the importers of a practice together', () => {
  /** The ceiling of the configuration, and what the first importer was given of it. */
  const [most, given] = [1_000_000, 300];
  const until = start / 1000 + 3600;

  async function another(scope: number, search = 0): Promise<Response> {
    const built = practice.next({
      kind: 'importer',
      importer: newId(),
      auth: (await makeSigner()).publicKey,
      keys: someKeys(),
      units: { scope, search, agenda: 0 },
      until: Math.floor(clock / 1000) + 3600,
    });
    const response = await practice.post(built, await practice.both(built));
    if (response.ok) practice.moved(built);
    return response;
  }

  async function refused(response: Response): Promise<void> {
    expect(await problemOf(response)).toMatchObject({ code: 'order_refused' });
  }

  test('have one ceiling, each purpose apart', async () => {
    await refused(await another(most - given + 1));
    expect((await another(most - given)).status).toBe(200);
    await refused(await another(1));
    expect((await another(0, 12_000_000 - 10)).status).toBe(200);
    await refused(await another(0, 1));
  });

  test('have it again only when the last of the window has ended so many days ago', async () => {
    clock = (until + 30 * 86_400 - 1) * 1000;
    await refused(await another(most));
    clock += 1000;
    expect((await another(most)).status).toBe(200);
  });

  test('have no other when this vault’s store was restored: the others’ were not', async () => {
    await running.databases[0]?.database.query('UPDATE practice_importer SET closed_at = $2 WHERE practice = $1', [
      practice.id,
      clock,
    ]);
    await refused(await another(most));
    expect((await another(most - given)).status).toBe(200);
  });

  test('have one for each practice', async () => {
    practice = await TestPractice.found(running, operator, () => clock);
    expect((await another(most)).status).toBe(200);
  });
});
