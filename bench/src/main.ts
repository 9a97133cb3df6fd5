import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeMachine, onStopSignal, readEnvironment, requireBlocks, setting, writeBlock } from '@etanche/platform';
import { Terminal } from '@etanche/cli';
import { BenchRun } from './bench-run.ts';
import { readCommandLine, usage, type CommandLine } from './command-line.ts';
import type { Section, SectionName } from './figure.ts';
import { measureScreens } from './application/measure-screens.ts';
import { measureTasks } from './application/measure-tasks.ts';
import { measureAvailability } from './availability/measure-availability.ts';
import { measureConstantTime } from './constant-time/measure-constant-time.ts';
import { measureExchange } from './exchange/measure-exchange.ts';
import { measureGrowth } from './growth/measure-growth.ts';
import { measureImport } from './import/measure-import.ts';
import { measureLaboratory } from './laboratory/measure-laboratory.ts';
import { measurePage } from './page/measure-page.ts';
import { measureInterop } from './interop/measure-interop.ts';
import { measurePacks } from './packs/measure-packs.ts';
import { measureRecords } from './records/measure-records.ts';
import { measureRecordsServer } from './records-server/measure-records-server.ts';
import { sectionBlock, showSection } from './show-section.ts';
import { sizes, type Sizes } from './sizes.ts';
import { measureVault } from './vault/measure-vault.ts';

const sections: Readonly<Record<SectionName, (run: BenchRun) => Promise<Section>>> = {
  vault: measureVault,
  'constant-time': measureConstantTime,
  import: measureImport,
  page: measurePage,
  growth: measureGrowth,
  'records-server': measureRecordsServer,
  records: measureRecords,
  packs: measurePacks,
  interop: measureInterop,
  exchange: measureExchange,
  laboratory: measureLaboratory,
  availability: measureAvailability,
  tasks: measureTasks,
  screens: measureScreens,
};

const document = resolve(import.meta.dirname, '../../docs/performance.md');

const { ETANCHE_BROWSER: browser, NO_COLOR: noColour } = readEnvironment({
  ETANCHE_BROWSER: setting.optional(setting.path()),
  NO_COLOR: { read: (text) => ({ value: (text ?? '') !== '' }) },
});
const terminal = new Terminal({ out: process.stdout, errors: process.stderr, now: Date.now, noColour });
const line = readCommandLine(process.argv.slice(2));

if ('fault' in line) {
  terminal.warn(`${line.fault}; see --help`);
  process.exitCode = 2;
} else if (line.help) process.stdout.write(usage);
else {
  try {
    await measure(line);
  } catch (error) {
    terminal.printProblem(error);
    process.exitCode = 1;
  }
}

async function measure({ sections: chosen, size, imported, largest, json, out, write }: CommandLine): Promise<void> {
  const say = (what: string) => process.stderr.write(`… ${what}\n`);
  const machine = describeMachine();
  if (write) await requireBlocks(document, chosen.map(blockOf));
  await using run = await BenchRun.start({
    sizes: changed(sizes[size], imported, largest),
    browser: browser ?? null,
    say,
  });
  // PostgreSQL has a session of its own and would outlive an interrupted run.
  onStopSignal({
    now: () => performance.now(),
    stop: () => void run[Symbol.asyncDispose]().finally(() => process.exit(1)),
  });
  const startedAt = new Date().toISOString();
  if (!json) terminal.line(`${machine}; ${size} sizes; ${startedAt.slice(0, 10)}`);
  const measured: Section[] = [];
  for (const name of chosen) {
    const section = await sections[name](run);
    measured.push(section);
    if (!json) showSection(terminal, section);
    if (write) await writeBlock(document, blockOf(name), sectionBlock({ startedAt, size, machine }, section));
  }
  const result = { format: 'etanche/v1/bench', machine, size, startedAt, sections: measured };
  if (json) terminal.json(result);
  if (out !== null) await writeFile(out, `${JSON.stringify(result, null, 2)}\n`);
}

function blockOf(name: SectionName): string {
  return `bench-${name}`;
}

function changed(chosen: Sizes, imported: number | null, largest: number | null): Sizes {
  const { real, sizes: patients, openings } = chosen.records;
  const ended = largest === null ? patients : [...patients.slice(0, -1).filter((size) => size < largest), largest];
  return { ...chosen, records: { openings, real: imported ?? real, sizes: ended } };
}
