import { expect, inject, test } from 'vitest';
import { weather } from '../support/reliability/weather.ts';

test('kills of every process lose no acknowledged write, halve no patient, grant no unit and fork no log', async () => {
  const { findings, kills, acknowledged, ...seen } = await weather({
    seed: 'storm 1',
    milliseconds: inject('isNightly') ? 60_000 : 15_000,
    searches: 90,
  });
  expect({ findings, ...seen }).toMatchObject({ findings: [] });
  expect(kills.vaults).toBeGreaterThan(0);
  expect(kills.servers).toBeGreaterThan(0);
  expect(kills.database).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(5);
  expect(seen.checkpoints).toBeGreaterThan(1);
});
