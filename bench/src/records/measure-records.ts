import { limits } from '@etanche/core-wire';
import { type PatientTraits } from '@etanche/records-fhir';
import type { BenchRun } from '../bench-run.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { share, type Section } from '../figure.ts';
import { measureOperations, weightsOf } from '../multiplications/measure-operations.ts';
import { importerNeed, vaultNeed } from '../multiplications/needs.ts';
import { percentile } from '../percentile.ts';
import { databaseAlone, signaturesAlone } from './alone.ts';
import { startBenchPractice, type BenchPractice } from './bench-practice.ts';
import { PracticeFiller } from './fill-practice.ts';
import { importFigures, importOnNative } from './import-figures.ts';
import { measureOpenings, measureSearches, openTraced, typedFor, type Pair, type Subjects } from './measure-calls.ts';
import { createPlainClient, type PlainClient } from './plain-client.ts';
import { loadPatients, patientsFrom, today, type Loaded } from './real-patients.ts';
import { requireRoom } from './require-room.ts';
import {
  diskFigures,
  growthFigures,
  latencyFigures,
  paceFigures,
  splitFigures,
  type DiskUse,
} from './records-figures.ts';

const resources = 300;
/** Complete files that are opened in turn. */
const files = 20;
/** Patients of one import, as a practice imports them; a heap with all of them would distort later measurements. */
const perImport = 2500;
/** Patients of the import on the native engine. */
const nativeImport = 750;
const whole = { seed: 'whole files', resources } as const;
const varied = { seed: 'practice', resources: 'varied' } as const;
const threshold = 2;

type Measured = {
  readonly size: number;
  readonly openings: Pair;
  readonly searches: Pair;
  /** Median ms of verifying that many signatures: the machine's pace at that time. */
  readonly pace: number;
};

/** Opening and searching like an application, everything included, while the practice grows. */
export async function measureRecords(run: BenchRun): Promise<Section> {
  const { real, sizes, openings } = run.sizes.records;
  const bound = await importBound(run);
  await using bench = await startBenchPractice(run);
  const subjects = await makeSubjects(run, bench);
  const measured: Measured[] = [];
  const loaded: Loaded[] = [];
  const disk: DiskUse[] = [];
  const growing = grow(run, bench, sizes, real, loaded, disk);
  for await (const size of growing) {
    // Filling takes longer than the idle limit of a session.
    const session = await openTraced(bench);
    collectGarbage();
    const plain = createPlainClient(session.client, today);
    const typed = await findable(
      plain,
      loaded.flatMap(({ traits }) => traits),
    );
    run.say(`records: ${openings} openings and ${openings * 2} searches at ${size} patients`);
    const asked = { ...subjects, typed };
    const opened = await measureOpenings(session, plain, asked, openings);
    const searched = await measureSearches(session, plain, asked, openings * 2);
    run.say(`records: medians at ${size} patients: ${medianOf(opened)} to open, ${medianOf(searched)} to search`);
    measured.push({ size, openings: opened, searches: searched, pace: await signaturesAlone(resources) });
    session.client.session.lock();
  }
  const native = await importOnNative(run, (on) => loadPatients(run, on, varied, [0, Math.min(real, nativeImport)]));
  const [first] = measured;
  if (first === undefined) throw new Error('no size was measured');
  const mean = percentile(first.openings.sealed.times, 0.5);
  const [file = ''] = subjects.sealedFiles;
  const database = await databaseAlone(bench.database, bench.practice, file);
  const median = { name: 'the p50 of opening', value: mean };
  return {
    name: 'records',
    title: 'Records: opening and searching from the headless client, everything included',
    figures: [
      ...latencyFigures('opening', `opening ${resources} resources`, first.openings),
      ...splitFigures('opening', first.openings.sealed),
      share({ what: `  ${resources} Ed25519 verifications alone`, value: first.pace, unit: 'ms' }, median),
      share({ what: '  the database’s rows by its driver alone', value: database, unit: 'ms' }, median),
      ...latencyFigures('search', 'search by birth date and letter', first.searches),
      ...splitFigures('search', first.searches.sealed),
      ...growthFigures(
        'opening',
        measured.map(({ size, openings: pair }) => ({ size, pair })),
      ),
      ...growthFigures(
        'search',
        measured.map(({ size, searches: pair }) => ({ size, pair })),
      ),
      ...paceFigures(`${resources} Ed25519 verifications alone`, measured),
      ...importFigures(run, loaded, bound, native.loaded),
      ...diskFigures(disk),
    ],
    notes: [
      `Three vaults with threshold two, the records server and PostgreSQL share the ${run.cores} cores with the client; no network between them.`,
      `Each opening evaluates and verifies everything; parts overlap if they run in parallel. ${openings} openings of ${files} files, ${openings * 2} searches at each size.`,
      'The plaintext path: the same routes, session, audit leaf and rows, with readable JSON instead of sealed data, no vault and no verified signature; it alternates with the sealed path.',
      `${Math.min(real, sizes.at(-1) ?? 0)} patients were imported. All others are rows of the same shape, copied from those under new ids, with a posting for every term of a person of the same population, really sealed where it shares a term with an imported patient, and random bytes elsewhere.`,
      'Only imported patients are searched.',
      ...(native.missing === null ? [] : [`The native engine was not measured: ${native.missing}.`]),
    ],
  };
}

