import type { RecordsClient } from '../session/client.ts';
import { createAgenda, type Agenda } from '../agenda/agenda.ts';
import { createLiveChanges, type LiveChanges } from '../live/live-changes.ts';
import { verifyAudit, type AuditReport } from '../audit/verify-audit.ts';
import { checkLog, type LogCheck } from '../audit/check-log.ts';
import { readLines, type LineFilter, type LogLines } from '../audit/read-lines.ts';
import { createDataContext } from './create-data-context.ts';
import type { DataOptions } from './data-options.ts';
import { createFileHandles } from '../patients/file-handles.ts';
import { createPatients, type Patients } from '../patients/patients.ts';
import { openSettings, type Settings } from '../settings/settings.ts';
import { createUnassigned, type Unassigned } from '../unassigned/unassigned.ts';

/** All functions of a session on patients. Create one for each session, because its parts share evaluated outputs. */
export type RecordsData = {
  readonly patients: Patients;
  readonly agenda: Agenda;
  readonly unassigned: Unassigned;
  readonly live: LiveChanges;
  /** The practice's settings, which every member reads. @throws DataError; RecordsClientError */
  readonly settings: () => Promise<Settings>;
  /**
   * Verifies the audit log, and that this session's own reads and writes are in it.
   *
   * @param slackSeconds greatest difference of clocks plus the time that the server may take to number a leaf
   */
  readonly verifyAudit: (slackSeconds: number) => Promise<AuditReport>;
  /** Reads the whole audit log again and compares it with its checkpoint and with the check before. @throws DataError */
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
  const files = createFileHandles();
  return {
    patients: createPatients(context, files),
    unassigned: createUnassigned(context, files.handleOf),
    agenda: createAgenda(context),
    live: createLiveChanges(context),
    settings: () => openSettings(context),
    checkLog: (reading) => checkLog(context, reading),
    logLines: (filter, before) => readLines(context, filter, before),
    verifyAudit: (slackSeconds) => verifyAudit(context, slackSeconds),
  };
}
