import { expect, test } from 'vitest';
import { startReliability } from '../support/reliability/people.ts';
import { weather } from '../support/reliability/weather.ts';

test('ten minutes of kills lose and halve no write, grant no unit and fork no log', async () => {
  const searches = 300;
  await using running = await startReliability(searches);
  const outcome = await weather(running.stage, {
    ...{ seed: `soak ${new Date().toISOString()}`, milliseconds: 600_000, searches },
    people: running.people.storm,
  });
  const { kills, acknowledged, findings } = outcome;
  process.stdout.write(
    `${kills.vaults} kills of vaults, ${kills.servers} of servers, ${kills.database} of the database; ` +
      `${acknowledged} acknowledged writes; ${findings.length} findings\n`,
  );
  expect(outcome).toMatchObject({ findings: [] });
  expect(outcome.kills.database).toBeGreaterThan(5);
});
