import { OprfError } from '@etanche/core-oprf';
import { termsOf } from '@etanche/records-fhir';
import type { BenchRun } from '../bench-run.ts';
import { factor, share, type Figure } from '../figure.ts';
import { startBenchPractice, type BenchPractice } from './bench-practice.ts';
import type { Loaded } from './real-patients.ts';

/** Patients a second on two cores. */
const aim = 80;

type NativeImport = { readonly loaded: Loaded | null; readonly missing: string | null };

/** Imports into a practice whose vaults and importer evaluate on the native engine, where this machine can build it. */
export async function importOnNative(
  run: BenchRun,
  load: (bench: BenchPractice) => Promise<Loaded>,
): Promise<NativeImport> {
  run.say('records: importing on the native engine');
  try {
    await using bench = await startBenchPractice(run, 'native');
    return { loaded: await load(bench), missing: null };
  } catch (error) {
    if (error instanceof OprfError && error.code === 'engine_unavailable') {
      return { loaded: null, missing: error.message };
    }
    throw error;
  }
}

/** @param elementsPerSecond what the multiplications alone allow, on all cores */
export function importFigures(
  run: BenchRun,
  loaded: readonly Loaded[],
  elementsPerSecond: number,
  native: Loaded | null,
): Figure[] {
  const traits = loaded.flatMap((each) => each.traits);
  const elements = traits.reduce((sum, person) => sum + termsOf(person).length + 1, 0) / traits.length;
  const bound = {
    name: `${elements.toFixed(1)} evaluations each, ${run.cores} cores`,
    value: elementsPerSecond / elements,
  };
  const rate = { what: `importing ${traits.length} patients`, value: perSecond(loaded), unit: 'patients/s' };
  const figures = [share(rate, bound), ...cpuFigures(loaded)];
  if (native === null) return figures;
  const what = `importing ${native.traits.length} patients, native engine at importer and vaults`;
  return [
    ...figures,
    factor(
      { what, value: perSecond([native]), unit: 'patients/s' },
      { name: 'in WebAssembly', value: perSecond(loaded) },
    ),
    ...cpuFigures([native]),
  ];
}

function perSecond(loaded: readonly Loaded[]): number {
  return patientsOf(loaded) / loaded.reduce((sum, { report }) => sum + report.seconds, 0);
}

function patientsOf(loaded: readonly Loaded[]): number {
  return loaded.reduce((sum, { traits }) => sum + traits.length, 0);
}

/** CPU time of each patient, which other programs' load changes less than the rate. */
function cpuFigures(loaded: readonly Loaded[]): Figure[] {
  const patients = patientsOf(loaded);
  const all = { name: `what ${aim} patients/s leave of two cores`, value: 2000 / aim };
  const parts = [
    ['the importer', loaded.map(({ cpu }) => cpu.client)],
    ['three vaults and the records server', loaded.map(({ cpu }) => cpu.servers)],
    ['PostgreSQL', loaded.map(({ cpu }) => cpu.store ?? 0)],
  ] as const;
  return parts.map(([who, seconds]) => {
    const value = (seconds.reduce((sum, each) => sum + each, 0) * 1000) / patients;
    return share({ what: `  CPU time of ${who} for each`, value, unit: 'ms' }, all);
  });
}
