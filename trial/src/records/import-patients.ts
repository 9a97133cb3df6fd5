import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '@etanche/core-wire';
import {
  openImporter,
  openImporterFile,
  prepareImporter,
  proposeLive,
  type RecordsClient,
} from '@etanche/records-client';
import { countImport, journalScopes, runImport, type ImportReport, type ImportRequest } from '@etanche/records-import';
import type { TrialPractice } from './start-practice.ts';

export type PatientsToImport = {
  readonly practice: TrialPractice;
  /** Temporary directory for the files and the journal of the import. */
  readonly directory: string;
  /** JSON texts of each patient's resources. */
  readonly patients: readonly (readonly string[])[];
  readonly report: ImportRequest['report'];
};

const hourSeconds = 3600;
const patientsInFile = 100;
const memoryBytes = 256 << 20;
/** For a file that exists only during this process, so that opening it is fast. */
const lock = { passphrase: 'une phrase pour un essai', workFactor: 4 };

/** The result of an import: its report, a function to sign its program in again, and the program's file. */
type ImportedPatients = {
  readonly report: ImportReport;
  /** The file of each patient, in their order. */
  readonly scopes: readonly string[];
  readonly open: () => Promise<RecordsClient>;
  readonly file: Bytes;
  readonly passphrase: string;
};

/**
 * Fills a practice like a real one: a right signed by two approvers, a program with that right, FHIR files.
 *
 * @throws Error if a patient was not written
 */
export async function importPatients(given: PatientsToImport): Promise<ImportedPatients> {
  const { practice, directory, patients } = given;
  const { clock, doctor } = practice;
  const [files, journal] = [join(directory, 'import'), join(directory, 'journal')];
  await writeFiles(files, patients);
  const until = Math.floor(clock.now() / 1000) + 6 * hourSeconds;
  const count = await countImport({ paths: [files], xmlToJson: null, memoryBytes });
  const right = await prepareImporter(doctor.client, { name: 'Reprise des dossiers', ...count, until }, lock);
  await practice.approve(right.order.order);
  await doctor.client.session.call('syncMembers');
  const importer = await openImporterFile(right.file, lock.passphrase);
  const open = (): Promise<RecordsClient> => openImporter(doctor.options, importer);
  const report = await runImport({
    ...{ paths: [files], open, journal, report: given.report, now: clock.now },
    validate: null,
    parallel: 8,
    memoryBytes,
    xmlToJson: null,
    freshnessSeconds: 300,
    retry: { attempts: 5, firstWaitMs: 500, longestWaitMs: 10_000, withinMs: 120_000 },
  });
  if (report.patients.written !== patients.length) {
    throw new Error(`${report.patients.written} of ${patients.length} patients imported`);
  }
  const client = await open();
  const texts = patients.map(([patient = '']) => patient);
  const found = await journalScopes(journal, practice.practice, client.secrets.indexSecret(), texts);
  client.session.lock();
  const scopes = found.filter((scope) => scope !== null);
  if (scopes.length !== patients.length) throw new Error(`${scopes.length} files of ${patients.length} patients`);
  for (const each of [files, journal]) await rm(each, { recursive: true });
  return { report, scopes, open, file: right.file, passphrase: lock.passphrase };
}

/** After this, no import program is admitted. */
export async function goLive(practice: TrialPractice): Promise<void> {
  const { doctor, approvers } = practice;
  const live = await proposeLive(doctor.client);
  await practice.approve(live.order, approvers.slice(0, 1));
}

async function writeFiles(directory: string, patients: PatientsToImport['patients']): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (let at = 0; at < patients.length; at += patientsInFile) {
    const lines = patients.slice(at, at + patientsInFile).flat();
    const text = lines.map((line) => `${line}\n`).join('');
    await writeFile(join(directory, `${String(at).padStart(6, '0')}.ndjson`), text, { mode: 0o600 });
  }
}