function medianOf({ sealed, plain }: Pair): string {
  const [ours, theirs] = [sealed, plain].map(({ times }) => `${percentile(times, 0.5).toFixed(1)} ms`);
  return `${ours} (plain ${theirs})`;
}

/** Grows the practice to each size in turn: imported patients first, then filled ones. */
async function* grow(
  run: BenchRun,
  bench: BenchPractice,
  sizes: readonly number[],
  real: number,
  loaded: Loaded[],
  disk: DiskUse[],
): AsyncGenerator<number> {
  let there = 0;
  const empty = await bytesOf(bench.database);
  for (const size of sizes) {
    const toImport = Math.min(size, real);
    while (there < toImport) {
      const end = Math.min(there + perImport, toImport);
      run.say(`records: importing patients ${there} to ${end}`);
      loaded.push(await loadPatients(run, bench, varied, [there, end]));
      there = end;
    }
    if (disk.length === 0) disk.push({ patients: there, bytes: (await bytesOf(bench.database)) - empty });
    // Checked from the first patients on, because an hour later is too late to refuse.
    await requireRoom(bench.database, run.directory, there, sizes.at(-1) ?? size);
    if (there < size) {
      run.say(`records: filling up to ${size} patients`);
      const templates = await templateScopes(bench);
      // A new one each time: its derived terms would stay in the measured heap.
      const filler = new PracticeFiller(
        bench,
        loaded.flatMap(({ traits }) => traits),
      );
      const light = { ...varied, resources: 1 };
      there += await filler.fill(patientsFrom(light, there, size), templates);
    }
    // Pending writes and marks of the filling would otherwise run during the measurement.
    await bench.database.query('VACUUM (ANALYZE)');
    await bench.database.query('CHECKPOINT');
    yield size;
  }
}

/** Bytes of the records database, indexes and audit log included, without the write-ahead log. */
async function bytesOf(database: BenchPractice['database']): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    'SELECT pg_database_size(current_database())::float8 AS bytes',
  );
  return rows[0]?.bytes ?? 0;
}

async function makeSubjects(run: BenchRun, bench: BenchPractice): Promise<Omit<Subjects, 'typed'>> {
  run.say(`records: ${files} files of ${resources} resources, sealed and plain`);
  const { database, practice } = bench;
  await loadPatients(run, bench, whole, [0, files]);
  const { rows } = await database.query<{ scope: string }>('SELECT scope FROM scope WHERE practice = $1', [practice]);
  const plain = createPlainClient(bench.doctor, today);
  const plainFiles: string[] = [];
  for (const { traits, resources: texts } of patientsFrom(whole, 0, files)) {
    plainFiles.push(await plain.create(traits, texts));
  }
  return { sealedFiles: rows.map(({ scope }) => scope), plainFiles, resources };
}

/** Patients that a birth date and a letter find, both ways; the plain client stores them first. */
async function findable(plain: PlainClient, traits: readonly PatientTraits[]): Promise<string[]> {
  const typed: string[] = [];
  for (const person of traits.slice(0, files * 5)) {
    const text = typedFor(person);
    if (text === null) continue;
    if ((await plain.search(text)).length === 0) await plain.create(person, ['{"resourceType":"Basic"}']);
    typed.push(text);
  }
  return typed;
}

async function templateScopes({ database, practice }: BenchPractice): Promise<string[]> {
  const { rows } = await database.query<{ scope: string }>(
    `SELECT scope FROM scope s WHERE practice = $1 AND resources < $2 AND resources > 1
       AND EXISTS (SELECT FROM card c WHERE c.practice = s.practice AND c.scope = s.scope) ORDER BY scope LIMIT 5000`,
    [practice, resources],
  );
  return rows.map(({ scope }) => scope);
}

/** Multiplications a second of all cores, divided by those that one element needs of the importer and t vaults. */
async function importBound(run: BenchRun): Promise<number> {
  const rates = await measureOperations(run.cores, run.sizes.seconds / 3);
  const m = limits.elementsPerImport;
  const weights = weightsOf(rates);
  return (run.cores * rates.multiply) / (importerNeed(m, threshold, weights) + threshold * vaultNeed(m, weights));
}
