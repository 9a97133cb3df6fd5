import type { FileResource, PatientFile } from '@etanche/records-client';
import { readPrescription, type PrescriptionLine } from '@etanche/records-medicines';
import { prescriptionPrint } from '../paper/prescription.ts';
import type { Printed } from '../port/paper-calls.ts';
import { practiceToday } from '../port/practice-time.ts';
import { loadMedicines, type Medicines } from './medicines.ts';
import type { OpenFiles } from './open-files.ts';
import { paperHead, printedPatient, type PaperHead } from './print-facts.ts';
import { printedLine } from './printed-line.ts';
import type { SessionHost } from './session-host.ts';
import type { SettingsStore } from './settings-store.ts';

/** The paper of the practice, and prescriptions on it. */
export type Papers = {
  readonly head: () => Promise<PaperHead>;
  readonly prescription: (
    scope: string,
    linesOf: (file: PatientFile, medicines: Medicines) => readonly PrescriptionLine[],
  ) => Promise<Printed | null>;
  /** The lines that were prescribed together last; null if the file has none. */
  readonly lastPrescription: (scope: string) => Promise<Printed | null>;
  /** The lines with these record ids. */
  readonly prescriptionOf: (scope: string, ids: readonly string[]) => Promise<Printed | null>;
};

export function createPapers(host: SessionHost, files: OpenFiles, settings: SettingsStore): Papers {
  const head: Papers['head'] = async () => {
    const documents = (await settings.open()).entries().map(({ content }) => content);
    return paperHead(documents, host.open().me, practiceToday());
  };
  const prescription: Papers['prescription'] = async (scope, linesOf) => {
    const [medicines, file, { missing, signatory, ...paper }] = await Promise.all([
      loadMedicines(),
      files.open(scope),
      head(),
    ]);
    const lines = linesOf(file, medicines);
    if (lines.length === 0) return null;
    const print = prescriptionPrint({
      ...paper,
      prescriber: signatory,
      patient: printedPatient(file, practiceToday()),
      lines: lines.map((line) => printedLine(medicines, line)),
    });
    return { print, missing };
  };
  return {
    ...{ head, prescription },
    lastPrescription: (scope) => prescription(scope, newestLines),
    prescriptionOf: (scope, ids) => prescription(scope, (file) => linesOf(file, ({ id }) => ids.includes(id))),
  };
}

function linesOf(file: PatientFile, isWanted: (one: FileResource) => boolean): PrescriptionLine[] {
  return file.resources().flatMap((one) => {
    const read = isWanted(one) ? readPrescription(one.resource) : null;
    return read === null ? [] : [read.line];
  });
}

function newestLines(file: PatientFile): PrescriptionLine[] {
  const lines = linesOf(file, () => true);
  const newest = lines
    .map(({ authoredOn }) => authoredOn)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);
  return lines.filter(({ authoredOn }) => authoredOn === newest);
}
