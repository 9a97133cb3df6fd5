import { makeFoundingToken, readRecordsConfig } from '@etanche/records-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { wholeNumber } from '../whole-number.ts';

const hourMs = 3_600_000;

export const command = defineCommand({
  usage: '[--hours N]',
  description:
    'Creates a token with which one practice can be founded on the records server whose settings are in the environment. ' +
    'It works once, is shown once and is stored nowhere: give it to the founder over a trusted channel.',
  options: { hours: { type: 'string', value: 'N', help: 'how long it is valid (24)' } },
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: {},
  examples: ['etanche records new-practice-token', 'etanche records new-practice-token --hours 2 --json'],
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
