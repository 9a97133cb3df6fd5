import { availableParallelism } from 'node:os';
import { defaultStretch } from '@etanche/check-import';
import { describeMachine, readEnvironment, requireBlocks, setting, writeBlock } from '@etanche/platform';
import type { Terminal } from '../terminal.ts';
import {
  attacksBlock,
  holds,
  isDemonstrable,
  runCheck,
  runExchange,
  runIdentities,
  runPage,
  runRecords,
  type AttacksBlock,
  type ScenarioResult,
} from '@etanche/thefts';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { wholeNumber } from '../whole-number.ts';

/** Enough for a realistic file; filling the practice takes most of the time of the attacks. */
const resourcesOfPatient = 12;

export const command = defineCommand({
  usage:
    '[--check] [--records] [--exchange] [--identities] [--page] [--people N] [--patients N] [--seconds N] [--write FILE]',
  description:
    'Runs every known attack against disposable systems of Check and Records, and prints how many people each attack ' +
    'exposed, out of how many. Three results: a comparable breach of 2021 or 2024, the same program with the defence ' +
    'off (it must succeed, otherwise it proves nothing), and Étanche. Results are persons, counted against the ' +
    'synthetic truth. Takes minutes at 200 patients and hours at 2,000. Needs the loopback addresses 127.0.0.0/8, so Linux.',
  options: {
    check: { type: 'boolean', help: 'only the attacks on Check: T6, T8, T9, T10, T11' },
    records: { type: 'boolean', help: 'only the attacks on Records: T1 to T7, T12 to T17' },
    exchange: { type: 'boolean', help: 'only the attacks on messages and on the gateway: T18, T19' },
    identities: {
      type: 'boolean',
      help: 'only the people exposed by T2 and T3 of Records: minutes at 20,000 patients',
    },
    page: {
      type: 'boolean',
      help: 'only T14 and T2 in the real page of Records; ETANCHE_BROWSER is the path of Chromium',
    },
    people: { type: 'string', value: 'N', help: 'people in the leak, at least 200 (2000)' },
    patients: {
      type: 'string',
      value: 'N',
      help: 'patients of the practice, at least 200 (2000); a limit above it is shown as not demonstrable at this size',
    },
    seconds: { type: 'string', value: 'N', help: 'for reversing the fingerprints of 2021 (30)' },
    stretch: { type: 'string', value: 'HOW', oneOf: ['default', 'none'], help: 'stretching of the index (default)' },
    write: {
      type: 'string',
      value: 'FILE',
      help: 'also replace the tables of this document, such as docs/attacks.md, between their markers',
    },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: { 1: 'an attack exposed more than its limit, raised its alarm too late or proved nothing' },
  examples: [
    'etanche thefts',
    'etanche thefts --records --patients 300',
    'etanche thefts --exchange --patients 200',
    'etanche thefts --records --identities --patients 20000',
    'etanche thefts --records --page --patients 200',
    'etanche thefts --write docs/attacks.md',
    'etanche thefts --check --people 500 --stretch none --json',
  ],
  run: async ({ terminal, json, signal, now }, values) => {
    const all = !values.check && !values.records && !values.exchange && !values.identities && !values.page;
    const { DATABASE_URL: databaseUrl, ETANCHE_BROWSER: browser } = readEnvironment({
      DATABASE_URL: setting.optional(setting.secret(setting.string())),
      ETANCHE_BROWSER: setting.optional(setting.path()),
    });
    const databaseServer = databaseUrl?.reveal() ?? null;
    const people = wholeNumber('people', values.people ?? '2000', 200, 750_000);
    const patients = wholeNumber('patients', values.patients ?? '2000', 200, 750_000);
    const searchSeconds = wholeNumber('seconds', values.seconds ?? '30', 1, 86_400);
    const stretch = values.stretch === 'none' ? null : defaultStretch;
    const shown = {
      signal,
      say: (what: string) => {
        signal.throwIfAborted();
        if (!json) terminal.line(terminal.style('dim', what));
      },
      played: (each: ScenarioResult) => {
        if (!json) showPlayed(terminal, each);
      },
    };
    const run = { date: new Date(now()), machine: describeMachine() };
    const practiceSize = `${patients.toLocaleString('en-GB')} patients`;
    const parts: Part[] = [];
    if (all || values.check) {
      const size = `${people.toLocaleString('en-GB')} people, ${stretch === null ? 'no' : 'default'} stretching`;
      const leak = { people, stretch, workers: availableParallelism(), databaseServer };
      const start = () => runCheck({ size: leak, searchSeconds, ...shown });
      parts.push({ block: 'attacks-check', size, start });
    }
    if (values.identities) {
      const start = () => runIdentities({ patients, quotas: null, databaseServer, ...shown });
      parts.push({ block: 'attacks-identities', size: practiceSize, start });
    }
    if (values.page) {
      if (browser === undefined)
        throw new CliError('usage_invalid', '--page needs ETANCHE_BROWSER, the path of Chromium.');
      const page = { patients, resources: resourcesOfPatient, databaseServer, browser };
      parts.push({ block: 'attacks-page', size: practiceSize, start: () => runPage({ ...page, ...shown }) });
    }
    const practice = { patients, resources: resourcesOfPatient, quotas: null, databaseServer, ...shown };
    if (all || (values.records && !values.identities && !values.page)) {
      parts.push({ block: 'attacks-records', size: practiceSize, start: () => runRecords(practice) });
    }
    if (all || values.exchange) {
      parts.push({ block: 'attacks-exchange', size: practiceSize, start: () => runExchange(practice) });
    }
    const { write } = values;
    const blocks = parts.map(({ block }) => block);
    if (write !== undefined) await requireBlocks(write, blocks);
    const played: ScenarioResult[] = [];
    for (const { block, size, start } of parts) {
      const part = await start();
      played.push(...part);
      if (write !== undefined) await writeBlock(write, block, attacksBlock({ ...run, size }, part));
    }
    if (json) terminal.json(played.map(({ result }) => result));
    else showTable(terminal, played);
    return played.every(holds) ? exitCode.done : exitCode.failed;
  },
});

/** The scenarios that share one system, and the block of the document that holds their table. */
type Part = { readonly block: AttacksBlock; readonly size: string; readonly start: () => Promise<ScenarioResult[]> };

function showPlayed(terminal: Terminal, played: ScenarioResult): void {
  const { result, bound, remarks } = played;
  const yielded = `${result.id} ${result.stolen}: ${result.defended} of ${result.of} persons, limit ${bound}`;
  if (!isDemonstrable(played)) terminal.line(`${yielded}: not demonstrable at this size`);
  else if (holds(played)) terminal.done(yielded);
  else terminal.warn(yielded);
  for (const remark of remarks) terminal.line(`  ${remark}`);
}

function showTable(terminal: Terminal, played: readonly ScenarioResult[]): void {
  terminal.line();
  const head = ['', 'Stolen', 'Comparable breach', 'Defence off', 'Étanche', 'Limit', 'Of', 'Alarm after', 'Seconds'];
  const rows = played.map((each) => [
    each.result.id,
    each.result.stolen,
    each.result.then === null ? '-' : String(each.result.then),
    String(each.result.undefended),
    isDemonstrable(each)
      ? terminal.style(holds(each) ? 'green' : 'red', String(each.result.defended))
      : `${each.result.defended} (not demonstrable at this size)`,
    String(each.bound),
    String(each.result.of),
    each.result.alarmAt === null ? '-' : String(each.result.alarmAt),
    each.result.seconds.toFixed(0),
  ]);
  terminal.table(head, rows, ['Comparable breach', 'Defence off', 'Étanche', 'Limit', 'Of', 'Alarm after', 'Seconds']);
}
