import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment, setting } from '@etanche/platform';
import { createTrialClock, goLive, importPatients, startOwnPostgres, startPractice } from '@etanche/trial';
import { syntheticPractice } from '@etanche/demo';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { recordsImportProgress } from '../records/import-progress.ts';
import { showMorning } from '../records/show-morning.ts';
import { wholeNumber } from '../whole-number.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: '[--patients N]',
  description:
    'Founds a practice on this computer, with three vaults of which any two answer, a records server and PostgreSQL. Two ' +
    'approvers sign, fictitious patients are imported, and a secretary and a doctor work with them: search, open, write, ' +
    'access list, remaining quota, audit log. Everything is deleted at the end. It is a demonstration without protection, ' +
    'since one person holds all keys.',
  options: { patients: { type: 'string', value: 'N', help: 'number of imported patients (300)' } },
  arguments: { minimum: 0, maximum: 0 },
  json: false,
  exitCodes: {},
  examples: ['etanche records try', 'etanche records try --patients 5000'],
  run: async ({ terminal, signal }, { patients }) => {
    withoutCoreDumps();
    const count = wholeNumber('patients', patients ?? '300', 20, 100_000);
    const { DATABASE_URL: databaseUrl } = readEnvironment({
      DATABASE_URL: setting.optional(setting.secret(setting.string())),
    });
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'etanche-try-'));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const databaseServer = databaseUrl?.reveal() ?? (await startOwnPostgres(join(directory, 'postgres'), stack));
    terminal.done('PostgreSQL');
    const clock = createTrialClock();
    const practice = stack.use(
      await startPractice({
        ...{ directory, databaseServer, vaults: 3, threshold: 2, clock, logger: undefined },
        databasePrefix: 'etanche_try',
        vaultConfig: {},
        recordsConfig: {},
        members: [
          { name: 'Léa Accueil', roles: ['secretary'] },
          { name: 'Paul Réglages', roles: ['administrator'] },
        ],
      }),
    );
    terminal.done('Three vaults, a records server, a practice: doctor, secretary, administrator, two approvers, a kit');
    signal.throwIfAborted();
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const people = [...syntheticPractice({ seed: 'demo', patients: count, resourcesPerPatient: 'varied', today })];
    const progress = recordsImportProgress(terminal);
    const started = performance.now();
    const { report } = await importPatients({
      ...{ practice, directory },
      patients: people.map(({ resources }) => resources),
      report: (step, done, total) => {
        signal.throwIfAborted();
        progress.report(step, done, total);
      },
    });
    progress.end();
    const seconds = (performance.now() - started) / 1000;
    terminal.done(
      `${report.patients.written} patients, ${people.reduce((sum, { resources }) => sum + resources.length, 0)} resources, ` +
        `${(count / seconds).toFixed(0)} patients/s`,
    );
    await goLive(practice);
    terminal.done('The practice is live: the importer’s right has ended');
    // New members have a tenth of their quota on the first day, so continue on the next day.
    clock.advance(25 * 3_600_000);
    await showMorning(terminal, practice, people, clock.now);
    return exitCode.done;
  },
});
