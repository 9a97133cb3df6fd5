import { expect, inject, test } from 'vitest';
import type { Reliability } from '../support/reliability/people.ts';
import { weather } from '../support/reliability/weather.ts';

export function testKills(running: Reliability): void {
  test('kills of every process lose no acknowledged write, halve no patient, grant no unit and fork no log', async () => {
    const { findings, kills, acknowledged, ...seen } = await weather(running.stage, {
      seed: 'storm 1',
      // Each process is killed at least once, however short.
      milliseconds: inject('isNightly') ? 60_000 : 1000,
      people: running.people.storm,
      searches: running.searches,
    });
    expect({ findings, ...seen }).toMatchObject({ findings: [] });
    expect(kills.vaults).toBeGreaterThan(0);
    expect(kills.servers).toBeGreaterThan(0);
    expect(kills.database).toBeGreaterThan(0);
    expect(acknowledged).toBeGreaterThan(5);
    expect(seen.checkpoints).toBeGreaterThan(1);
  });
}
