import type { RejectionReason, WaitingReason } from '@etanche/core-records-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { createKeyedHash } from '../import/record-ids.ts';
import { fileReport, type FiledReport, type ReportToFile } from '../results/file-report.ts';
import type { Filing } from '../results/filing.ts';
import { receivedDocument, receivedIdentifier } from '../results/received-document.ts';
import { listUnassigned, type WaitingEntry } from './list-unassigned.ts';
import {
  alreadyDecided,
  openUnassigned,
  rejectResources,
  requireOpen,
  type UnassignedHandle,
} from './open-unassigned.ts';
import { contentOf, readReportText, recordOf, type ReceivedReport, type WaitingReport } from './received-report.ts';
import { storeReport, type StoredReport } from './store-report.ts';

/** A received report that was opened. */
export type OpenedReport = {
  readonly scope: string;
  readonly report: WaitingReport;
  /** The bytes that the sender sent. @throws DataError, RecordsClientError */
  content(): Promise<Bytes>;
};

/**
 * Received reports whose patient is not certain, for the doctors of the practice. All methods throw DataError or
 * RecordsClientError; a secretary gets `forbidden`.
 */
export type WaitingReports = {
  /**
   * Puts a report on the list. Costs no unit. The same bytes again change nothing, also after a decision about them.
   *
   * @throws DataError `too_large`; RecordsClientError `limit_reached`
   */
  store(report: ReceivedReport, reason: WaitingReason): Promise<StoredReport>;
  /** Lists the reports that wait. Costs no unit. */
  list(): Promise<readonly WaitingEntry[]>;
  /**
   * Opens a report. Like a patient's file, it costs one unit unless it was opened since the last lock.
   *
   * @throws DataError `conflict` if a doctor decided about it
   */
  open(scope: string): Promise<OpenedReport>;
  /**
   * Files a report under a patient (`fileReport`), then removes it from the list. A call that failed in between is
   * completed by the same call.
   *
   * @param changes builds the report's resources from its bytes, and other changes to write with it
   * @throws DataError `conflict` if another doctor decided about the report; `could_not_check`, `uncertain`,
   *   `list_full`
   */
  assign(
    from: OpenedReport,
    changes: Pick<ReportToFile, 'resources' | 'alongside'>,
    filing: Filing,
  ): Promise<FiledReport>;
  /**
   * Removes a report from the list for a reason, which the audit log stores. Its content stays in the sealed scope.
   *
   * @throws DataError `conflict` if another doctor decided about it first
   */
  discard(from: OpenedReport, reason: Exclude<RejectionReason, 'filed'>): Promise<void>;
};

type Opened = { readonly handle: UnassignedHandle; readonly id: string };

export function createWaitingReports(context: DataContext): WaitingReports {
  const opened = new WeakMap<OpenedReport, Opened>();
  const openedBy = (report: OpenedReport): Opened => {
    const found = opened.get(report);
    if (found === undefined) throw new RangeError('this session did not open the report');
    return found;
  };
  return {
    store: (report, reason) => storeReport(context, report, reason),
    list: async () => (await listUnassigned(context)).received,
    open: async (scope) => {
      const handle = await openUnassigned(context, scope);
      const id = await recordOf(await createKeyedHash(context.secrets.indexSecret()), scope);
      requireListed(handle, id);
      const resource = handle.file.resource(id);
      if (resource === null) throw untrusted('a scope without its report');
      const report = readReportText(resource.text);
      const file: OpenedReport = {
        ...{ scope, report },
        content: async () => contentOf(await handle.file.exactText(resource), report),
      };
      opened.set(file, { handle, id });
      return file;
    },
    assign: (from, changes, filing) => assignReport(context, from, openedBy(from), changes, filing),
    discard: async (from, reason) => {
      const { handle, id } = openedBy(from);
      await handle.file.refresh();
      await rejectResources(context, handle, [id], reason);
    },
  };
}

async function assignReport(
  context: DataContext,
  from: OpenedReport,
  { handle, id }: Opened,
  changes: Pick<ReportToFile, 'resources' | 'alongside'>,
  filing: Filing,
): Promise<FiledReport> {
  const { contentType, facts, origin } = from.report;
  await Promise.all([handle.file.refresh(), filing.file.refresh()]);
  const content = await from.content();
  // Nothing is filed twice under two patients, unless two doctors do so at the same moment.
  const isFiled = async () => (await receivedDocument(filing.file, receivedIdentifier(content, origin))) !== null;
  if (!isListed(handle, id) && !(await isFiled())) throw alreadyDecided();
  const filed = await fileReport(context, { original: { content, contentType, facts }, ...changes, origin }, filing);
  if (!isListed(handle, id)) return filed;
  try {
    await rejectResources(context, handle, [id], 'filed');
  } catch (error) {
    const isOthers = error instanceof DataError && error.code === 'conflict';
    if (!isOthers || !filed.isRepeated) throw error;
  }
  return filed;
}

function isListed({ state }: UnassignedHandle, id: string): boolean {
  return state().opened.get(id)?.kind === 'resource';
}

/** @throws DataError `conflict` for a report that was decided about, `could_not_check` for another scope */
function requireListed(handle: UnassignedHandle, id: string): void {
  if (handle.state().opened.get(id) === undefined) throw untrusted('a scope that is no received report');
  requireOpen(handle.state(), id);
}
