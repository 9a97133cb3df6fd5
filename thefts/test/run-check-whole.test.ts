import { runCheck, type ScenarioResult } from '@etanche/thefts';
import { expect, inject, test } from 'vitest';

// The short form runs each scenario by itself: run-check.test.ts.
test.runIf(inject('isNightly'))('all attacks on Check run in order, and each is reported', async () => {
  const server = inject('testServer');
  const reported: ScenarioResult[] = [];
  const played = await runCheck({
    size: { people: 40, stretch: null, workers: 1, databaseServer: 'url' in server ? server.url : null },
    searchSeconds: 1,
    say: () => undefined,
    signal: new AbortController().signal,
    played: (each) => reported.push(each),
  });
  expect(reported).toEqual(played);
  expect(played.map(({ result }) => result.id)).toEqual(['T11', 'T6', 'T8', 'T9', 'T10', 'T10']);
});
