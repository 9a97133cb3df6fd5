import { RecordsClientError, type PatientFile } from '@etanche/records-client';
import { displayName, type RawResource } from '@etanche/records-fhir';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenLists } from '../open-lists.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import type { LikelyPatient } from './find-patient.ts';
import { fewVaccines } from './few-vaccines.ts';
import { newVaccines } from './new-vaccines.ts';
import { readReportDocument, type ReadReport } from './read-report-document.ts';

type Opened = Awaited<ReturnType<ReturnType<SessionHost['open']>['data']['waiting']['open']>>;

/** A received report of the unassigned list that this session has opened. */
export type OpenReport = {
  readonly opened: Opened;
  readonly bytes: Uint8Array;
  readonly read: ReadReport;
  filed: { readonly scope: string; readonly name: string } | null;
  likely: Promise<readonly LikelyPatient[]> | null;
};

/** The reports that wait for a patient, each opened once for all tabs. */
export type WaitingReports = {
  open(scope: string): Promise<OpenReport>;
  /** Null for a report that this session has not opened. */
  known(scope: string): OpenReport | null;
  /** @throws RecordsClientError `not_found` for a report that is not open */
  require(scope: string): OpenReport;
  /**
   * Files a report under a patient, and puts its results on the doctor's own list.
   *
   * @param vaccines ids of the vaccinations to add
   */
  file(report: OpenReport, file: PatientFile, vaccines: readonly string[]): Promise<void>;
  discard(report: OpenReport): Promise<void>;
};

export function createWaitingReports(host: SessionHost, lists: OpenLists): WaitingReports {
  const opening = new Map<string, Promise<OpenReport>>();
  const done = new Map<string, OpenReport>();
  host.onClose(() => {
    opening.clear();
    done.clear();
  });
  const open = async (scope: string): Promise<OpenReport> => {
    const opened = await host.open().data.waiting.open(scope);
    const bytes = await opened.content();
    const read = readReportDocument(bytes);
    const isWithdrawal = opened.report.origin?.request === 'cancel';
    // A withdrawn vaccination is not to be added.
    const kept = isWithdrawal ? { ...read, ...fewVaccines(new Map<string, RawResource>()) } : read;
    return { opened, bytes, read: kept, filed: null, likely: null };
  };
  return {
    open(scope) {
      const known = opening.get(scope);
      if (known !== undefined) return known;
      const next = open(scope);
      opening.set(scope, next);
      next
        .then((report) => {
          if (opening.get(scope) === next) done.set(scope, report);
        })
        .catch(() => opening.delete(scope));
      return next;
    },
    known: (scope) => done.get(scope) ?? null,
    require(scope) {
      const report = done.get(scope);
      if (report === undefined) throw new RecordsClientError('not_found', 'the report is not open');
      return report;
    },
    async file({ opened, read }, file, vaccines) {
      const { data, me } = host.open();
      const doctor = { id: me.id, name: me.name };
      const { isRepeated } = await data.waiting.assign(
        opened,
        {
          resources: (newId) => read.resources(referenceTo(file), newId),
          alongside: () => newVaccines(read, file, opened.report.from, vaccines),
        },
        {
          ...{ file, patientName: displayName(file.patient().card), to: doctor, from: doctor },
          list: await lists.open(me.id),
          at: withPracticeOffset(practiceClock()),
        },
      );
      // A document that the file had already was not written again, and nothing beside it.
      const added = isRepeated ? newVaccines(read, file, opened.report.from, vaccines) : [];
      if (added.length > 0) await file.write(added);
    },
    discard: ({ opened }) => host.open().data.waiting.discard(opened, 'no_patient'),
  };
}
