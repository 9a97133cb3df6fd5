import type { RecordsClient } from '../session/client.ts';
import { createAgenda, type Agenda } from '../agenda/agenda.ts';
import { createLiveChanges, type LiveChanges } from '../live/live-changes.ts';
import { verifyAudit, type AuditReport } from '../audit/verify-audit.ts';
import { checkLog, type LogCheck } from '../audit/check-log.ts';
import { readLines, type LineFilter, type LogLines } from '../audit/read-lines.ts';
import { createDataContext } from './create-data-context.ts';
import type { DataOptions } from './data-options.ts';
import { sessionParts } from './session-parts.ts';
import type { Correspondent } from '../exchange/correspondent.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { createPatients, type Patients } from '../patients/patients.ts';
import { openSettings, type Settings } from '../settings/settings.ts';
import { fileReport, withdrawsUnknown, type FiledReport, type ReportToFile } from '../results/file-report.ts';
import type { Filing } from '../results/filing.ts';
import { fileTransfer, type FiledTransfer, type TransferFiling } from '../transfer/file-transfer.ts';
import type { OpenedTransfer } from '../transfer/open-transfer.ts';
import { sealTransfer, type SealedTransfer, type TransferToSeal } from '../transfer/seal-transfer.ts';
import { createUnassigned, type Unassigned } from '../unassigned/unassigned.ts';
import { createWaitingReports, type WaitingReports } from '../unassigned/waiting-reports.ts';

/**
 * All functions of a session on patients. One for each session is enough: a second one works with the files of the
 * first, and evaluates again what that one has in memory, for another unit.
 */
export type RecordsData = {
  readonly patients: Patients;
  readonly agenda: Agenda;
  readonly unassigned: Unassigned;
  readonly waiting: WaitingReports;
  readonly live: LiveChanges;
  /**
   * Files a received report under a patient, for the doctor who has to see it.
   *
   * @throws DataError; RecordsClientError
   */
  readonly fileReport: (report: ReportToFile, filing: Filing) => Promise<FiledReport>;
  /** True for a withdrawal of what the file does not have: it waits for a person (`waiting`). */
  readonly withdrawsUnknown: (report: ReportToFile, file: PatientFile) => Promise<boolean>;
  /** Seals a complete file to the practice that treats the patient now. @throws DataError; RecordsClientError */
  readonly sealTransfer: (to: Correspondent, file: PatientFile, given: TransferToSeal) => Promise<SealedTransfer>;
  /** Files a transferred patient as a new one or into an own file. @throws DataError; RecordsClientError */
  readonly fileTransfer: (transfer: OpenedTransfer, filing: TransferFiling) => Promise<FiledTransfer>;
  /** The practice's settings, which every member reads. @throws DataError; RecordsClientError */
  readonly settings: () => Promise<Settings>;
  /**
   * Verifies the audit log, and that this session's own reads and writes are in it.
   *
   * @param slackSeconds greatest difference of clocks plus the time that the server may take to number a leaf
   */
  readonly verifyAudit: (slackSeconds: number) => Promise<AuditReport>;
  /**
   * Reads the whole audit log again and compares it with its checkpoint and with the check before.
   *
   * @throws DataError
   */
  readonly checkLog: (reading: Parameters<typeof checkLog>[1]) => Promise<LogCheck>;
  /** Lines of the audit log, the newest first. @throws DataError */
  readonly logLines: (filter: LineFilter, before: number | null) => Promise<LogLines>;
};

/**
 * Creates the functions on patients, searches, agendas and the audit log of one session.
 *
 * @param options those that differ from `dataDefaults`
 * @throws DataError `options_invalid`
 */
export function createRecordsData(client: RecordsClient, options: DataOptions = {}): RecordsData {
  const context = createDataContext(client, options);
  const { files } = sessionParts(client);
  const patients = createPatients(context, files);
  return {
    patients,
    unassigned: createUnassigned(context, files.handleOf),
    waiting: createWaitingReports(context),
    agenda: createAgenda(context),
    live: createLiveChanges(context),
    fileReport: (report, filing) => fileReport(context, report, filing),
    withdrawsUnknown: (report, file) => withdrawsUnknown(context, report, file),
    sealTransfer: (to, file, given) => sealTransfer(context, to, file, given),
    fileTransfer: (transfer, filing) =>
      fileTransfer(context, { open: (scope) => patients.open(scope), handleOf: files.handleOf }, transfer, filing),
    settings: () => openSettings(context),
    checkLog: (reading) => checkLog(context, reading),
    logLines: (filter, before) => readLines(context, filter, before),
    verifyAudit: (slackSeconds) => verifyAudit(context, slackSeconds),
  };
}
