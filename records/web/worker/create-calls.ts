import type { Handlers, WorkerSide } from '../port/worker-side.ts';
import type { Site } from '../port/site.ts';
import { createAdministrativeCalls } from './calls/administrative.ts';
import { createAgendaCalls } from './calls/agenda.ts';
import { createEntryCalls } from './calls/entries.ts';
import { createDocumentCalls } from './calls/documents.ts';
import { createPaperCalls } from './calls/papers.ts';
import { createDoorCalls } from './calls/door.ts';
import { createFoundCalls } from './calls/found.ts';
import { createOwnCalls } from './calls/own.ts';
import { createPatientCalls } from './calls/patients.ts';
import { createPracticeCalls } from './calls/practice.ts';
import { createPrescriptionCalls } from './calls/prescriptions.ts';
import { createProtectionCalls } from './calls/protection.ts';
import { createSettingsCalls } from './calls/settings.ts';
import { createSessionCalls } from './calls/session.ts';
import { createUnsentCalls } from './calls/unsent.ts';
import { createResultCalls } from './calls/results.ts';
import { createVaccineCalls } from './calls/vaccines.ts';
import { createKitCalls } from './calls/kit.ts';
import { createJournalCalls } from './calls/journal.ts';
import { createWatchCalls } from './calls/watch.ts';
import { createVisitCalls } from './calls/visits.ts';
import { createWholeFileCalls } from './calls/whole-files.ts';
import { createKitSheets } from './kit-sheets.ts';
import { createWorklistCalls } from './calls/worklists.ts';
import { createOpenFiles } from './open-files.ts';
import { createOutbox } from './outbox.ts';
import { createSettingsStore } from './settings-store.ts';
import type { SessionHost } from './session-host.ts';

/** Every call that a page may make, on the one session. */
export function createCalls(host: SessionHost, site: Site, emit: WorkerSide['emit']): Handlers {
  const files = createOpenFiles(host, emit);
  const settings = createSettingsStore(host, (at) => {
    emit('settings', { at });
  });
  const sheets = createKitSheets(host);
  const outbox = createOutbox(host, files, emit);
  return {
    ...createSessionCalls(host, site),
    ...createAgendaCalls(host, emit),
    ...createEntryCalls(host, files, emit),
    ...createDocumentCalls(host, files, emit),
    ...createVaccineCalls(host, files, emit),
    ...createResultCalls(host, files, emit),
    ...createPatientCalls(host, files, emit),
    ...createAdministrativeCalls(files, emit),
    ...createWholeFileCalls(host, files, emit),
    ...createProtectionCalls(host, files),
    ...createPracticeCalls(host, site, emit),
    ...createPaperCalls(host, files, settings, emit),
    ...createSettingsCalls(host, settings),
    ...createPrescriptionCalls(host, files, outbox),
    ...createVisitCalls(host, files, outbox, emit),
    ...createWorklistCalls(host, files, emit),
    ...createUnsentCalls(outbox),
    ...createDoorCalls(host),
    ...createFoundCalls(host, site, sheets),
    ...createOwnCalls(host),
    ...createWatchCalls(host, emit),
    ...createJournalCalls(host, emit),
    ...createKitCalls(host, sheets, emit),
  };
}
