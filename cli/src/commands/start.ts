import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultStretch } from '@etanche/check-import';
import { readEnvironment, setting } from '@etanche/platform';
import { startApplication, startTrial } from '@etanche/trial';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { wholeNumber } from '../whole-number.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';
import { applicationSteps } from '../start/application-steps.ts';
import { openTrialLog } from '../start/open-trial-log.ts';
import { refuseTakenPorts } from '../start/refuse-taken-ports.ts';
import { showApplication } from '../start/show-application.ts';
import { showTrial } from '../start/show-trial.ts';
import { trialSteps } from '../start/trial-steps.ts';

const seed = 'demo';

export const command = defineCommand({
  usage: '[--directory DIR] [--people N] [--patients N] [--port PORT]',
  description:
    'Runs Check and Records on this computer as a trial. Check: PostgreSQL, three vaults of which any two answer, a leak ' +
    'of fictitious people, imported with the default stretching, and the page on which people check. Records: three more ' +
    'vaults, a records server, a practice of fictitious people and patients, and its application, with one button for each ' +
    'person, and its gateway: a laboratory writes a result every few minutes, and MSSanté mail goes to an operator on this ' +
    'computer, whose page shows it. Stop it with ctrl-C; the next start continues in the same directory. It is a demonstration without ' +
    'protection, since one person holds all keys. ' +
    'Set DATABASE_URL to use your own PostgreSQL (an account that may create databases) instead of the embedded one.',
  options: {
    directory: { type: 'string', value: 'DIR', help: 'directory for all data (.etanche/start)' },
    people: { type: 'string', value: 'N', help: 'number of people in the demonstration leak (2000)' },
    patients: { type: 'string', value: 'N', help: 'number of patients of the practice at its first start (300)' },
    port: { type: 'string', value: 'PORT', help: 'port of Check (8080); Records uses 8081, the servers 8181 to 8189' },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: false,
  exitCodes: {},
  examples: ['etanche start', 'etanche start --people 20000 --directory /tmp/trial --port 8090'],
  run: async ({ terminal, signal, now, random }, { directory, people, patients, port }) => {
    withoutCoreDumps();
    const home = resolve(directory ?? join('.etanche', 'start'));
    const site = wholeNumber('port', port ?? '8080', 1, 65_535);
    const ports = { vaults: [8181, 8182, 8183], site };
    const { DATABASE_URL: databaseUrl } = readEnvironment({
      DATABASE_URL: setting.optional(setting.secret(setting.string())),
    });
    const practicePorts = { vaults: [8186, 8187, 8188], records: 8184, application: 8081, passkeys: 8185 };
    const viewerPort = 8189;
    const { vaults, ...others } = practicePorts;
    await refuseTakenPorts([site, ...ports.vaults, ...vaults, ...Object.values(others), viewerPort]);
    const steps = trialSteps(terminal, signal);
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
    const more = applicationSteps(terminal, signal);
    await using application = await startApplication({
      directory: join(home, 'practice'),
      databaseServer: trial.databaseServer,
      databasePrefix: 'etanche_practice',
      ports: practicePorts,
      patients: wholeNumber('patients', patients ?? '300', 20, 100_000),
      days: { before: 2, after: 5 },
      hasWork: true,
      hasNeighbour: true,
      gateway: { viewerPort, everySeconds: 10, resultEverySeconds: 300 },
      ...more,
      logger: openTrialLog(home, now),
    });
    more.end();
    showTrial(terminal, trial, seed);
    showApplication(terminal, application);
    application.gateway?.ended.catch(() => {
      terminal.warn(`The gateway has stopped; ${join(home, 'vaults.log')} has the code.`);
    });
    if (!signal.aborted) await once(signal, 'abort');
    terminal.line('Stopping…');
    return exitCode.done;
  },
});
