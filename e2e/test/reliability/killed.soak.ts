import { expect, test } from 'vitest';
import { weather } from '../support/reliability/weather.ts';

test('ten minutes of kills lose and halve no write, grant no unit and fork no log', async () => {
  const outcome = await weather({ seed: `soak ${new Date().toISOString()}`, milliseconds: 600_000, searches: 300 });
  expect(outcome).toMatchObject({ findings: [] });
  expect(outcome.kills.database).toBeGreaterThan(5);
});
