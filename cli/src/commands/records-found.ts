import { makeFoundingToken, readRecordsConfig } from '@etanche/records-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { wholeNumber } from '../whole-number.ts';

const hourMs = 3_600_000;

export const command = defineCommand({
  usage: '[--hours N]',
  description:
    'Makes a token by which somebody founds one practice on the records server whose settings are in the environment. It ' +
    'is good once, is shown once and is stored nowhere: hand it to the founder by a way that you trust.',
  options: { hours: { type: 'string', value: 'N', help: 'how long it is good (24)' } },
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: {},
  examples: ['etanche records found', 'etanche records found --hours 2 --json'],
  run: async ({ terminal, json, now, random }, { hours }) => {
    const validMs = wholeNumber('hours', hours ?? '24', 1, 168) * hourMs;
    const { config, secrets } = readRecordsConfig();
    const { token, expires } = await makeFoundingToken(config, secrets, validMs, {
      now,
      random: (length) => Uint8Array.from(random(length)),
    });
    const until = new Date(expires).toISOString();
    if (json) terminal.json({ token, expires: until });
    else {
      terminal.done(`One practice may be founded until ${until} with this token:`);
      terminal.line(token);
    }
    return exitCode.done;
  },
});
