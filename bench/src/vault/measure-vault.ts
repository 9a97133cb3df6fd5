import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OprfError } from '@etanche/core-oprf';
import { buildNativeEngine, systemToolchain } from '@etanche/core-oprf-sodium';
import { engineDirectory, type EngineSetting } from '@etanche/vault-server';
import type { BenchRun } from '../bench-run.ts';
import type { LoadAnswer, LoadQuestion } from '../children/load-child.ts';
import { federationDirectory, runFederation, type RunningFederation } from '../children/run-federation.ts';
import { startChild } from '../children/start-child.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { meanRates, measureOperations, weightsOf, type Rates } from '../multiplications/measure-operations.ts';
import { vaultNeed } from '../multiplications/needs.ts';
import { openKeySet } from '../open-key-set.ts';
import { random } from '../random.ts';
import { loads, meanRate, measureLoad, type Load, type LoadRate } from './measure-load.ts';

/** The same load on both engines, in turn. */
type Measured = Load & { readonly wasm: LoadRate; readonly native: LoadRate | null };

const keySet = 'check/bench.1';

/** Elements that a vault evaluates in a second of one core, over HTTP, next to the bound by multiplications alone. */
export async function measureVault(run: BenchRun): Promise<Section> {
  run.say('vault: the operations alone, on all cores');
  const before = await measureOperations(run.cores, run.sizes.seconds / 3);
  const missing = await buildEngine(run);
  const { measured, engine } = await measureLoads(run, missing === null);
  run.say('vault: the operations alone, again');
  const rates = meanRates([before, await measureOperations(run.cores, run.sizes.seconds / 3)]);
  return {
    name: 'vault',
    title: 'Vault: evaluated elements per second of one core, over HTTP',
    figures: [...operationFigures(rates), ...measured.flatMap((each) => loadFigures(each, rates))],
    notes: [
      `Per core is per CPU second of the vault's process (HTTP, JSON, signatures and ${run.cores} worker threads).`,
      `Its ${run.cores} cores are shared with the callers and PostgreSQL, which are separate processes.`,
      'A bound is the raw multiplications of WebAssembly (the mean of before and after, all cores busy) divided by the need of an element:',
      ...loads.map(({ batch }) => `  ${needText(batch, rates)}`),
      'Every element is counted in PostgreSQL; the quotas are wider than the run.',
      missing === null
        ? `The native engine is ${engine}: another vault on the same machine, loaded in turn with the one in WebAssembly (once before and once after it). Its aim is 2,014 elements a second where WebAssembly gives 1,390.`
        : `The native engine was not measured: ${missing}.`,
    ],
  };
}

/** @returns null, or why this machine cannot build the engine */
async function buildEngine(run: BenchRun): Promise<string | null> {
  const vault = join(federationDirectory(run, 'native'), 'vault-1');
  await mkdir(vault, { recursive: true, mode: 0o700 });
  try {
    await buildNativeEngine(engineDirectory(vault), systemToolchain);
    return null;
  } catch (error) {
    if (error instanceof OprfError && error.code === 'engine_unavailable') return error.message;
    throw error;
  }
}

async function measureLoads(run: BenchRun, hasNative: boolean): Promise<{ measured: Measured[]; engine: string }> {
  await using stack = new AsyncDisposableStack();
  const callers = stack.use(
    startChild<LoadQuestion, LoadAnswer>(new URL('../children/load-child.ts', import.meta.url)),
  );
  const importerSeed = random(32);
  const start = async (engine: EngineSetting) => {
    const config = { workers: run.cores, engine };
    const vault = stack.use(await runFederation(run, engine, { vaults: 1, threshold: 1 }, config));
    await openKeySet(vault, keySet, importerSeed);
    return vault;
  };
  const wasm = await start('wasm');
  const native = hasNative ? await start('native') : null;
  const engine = native?.engines[0] ?? '';
  if (native !== null && !engine.startsWith('native')) throw new Error(`the vault evaluates with ${engine}`);
  const measured: Measured[] = [];
  for (const load of loads) {
    const measure = async (vault: RunningFederation) =>
      measureLoad(run, callers, {
        federation: vault.federation,
        cpuSeconds: () => vault.cpuSeconds(),
        keySet,
        importerSeed,
        load,
      });
    run.say(`vault: ${load.what}`);
    // The order cancels a machine that becomes slower or faster meanwhile.
    const first = await measure(wasm);
    const faster = native === null ? null : meanRate(await measure(native), await measure(native));
    measured.push({ ...load, wasm: meanRate(first, await measure(wasm)), native: faster });
  }
  return { measured, engine };
}

function loadFigures({ what, batch, wasm, native }: Measured, rates: Rates): Figure[] {
  const bound = rates.multiply / vaultNeed(batch, weightsOf(rates));
  const line = { what, value: wasm.perSecond, unit: 'elements/s', aim: '≥ 80 %' };
  const figures = [share(line, { name: 'bound by multiplications', value: bound }), ...storeFigures(what, wasm)];
  if (native === null) return figures;
  const name = `${what}, native engine`;
  const aim = batch === 1 ? { aim: '≥ 1.45' } : {};
  const faster = { what: name, value: native.perSecond, unit: 'elements/s', ...aim };
  const peer = { name: 'in WebAssembly', value: wasm.perSecond };
  return [...figures, factor(faster, peer), ...storeFigures(name, native)];
}

function storeFigures(what: string, { store }: LoadRate): Figure[] {
  if (store === null) return [];
  const stored = { what: `  PostgreSQL in addition, ${what}`, value: store, unit: 'CPU s' };
  return [factor(stored, { name: 'a CPU second of the vault', value: 1 })];
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
