import { randomBytes } from 'node:crypto';
import { onStopSignal, readEnvironment } from '@etanche/platform';
import { Terminal } from './terminal.ts';
import { CliError } from './cli-error.ts';
import { commandTable } from './command-table.ts';
import { dispatch } from './dispatch.ts';
import { exitCode } from './exit-code.ts';

const { NO_COLOR: noColour } = readEnvironment({ NO_COLOR: { read: (text) => ({ value: (text ?? '') !== '' }) } });
const terminal = new Terminal({ out: process.stdout, errors: process.stderr, now: Date.now, noColour });

const stopping = new AbortController();
const endings = { SIGINT: 'interrupted', SIGTERM: 'terminated' } as const;
onStopSignal({
  now: () => performance.now(),
  stop: (signal) => {
    stopping.abort(new CliError(endings[signal], `${signal} was received.`));
  },
});
// With `etanche … | head` the reader ends first: there is no output left to write.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.done);
  throw error;
});

process.exitCode = await dispatch(
  process.argv.slice(2),
  {
    terminal,
    json: false,
    signal: stopping.signal,
    now: Date.now,
    random: (length) => new Uint8Array(randomBytes(length)),
  },
  commandTable,
);
