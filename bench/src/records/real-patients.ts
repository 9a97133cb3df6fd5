import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { syntheticPractice, type PracticePatient } from '@etanche/demo';
import { createMemory, openImporter } from '@etanche/records-client';
import { runImport, type ImportReport } from '@etanche/records-import';
import type { PatientTraits } from '@etanche/records-fhir';
import type { BenchRun } from '../bench-run.ts';
import { postgresCpuSeconds } from '../vault/postgres-cpu.ts';
import type { BenchPractice } from './bench-practice.ts';

type Population = { readonly seed: string; readonly resources: number | 'varied' };

/** The synthetic patients contain no later date. */
export const today = '2026-11-20';
/** Patients from `from` on; each is the same in every run. */
export function* patientsFrom({ seed, resources }: Population, from: number, to: number): Generator<PracticePatient> {
  let place = 0;
  for (const patient of syntheticPractice({ seed, patients: to, resourcesPerPatient: resources, today })) {
    if (place++ >= from) yield patient;
  }
}

/** CPU seconds of the importer, of vaults and records server, and of PostgreSQL (null without /proc). */
type CpuSeconds = { readonly client: number; readonly servers: number; readonly store: number | null };
export type Loaded = {
  readonly traits: readonly PatientTraits[];
  readonly report: ImportReport;
  readonly cpu: CpuSeconds;
};

/** Imports patients like a practice does: FHIR files, the import program, its right. */
export async function loadPatients(
  run: BenchRun,
  bench: BenchPractice,
  population: Population,
  [from, to]: readonly [number, number],
): Promise<Loaded> {
  const { options, importer, thread } = bench;
  const environment = { ...options.environment, verify: thread.verify, blind: thread.blind, memory: createMemory() };
  const directory = join(run.directory, `patients-${population.seed}-${from}`);
  const files = join(directory, 'files');
  await mkdir(files, { recursive: true, mode: 0o700 });
  const traits = await writeFiles(join(files, 'patients.ndjson'), population, from, to);
  let reportedAt = performance.now();
  const before = await cpuOf(run, bench);
  const report = await runImport({
    ...{ paths: [files], journal: join(directory, 'journal'), validate: null, now: Date.now },
    ...{ parallel: 48, memoryBytes: 1 << 28, xmlToJson: null, freshnessSeconds: 300 },
    retry: { attempts: 5, firstWaitMs: 500, longestWaitMs: 10_000, withinMs: 120_000 },
    open: () => openImporter({ ...options, environment }, importer),
    report: (step, done, total) => {
      if (performance.now() - reportedAt < 30_000) return;
      reportedAt = performance.now();
      run.say(`records: ${step} ${done} of ${total ?? '?'} patients`);
    },
  });
  if (report.patients.written !== to - from)
    throw new Error(`${report.patients.written} of ${to - from} were imported`);
  const after = await cpuOf(run, bench);
  await rm(directory, { recursive: true });
  const store = before.store === null || after.store === null ? null : after.store - before.store;
  const cpu = { client: after.client - before.client, servers: after.servers - before.servers, store };
  return { traits, report, cpu };
}

async function cpuOf(run: BenchRun, bench: BenchPractice): Promise<CpuSeconds> {
  const { user, system } = process.cpuUsage();
  const store = await postgresCpuSeconds(new URL(await run.databaseServer()).port);
  return { client: (user + system) / 1e6, servers: await bench.cpuSeconds(), store };
}

async function writeFiles(path: string, population: Population, from: number, to: number): Promise<PatientTraits[]> {
  const traits: PatientTraits[] = [];
  const file = createWriteStream(path, { mode: 0o600 });
  for (const patient of patientsFrom(population, from, to)) {
    traits.push(patient.traits);
    if (!file.write(patient.resources.map((text) => `${text}\n`).join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return traits;
}
