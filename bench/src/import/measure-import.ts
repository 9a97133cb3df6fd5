import { join } from 'node:path';
import { defaultStretch } from '@etanche/check-import';
import { type Kind, type Stretch } from '@etanche/core-check-protocol';
import { limits } from '@etanche/core-wire';
import type { BenchRun } from '../bench-run.ts';
import type { ImportAnswer, ImportQuestion } from '../children/import-child.ts';
import type { LeakQuestion } from '../children/leak-child.ts';
import { runFederation, type RunningFederation } from '../children/run-federation.ts';
import { startChild } from '../children/start-child.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { meanRates, measureOperations, weightsOf, type Rates } from '../multiplications/measure-operations.ts';
import { importerNeed, vaultNeed } from '../multiplications/needs.ts';
import { argon2idRate } from './argon2id-rate.ts';

const threshold = 2;
const vaults = 3;
const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;
const reportEverySeconds = 30;

type Import = { readonly name: string; readonly rows: number; readonly kinds: readonly Kind[] } & {
  readonly stretch: Stretch | null;
};

type Imported = ImportAnswer & { readonly vaultCpuSeconds: number };

/** An import's evaluations, stretching and memory, with three vaults and threshold two. */
export async function measureImport(run: BenchRun): Promise<Section> {
  const { sizes, cores } = run;
  run.say('import: the operations alone, on all cores');
  const ratesBefore = await measureOperations(cores, sizes.seconds / 3);
  const hashesBefore = await argon2idRate(cores, sizes.seconds / 2, defaultStretch);
  const imported = await runImports(run);
  run.say('import: the operations alone, again');
  const hashes = (hashesBefore + (await argon2idRate(cores, sizes.seconds / 2, defaultStretch))) / 2;
  const rates = meanRates([ratesBefore, await measureOperations(cores, sizes.seconds / 3)]);
  const { client, servers } = needs(rates);
  return {
    name: 'import',
    title: `Import: terms per second on ${cores} cores, vaults included, and memory`,
    figures: [
      ...termFigures(imported.terms, cores, rates.multiply / (client + servers)),
      ...stretchFigures(imported.stretched, hashes, (rates.multiply * cores) / (client + servers)),
      ...memoryFigures(imported.small, imported.large),
    ],
    notes: [
      `${vaults} vaults with threshold ${threshold} and the import share the ${cores} cores; no network between them.`,
      `A term needs ${client.toFixed(2)} multiplications of the importer and ${servers.toFixed(2)} of the ${threshold} vaults together, in batches of ${limits.elementsPerImport}.`,
      `Its bound is ${cores} × ${Math.round(rates.multiply)} raw multiplications/s divided by that; the bound of stretching is Argon2id alone on all cores (${defaultStretch.memoryKiB / 1024} MiB, ${defaultStretch.passes} passes).`,
      `Memory is that of the import's process (VmHWM), one or two terms per row (kind nir), without stretching.`,
    ],
  };
}

async function runImports(run: BenchRun) {
  const { sizes } = run;
  const [few, many] = sizes.memoryRows;
  await using federation = await runFederation(run, 'import', { vaults, threshold }, {});
  const importOf = async (what: Import) => runOneImport(run, federation, what);
  return {
    terms: await importOf({ name: 'terms', rows: sizes.termRows, kinds: ['nir', 'code'], stretch: null }),
    stretched: await importOf({
      ...{ name: 'stretched', rows: sizes.stretchRows, kinds: ['nir'], stretch: defaultStretch },
    }),
    small: await importOf({ name: 'memory-small', rows: few, kinds: ['nir'], stretch: null }),
    large: await importOf({ name: 'memory-large', rows: many, kinds: ['nir'], stretch: null }),
  };
}

async function runOneImport(run: BenchRun, federation: RunningFederation, what: Import): Promise<Imported> {
  const { name, rows, kinds, stretch } = what;
  run.say(`import: ${rows} people as ${kinds.join(', ')}${stretch === null ? '' : ', stretched'}`);
  const path = join(run.directory, `${name}.csv`);
  {
    await using writer = startChild<LeakQuestion, unknown>(new URL('../children/leak-child.ts', import.meta.url));
    await writer.ask({ path, people: rows });
  }
  await using importer = startChild<ImportQuestion, ImportAnswer>(
    new URL('../children/import-child.ts', import.meta.url),
    run.say,
  );
  const before = await federation.cpuSeconds();
  const answer = await importer.ask({
    ...{ path, kinds, stretch, federation: federation.federation, keyFile: federation.keyFile },
    out: join(run.directory, `out-${name}`),
    index: `bench-${name}`,
    workers: run.cores,
    reportEvery: reportEverySeconds,
  });
  return { ...answer, vaultCpuSeconds: (await federation.cpuSeconds()) - before };
}

function needs(rates: Rates): { readonly client: number; readonly servers: number } {
  const weights = weightsOf(rates);
  const m = limits.elementsPerImport;
  return { client: importerNeed(m, threshold, weights), servers: threshold * vaultNeed(m, weights) };
}

function termFigures(imported: Imported, cores: number, perCore: number): Figure[] {
  const { rows, terms, seconds, evaluateSeconds, cpuSeconds, vaultCpuSeconds } = imported;
  const bound = { name: `bound by multiplications, ${cores} cores`, value: perCore * cores };
  const line = (what: string, duration: number) => ({ what, value: terms / duration, unit: 'terms/s' });
  return [
    share({ ...line(`evaluating ${terms} terms`, evaluateSeconds) }, bound),
    share(line(`whole import of ${rows} rows, reading to publishing`, seconds), bound),
    share(line('whole import, per CPU second of import and vaults', cpuSeconds + vaultCpuSeconds), {
      ...{ name: 'bound by multiplications, one core', value: perCore },
    }),
  ];
}

function stretchFigures(answer: ImportAnswer, hashes: number, terms: number): Figure[] {
  const { rows, stretched, evaluateSeconds } = answer;
  const line = { what: `stretching ${rows} rows`, value: stretched / evaluateSeconds, unit: 'terms/s' };
  const both = 1 / (1 / hashes + 1 / terms);
  return [
    share(line, { name: 'bound by Argon2id', value: hashes }),
    share(line, { name: 'bound by Argon2id and multiplications', value: both }),
  ];
}

function memoryFigures(small: ImportAnswer, large: ImportAnswer): Figure[] {
  const line = ({ rows, peakBytes }: ImportAnswer) => ({
    what: `peak memory, ${rows} rows`,
    value: peakBytes / mebibyte,
    unit: 'MiB',
  });
  const limit = { name: 'limit of 1 GiB', value: gibibyte / mebibyte };
  return [
    share({ ...line(small), aim: '< 100 %' }, limit),
    share({ ...line(large), aim: '< 100 %' }, limit),
    factor({ ...line(large), aim: 'flat' }, { name: `peak at ${small.rows} rows`, value: small.peakBytes / mebibyte }),
  ];
}
