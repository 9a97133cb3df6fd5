import type { Handlers, WorkerSide } from '../port/worker-side.ts';
import type { Site } from '../port/site.ts';
import { createAdministrativeCalls } from './calls/administrative.ts';
import { createAgendaCalls } from './calls/agenda.ts';
import { createDamageCalls } from './calls/damages.ts';
import { createEntryCalls } from './calls/entries.ts';
import { createDocumentCalls } from './calls/documents.ts';
import { createPaperCalls } from './calls/papers.ts';
import { createDoorCalls } from './calls/door.ts';
import { createFormCalls } from './calls/forms.ts';
import { createFoundCalls } from './calls/found.ts';
import { createInboxCalls } from './calls/inbox.ts';
import { createMailCalls } from './calls/mails.ts';
import { createOwnCalls } from './calls/own.ts';
import { createPatientCalls } from './calls/patients.ts';
import { createPracticeCalls } from './calls/practice.ts';
import { createPrescriptionCalls } from './calls/prescriptions.ts';
import { createProtectionCalls } from './calls/protection.ts';
import { createThesaurusCalls } from './calls/thesaurus.ts';
import { createSettingsCalls } from './calls/settings.ts';
import { createSessionCalls } from './calls/session.ts';
import { createUnsentCalls } from './calls/unsent.ts';
import { createResultCalls } from './calls/results.ts';
import { createGrowthCalls } from './calls/growth.ts';
import { createPregnancyCalls } from './calls/pregnancy.ts';
import { createVaccineCalls } from './calls/vaccines.ts';
import { createKitCalls } from './calls/kit.ts';
import { createJournalCalls } from './calls/journal.ts';
import { createWatchCalls } from './calls/watch.ts';
import { createVisitCalls } from './calls/visits.ts';
import { createWholeFileCalls } from './calls/whole-files.ts';
import { createDirectory } from './exchange/directory.ts';
import { createOpenedMessages } from './exchange/opened-messages.ts';
import { createOwnEntryCalls } from './calls/own-entry.ts';
import { createSendingCalls } from './calls/sending.ts';
import { createTransferCalls } from './calls/transfers.ts';
import { createReceivedTransferCalls } from './calls/received-transfers.ts';
import { createReceivedTransfers } from './exchange/received-transfers.ts';
import { createWaitingReports } from './exchange/waiting-reports.ts';
import { createKitSheets } from './kit-sheets.ts';
import { createWorklistCalls } from './calls/worklists.ts';
import { createOpenDays } from './open-days.ts';
import { createOpenFiles } from './open-files.ts';
import { createOpenLists } from './open-lists.ts';
import { createOutbox } from './outbox.ts';
import { createCourier } from './unsent/couriers.ts';
import { createPapers } from './papers.ts';
import { createSettingsStore } from './settings-store.ts';
import type { SessionHost } from './session-host.ts';

/** Every call that a page may make, on the one session. */
export function createCalls(host: SessionHost, site: Site, emit: WorkerSide['emit']): Handlers {
  const files = createOpenFiles(host, emit);
  const settings = createSettingsStore(host, (at) => {
    emit('settings', { at });
  });
  const sheets = createKitSheets(host);
  const places = { files, days: createOpenDays(host, emit), lists: createOpenLists(host, emit) };
  const outbox = createOutbox(host, places, createCourier(host, places, emit), emit);
  const directory = createDirectory(host);
  const messages = createOpenedMessages(host, directory);
  const transfers = createReceivedTransfers(host, messages);
  const waiting = createWaitingReports(host, places.lists);
  const papers = createPapers(host, files, settings);
  return {
    ...createSessionCalls(host, site),
    ...createAgendaCalls(host, places.days, outbox, emit),
    ...createEntryCalls(host, files, outbox, emit),
    ...createDamageCalls(host, files, emit),
    ...createDocumentCalls(host, files, outbox, emit),
    ...createVaccineCalls(host, files, emit),
    ...createGrowthCalls(host, files, emit),
    ...createPregnancyCalls(host, files, emit),
    ...createResultCalls(host, files, emit),
    ...createPatientCalls(host, files, outbox, emit),
    ...createAdministrativeCalls(files, outbox, emit),
    ...createWholeFileCalls(host, files, emit),
    ...createProtectionCalls(host, files),
    ...createPracticeCalls(host, site, emit),
    ...createPaperCalls(host, files, settings, papers, emit),
    ...createSettingsCalls(host, settings),
    ...createThesaurusCalls(host, settings),
    ...createPrescriptionCalls(host, files, settings, outbox),
    ...createVisitCalls(host, files, outbox, emit),
    ...createWorklistCalls(host, files, places.lists, outbox),
    ...createUnsentCalls(host, outbox),
    ...createInboxCalls(host, files, settings, directory, messages, waiting, transfers, emit),
    ...createSendingCalls(host, files, settings, papers, directory, messages, emit),
    ...createTransferCalls(host, files, directory, emit),
    ...createReceivedTransferCalls(host, files, directory, transfers, emit),
    ...createMailCalls(host, files, places.lists, emit),
    ...createOwnEntryCalls(host, settings, directory, emit),
    ...createDoorCalls(host),
    ...createFormCalls(host, emit),
    ...createFoundCalls(host, site, sheets),
    ...createOwnCalls(host),
    ...createWatchCalls(host, emit),
    ...createJournalCalls(host, emit),
    ...createKitCalls(host, sheets, emit),
  };
}
