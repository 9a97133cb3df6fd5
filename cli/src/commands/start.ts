import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultStretch } from '@etanche/check-import';
import { readEnvironment, setting } from '@etanche/platform';
import { startTrial } from '@etanche/trial';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { wholeNumber } from '../whole-number.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';
import { openTrialLog } from '../start/open-trial-log.ts';
import { refuseTakenPorts } from '../start/refuse-taken-ports.ts';
import { showTrial } from '../start/show-trial.ts';
import { trialSteps } from '../start/trial-steps.ts';

const seed = 'demo';

export const command = defineCommand({
  usage: '[--directory DIR] [--people N] [--port PORT]',
  description:
    'Runs all of Check on this computer as a trial: PostgreSQL, three vaults of which any two answer, a leak of fictitious ' +
    'people, imported with the default stretching, and the page on which people check. Stop it with ctrl-C; the next start ' +
    'continues in the same directory. It is a demonstration without protection, since one person runs all three vaults. ' +
    'Set DATABASE_URL to use your own PostgreSQL (an account that may create databases) instead of the embedded one.',
  options: {
    directory: { type: 'string', value: 'DIR', help: 'directory for all data (.etanche/start)' },
    people: { type: 'string', value: 'N', help: 'number of people in the demonstration leak (2000)' },
    port: { type: 'string', value: 'PORT', help: 'port of the page (8080); the vaults use 8181 to 8183' },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: false,
  exitCodes: {},
  examples: ['etanche start', 'etanche start --people 20000 --directory /tmp/trial --port 8090'],
  run: async ({ terminal, signal, now, random }, { directory, people, port }) => {
    withoutCoreDumps();
    const home = resolve(directory ?? join('.etanche', 'start'));
    const site = wholeNumber('port', port ?? '8080', 1, 65_535);
    const ports = { vaults: [8181, 8182, 8183], site };
    const { DATABASE_URL: databaseUrl } = readEnvironment({
      DATABASE_URL: setting.optional(setting.secret(setting.string())),
    });
    await refuseTakenPorts([site, ...ports.vaults]);
    const steps = trialSteps(terminal);
    await using trial = await startTrial({
      directory: home,
      databaseServer: databaseUrl?.reveal() ?? null,
      databasePrefix: 'etanche_trial',
      vaults: 3,
      threshold: 2,
      ports,
      seed,
      people: wholeNumber('people', people ?? '2000', 100, 1_000_000),
      kinds: ['nir', 'code'],
      ceiling: null,
      stretch: defaultStretch,
      vaultConfig: {},
      workers: availableParallelism(),
      now,
      random: (length) => Uint8Array.from(random(length)),
      ...steps,
      logger: openTrialLog(home, now),
    });
    steps.end();
    showTrial(terminal, trial, seed);
    if (!signal.aborted) await once(signal, 'abort');
    terminal.line('Stopping…');
    return exitCode.done;
  },
});
