import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  grant,
  openImporter,
  openNextEpoch,
  prepareImporter,
  proposeLive,
  type Unlocked,
} from '@etanche/records-client';
import { runImport, type ImportReport, type ImportRequest } from '@etanche/records-import';
import type { TrialPractice } from './start-practice.ts';

export type PatientsToImport = {
  readonly practice: TrialPractice;
  /** For the files and the journal of the import, which are removed after it. */
  readonly directory: string;
  /** JSON texts of each patient's resources. */
  readonly patients: readonly (readonly string[])[];
  /** Days of agenda that the program may open besides. */
  readonly agendaDays: number;
  readonly report: ImportRequest['report'];
};

const hourSeconds = 3600;
const patientsInFile = 100;
/** Terms of a patient with two family names, and once more for a patient that has to be written again. */
const searchUnits = 24;

/**
 * Fills a practice as it is filled in life: a right that two approvers sign, a program that has it, FHIR files.
 *
 * @returns the report, and how the program signs in again
 * @throws Error when a patient was not written
 */
export async function importPatients(
  given: PatientsToImport,
): Promise<{ readonly report: ImportReport; readonly open: () => Promise<Unlocked> }> {
  const { practice, directory, patients, agendaDays } = given;
  const { clock, doctor } = practice;
  const right = await prepareImporter(doctor.unlocked, {
    name: 'Reprise des dossiers',
    units: { scope: patients.length * 2, search: patients.length * searchUnits, agenda: Math.max(1, agendaDays * 2) },
    until: Math.floor(clock.now() / 1000) + 6 * hourSeconds,
  });
  await practice.approve(right.order.order);
  await grant(doctor.unlocked, right.importer);
  const open = (): Promise<Unlocked> => openImporter(doctor.options, right.file);
  const [files, journal] = [join(directory, 'import'), join(directory, 'journal')];
  await writeFiles(files, patients);
  const report = await runImport({
    ...{ paths: [files], open, journal, report: given.report, now: clock.now },
    validate: null,
    parallel: 8,
    memoryBytes: 256 << 20,
    xmlToJson: null,
    freshnessSeconds: 300,
  });
  if (report.patients.written !== patients.length) {
    throw new Error(`${report.patients.written} of ${patients.length} patients imported`);
  }
  for (const each of [files, journal]) await rm(each, { recursive: true });
  return { report, open };
}

/** After this no program is let in any more, and what is written is under an epoch that none has. */
export async function goLive(practice: TrialPractice): Promise<void> {
  const { doctor, approvers } = practice;
  const live = await proposeLive(doctor.unlocked);
  await practice.approve(live.order, approvers.slice(0, 1));
  await openNextEpoch(doctor.unlocked);
}

async function writeFiles(directory: string, patients: PatientsToImport['patients']): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (let at = 0; at < patients.length; at += patientsInFile) {
    const lines = patients.slice(at, at + patientsInFile).flat();
    const text = lines.map((line) => `${line}\n`).join('');
    await writeFile(join(directory, `${String(at).padStart(6, '0')}.ndjson`), text, { mode: 0o600 });
  }
}
