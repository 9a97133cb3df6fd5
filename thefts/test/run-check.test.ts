import { TestDatabase } from '@etanche/platform';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { CheckContext } from '../src/check/context.ts';
import { startCheck } from '../src/check/start-check.ts';
import { runT6, runT9 } from '../src/check/t06-t09-vaults.ts';
import { runT8 } from '../src/check/t08-checkers-files.ts';
import { runT10 } from '../src/check/t10-stranger.ts';
import { runT11 } from '../src/check/t11-logs.ts';
import { holds, type ScenarioResult } from '../src/theft.ts';
import { once } from './support/use-practice.ts';

const form = inject('isNightly') ? { people: 500, ownsDatabases: true } : { people: 28, ownsDatabases: false };

const running = new AsyncDisposableStack();
let context: CheckContext;
beforeAll(async () => {
  const server = inject('testServer');
  // A PostgreSQL of its own starts with the system, many times; its write-ahead log is stolen too.
  const ownsDatabases = form.ownsDatabases && !('url' in server);
  const database = ownsDatabases ? null : running.use(await TestDatabase.create(server, undefined));
  context = running.use(
    await startCheck({
      size: {
        people: form.people,
        stretch: null,
        workers: 1,
        databaseServer: database?.url.reveal() ?? null,
      },
      searchSeconds: 1,
      say: () => undefined,
      signal: new AbortController().signal,
    }),
  );
});
afterAll(() => running.disposeAsync());

/** The attack exposes no more than its limit, and with the defence off more, if there are more people. */
function expectRow({ result, ...row }: ScenarioResult, id: string): void {
  const { stolen, undefended, of } = result;
  expect({ id: result.id, stolen, holds: holds({ result, ...row }) }).toEqual({ id, stolen, holds: true });
  expect(undefended).toBeLessThanOrEqual(of);
}

// T10 runs last: its days of lookups fill the logs and stores that the others search.
describe.each([
  ['T11', 'the logs, metrics and error reports of every server', () => runT11(context)],
  ['T6', 'one vault of three', () => runT6(context)],
  ['T8', 'the checker’s files', () => runT8(context)],
  ['T9', 'the checker’s files and all vaults but enough', () => runT9(context)],
] as const)('%s: %s', (id, _stolen, run) => {
  test('the attack exposes nobody, and somebody with the defence off', async () => {
    const played = await run();
    expectRow(played, id);
    expect(played.bound).toBe(0);
    expect(played.result.undefended).toBeGreaterThan(0);
    expect(played.result.defended).toBe(0);
  });
});

describe('T10: an anonymous attacker', () => {
  /** The quotas of the system would serve more lookups than this leak has people. */
  const units = { network: Math.floor(form.people / 4), all: Math.floor(form.people / 3) };
  const run = once(() => runT10(context, units));

  test.each([
    ['one network', 0],
    ['many networks', 1],
  ])('requests from %s expose no more people than the quota, and more without it', async (_networks, place) => {
    const rows = await run();
    expect(rows).toHaveLength(2);
    const [row] = rows.slice(place);
    if (row === undefined) throw new Error('T10 has no such row');
    expectRow(row, 'T10');
    // With fewer people a row would hold for every attack.
    expect(row.result.undefended).toBeGreaterThan(row.bound);
    expect(row.result.defended).toBeGreaterThan(0);
  });
});
