import { expect, test } from 'vitest';
import { weather } from '../support/reliability/weather.ts';

test('a minute of kills loses no acknowledged write, halves no patient, grants no unit and forks no log', async () => {
  const { findings, kills, acknowledged, ...seen } = await weather({
    seed: 'storm 1',
    milliseconds: 60_000,
    searches: 90,
  });
  expect({ findings, ...seen }).toMatchObject({ findings: [] });
  expect(kills.vaults).toBeGreaterThan(0);
  expect(kills.servers).toBeGreaterThan(0);
  expect(kills.database).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(5);
  expect(seen.checkpoints).toBeGreaterThan(1);
});
