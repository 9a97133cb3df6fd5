import type { BenchRun } from '../bench-run.ts';
import { runFederation, type RunningFederation } from '../children/run-federation.ts';
import type { LoadAnswer, LoadQuestion } from '../children/load-child.ts';
import { startChild, type Child } from '../children/start-child.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { meanRates, measureOperations, weightsOf, type Rates } from '../multiplications/measure-operations.ts';
import { vaultNeed } from '../multiplications/needs.ts';
import { openKeySet } from '../open-key-set.ts';
import { random } from '../random.ts';
import { postgresCpuSeconds } from './postgres-cpu.ts';

/** A type of caller: elements of a request, concurrent requests, and whether it signs. */
type Load = { readonly what: string; readonly batch: number; readonly connections: number; readonly signed: boolean };

const loads: readonly Load[] = [
  { what: 'single proofs, anonymous', batch: 1, connections: 64, signed: false },
  { what: 'batches of 20, anonymous', batch: 20, connections: 32, signed: false },
  { what: 'batches of 256, importer', batch: 256, connections: 8, signed: true },
];

type Measured = Load & {
  readonly perSecond: number;
  /** PostgreSQL's CPU time divided by the vault's, or null. */
  readonly store: number | null;
};

const keySet = 'check/bench.1';
const warmSeconds = 1;

/** Elements that a vault evaluates in a second of one core, over HTTP, next to the bound by multiplications alone. */
export async function measureVault(run: BenchRun): Promise<Section> {
  run.say('vault: the operations alone, on all cores');
  const before = await measureOperations(run.cores, run.sizes.seconds / 3);
  const measured: Measured[] = [];
  {
    await using vault = await runFederation(run, 'single', { vaults: 1, threshold: 1 }, { workers: run.cores });
    await using callers = startChild<LoadQuestion, LoadAnswer>(new URL('../children/load-child.ts', import.meta.url));
    const importerSeed = random(32);
    await openKeySet(vault, keySet, importerSeed);
    for (const load of loads) {
      run.say(`vault: ${load.what}`);
      measured.push(await measureLoad(run, vault, callers, { load, importerSeed }));
    }
  }
  run.say('vault: the operations alone, again');
  const rates = meanRates([before, await measureOperations(run.cores, run.sizes.seconds / 3)]);
  return {
    name: 'vault',
    title: 'Vault: evaluated elements per second of one core, over HTTP',
    figures: [...operationFigures(rates), ...measured.flatMap((each) => loadFigures(each, rates))],
    notes: [
      `Per core is per CPU second of the vault's process (HTTP, JSON, signatures and ${run.cores} worker threads).`,
      `Its ${run.cores} cores are shared with the callers and PostgreSQL, which are separate processes.`,
      'A bound is the raw multiplications (the mean of before and after, all cores busy) divided by the need of an element:',
      ...loads.map(({ batch }) => `  ${needText(batch, rates)}`),
      'Every element is counted in PostgreSQL; the quotas are wider than the run.',
    ],
  };
}

async function measureLoad(
  run: BenchRun,
  vault: RunningFederation,
  callers: Child<LoadQuestion, LoadAnswer>,
  { load, importerSeed }: { readonly load: Load; readonly importerSeed: Uint8Array<ArrayBuffer> },
): Promise<Measured> {
  const { batch, connections, signed } = load;
  const port = new URL(await run.databaseServer()).port;
  const question = { federation: vault.federation, keySet, batch, connections };
  const ask = async (seconds: number) =>
    callers.ask({ ...question, seconds, importerSeed: signed ? importerSeed : null });
  await ask(warmSeconds);
  const [vaultBefore, storeBefore] = [await vault.cpuSeconds(), await postgresCpuSeconds(port)];
  const { answered, refused } = await ask(run.sizes.seconds);
  const [vaultAfter, storeAfter] = [await vault.cpuSeconds(), await postgresCpuSeconds(port)];
  if (refused > 0) throw new Error(`the vault refused ${refused} of ${refused + answered} requests`);
  const cpu = vaultAfter - vaultBefore;
  const store = storeBefore === null || storeAfter === null ? null : (storeAfter - storeBefore) / cpu;
  return { ...load, perSecond: (answered * batch) / cpu, store };
}

function loadFigures({ what, batch, perSecond, store }: Measured, rates: Rates): Figure[] {
  const bound = rates.multiply / vaultNeed(batch, weightsOf(rates));
  const line = { what, value: perSecond, unit: 'elements/s', aim: '≥ 80 %' };
  const figures = [share(line, { name: 'bound by multiplications', value: bound })];
  if (store === null) return figures;
  const stored = { what: `  PostgreSQL in addition, ${what}`, value: store, unit: 'CPU s' };
  return [...figures, factor(stored, { name: 'a CPU second of the vault', value: 1 })];
}

/** Each operation next to a multiplication: the weights of the bounds. */
function operationFigures(rates: Rates): Figure[] {
  const peer = { name: 'raw multiplications', value: rates.multiply };
  const line = (what: string, value: number) => factor({ what, value, unit: '/s' }, peer);
  return [
    line('addition of encoded elements', rates.add),
    line('multiplication of the generator', rates.base),
    line('hash to the group', rates.hashToGroup),
    line('hash to a scalar', rates.hashToScalar),
    line('decoding and checking an element', rates.door),
  ];
}

function needText(m: number, rates: Rates): string {
  const need = vaultNeed(m, weightsOf(rates)).toFixed(2);
  return `batch of ${m}: ${need} = (${2 * m + 2} multiplications, ${m - 1} additions, 1 of the generator, ${m + 1} hashes to scalars, ${m} decoded) / ${m}`;
}
