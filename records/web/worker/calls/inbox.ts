import {
  DataError,
  isSameSent,
  listInbox,
  markFiled,
  RecordsClientError,
  takeBackFiling,
  type PatientFile,
} from '@etanche/records-client';
import { displayName, resultsOf, synthesisOf, type JsonObject } from '@etanche/records-fhir';
import { identityOfPatient } from '@etanche/records-interop';
import type { Written } from '../../port/entry-calls.ts';
import { addedVaccines } from '../../port/added-vaccines.ts';
import type { InboxCalls, InboxRow, MatchView, PartyView, WaitingRow } from '../../port/exchange-calls.ts';
import { recogniseDocument } from '../../port/recognise-document.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { transferPrefix } from './received-transfers.ts';
import { partyOf, type Directory, type Listings } from '../exchange/directory.ts';
import { fileMessage } from '../exchange/file-message.ts';
import { compareWith, compareWithFile, findLikely } from '../exchange/find-patient.ts';
import { messageView } from '../exchange/message-view.ts';
import type { OpenedMessages, OpenMessage } from '../exchange/opened-messages.ts';
import type { ReadTransfer, ReceivedTransfers } from '../exchange/received-transfers.ts';
import { readStructuredDocument } from '../exchange/read-structured-document.ts';
import type { OpenReport, WaitingReports } from '../exchange/waiting-reports.ts';
import { documentBytes } from '../document-content.ts';
import { recordOf, undoRecords } from '../write-records.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';

/** Begins the id of a waiting report, which message ids never do. */
const waitingPrefix = 'waiting/';
/** Bytes of attachments that are read before a message is shown; larger ones while its text is. */
const mostAwaited = 4 * 1024 * 1024;

export function createInboxCalls(
  host: SessionHost,
  files: OpenFiles,
  settings: SettingsStore,
  directory: Directory,
  messages: OpenedMessages,
  waiting: WaitingReports,
  transfers: ReceivedTransfers,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof InboxCalls> {
  host.onOpen(() => {
    const { data, me } = host.open();
    if (!me.roles.includes('doctor')) return;
    data.live.followMessages(() => {
      emit('exchange', { changed: null });
    });
  });
  const rowOf = async (
    row: Awaited<ReturnType<typeof listInbox>>['messages'][number],
    listings: Listings,
  ): Promise<InboxRow> => {
    const { message, state, receivedAt, opened, receiptLostAt } = row;
    const known = messages.known(message.message);
    return {
      ...{ id: message.message, kind: message.kind, state, receivedAt, expires: message.expires ?? null },
      sender: partyOf(listings, message.sender.practice, message.sender.member),
      addressee: addresseeOf(message.recipient.member, host.open().me.id),
      openedBy: opened === undefined ? null : await settings.nameOf(opened.member),
      isReceiptLost: receiptLostAt !== undefined,
      opened: known === null ? null : openedFacts(known),
    };
  };
  const senderOf = async ({ received: { message } }: OpenMessage): Promise<PartyView> =>
    partyOf(await directory.listings(), message.sender.practice, message.sender.member);
  /** A message or a waiting report that this session has opened. */
  const itemOf = (id: string): OpenMessage | OpenReport =>
    id.startsWith(waitingPrefix) ? waiting.require(id.slice(waitingPrefix.length)) : messages.require(id);
  /** An opened item whose patient is looked for; a transferred file is filed by a call of its own. */
  const matchedOf = (id: string): OpenMessage | OpenReport | ReadTransfer =>
    id.startsWith(transferPrefix) ? transfers.require(id.slice(transferPrefix.length)) : itemOf(id);
  const openFile = async (scope: string): Promise<PatientFile | null> => files.ifOpen(scope) ?? null;
  const fileReceived = async (
    message: OpenMessage,
    file: PatientFile,
    vaccines: readonly string[],
  ): Promise<readonly Written[]> => {
    const { doctor, name: practice } = await senderOf(message);
    const author = [doctor, practice].filter((part) => part !== null && part !== '').join(', ');
    const written = await fileMessage(message, file, author, vaccines);
    await markFiled(host.open().client, message.received).catch(unlessFiled);
    message.unfinished.delete(file.scope);
    return written;
  };
  return {
    async waitingList() {
      const reports = await host.open().data.waiting.list();
      return reports
        .map(({ scope, reason, added: addedAt }) => {
          const known = waiting.known(scope);
          return { scope, reason, addedAt, opened: known === null ? null : reportFacts(known) };
        })
        .toSorted((one, other) => other.addedAt - one.addedAt);
    },
    async waitingOpen({ scope }) {
      const report = await waiting.open(scope);
      const { texts, results, vaccines, vaccinesLeft, patient, fault } = report.read;
      const { from, at, facts, origin } = report.opened.report;
      return {
        ...{ id: `${waitingPrefix}${scope}`, scope, from, at, title: facts.title, date: facts.date },
        ...{ texts, results, vaccines, vaccinesLeft, patient, fault, filed: report.filed },
        ...{ isWithdrawal: origin?.request === 'cancel', marks: origin?.marks ?? [] },
      };
    },
    waitingContent({ scope }) {
      const { bytes } = waiting.require(scope);
      return Promise.resolve({ bytes, type: recogniseDocument(bytes).type });
    },
    async inbox({ before, state }) {
      const { client } = host.open();
      const wanted = { ...(before !== null && { before }), ...(state !== null && { state }) };
      const [page, read] = await Promise.all([listInbox(client, wanted), directory.readable()]);
      messages.listed(page.messages);
      const rows = await Promise.all(page.messages.map((row) => rowOf(row, read.listings)));
      return { rows, unread: page.unread, next: page.next, directory: read.state };
    },
    async inboxCount() {
      return { unread: (await listInbox(host.open().client, { state: 'unread' })).unread };
    },
    async messageOpen({ id }) {
      const isNew = messages.known(id) === null;
      const message = await messages.open(id);
      const isUnread = message.reading === 'not_begun';
      if (message.received.message.kind === 'message' && (isUnread || message.reading === 'begun')) {
        // An attachment that cannot be read says so in its place, and the filing reads it again.
        const reading = messages.readAttachments(message).catch(unlessRefused);
        if (attachedBytes(message) <= mostAwaited) await reading;
        else if (isUnread)
          void reading.then(() => {
            emit('exchange', { changed: id });
          });
      }
      if (isNew) emit('exchange', { changed: null });
      return messageView(message, await senderOf(message));
    },
    async messageAttachment({ id, place }) {
      const { opened, read } = messages.require(id);
      const stream = await opened.attachment(place);
      const bytes = new Uint8Array(await new Response(stream as BodyInit).arrayBuffer());
      const document = readStructuredDocument(bytes, read.identity);
      return { bytes, type: recogniseDocument(bytes).type, document };
    },
    async documentStructured({ scope, id }) {
      const file = await files.open(scope);
      const bytes = await documentBytes(file, recordOf(file, id));
      return readStructuredDocument(bytes, identityOfPatient(file.patient().resource.resource));
    },
    async messageMatch({ id }): Promise<MatchView> {
      const item = matchedOf(id);
      const { read } = item;
      const { identity } = read;
      if (identity === null) return { reason: 'no_identity', candidates: [], history: null };
      item.likely ??= findLikely(host.open().data, identity).catch((error: unknown) => {
        item.likely = null;
        throw error;
      });
      const found = await item.likely;
      const open = new Map<string, PatientFile>();
      for (const { scope } of found) {
        const file = await openFile(scope);
        if (file !== null) open.set(scope, file);
      }
      const fileOf = (scope: string): PatientFile | null => open.get(scope) ?? null;
      const first = compareWith({ ...read, identity }, found, fileOf).candidates[0];
      // Results are read beside the values before, and vaccinations beside those of the record, so that the file of a
      // patient without any difference is opened.
      const isBeside = read.results.length + read.vaccinations.size > 0;
      if (first?.differing.length === 0 && isBeside && !open.has(first.scope))
        open.set(first.scope, await files.open(first.scope));
      const compared = compareWith({ ...read, identity }, found, fileOf);
      const [likely] = compared.candidates;
      return { ...compared, history: likely === undefined ? null : historyOf(read, fileOf(likely.scope)) };
    },
    async messageCompare({ id, scope }) {
      return compareWithFile(matchedOf(id).read, await files.open(scope));
    },
    async messageFile({ id, scope, confirmed, vaccines }) {
      const item = itemOf(id);
      const { me } = host.open();
      const file = await files.open(scope);
      if ('received' in item && (await messages.readAttachments(item))) emit('exchange', { changed: id });
      // A colleague may have added one of them since they were shown.
      if (item.read.vaccinations.size > 0) await file.refresh();
      const candidate = compareWithFile(item.read, file);
      const isSeen = addedVaccines(candidate).join() === vaccines.join();
      if (!isSeen || candidate.differing.some((trait) => !confirmed.includes(trait)))
        return { state: 'differs', candidate };
      try {
        const filed = { scope, name: displayName(candidate.card) };
        let written: readonly Written[];
        if ('received' in item) {
          written = await fileReceived(item, file, vaccines);
          item.filings = [...item.filings, filed];
        } else {
          await waiting.file(item, file, vaccines);
          item.filed = filed;
          // An assigned report is in no list any more: an undo would leave nothing of it.
          written = [];
        }
        emit('exchange', { changed: id });
        return { state: 'filed', ...filed, written };
      } finally {
        emit('patient', { scope });
        emit('exchange', { changed: null });
        // The results are on the doctor's own list, which may be on screen.
        emit('worklist', { member: me.id });
      }
    },
    async messageUnfile({ id, scope, written }) {
      const message = messages.require(id);
      try {
        const others = message.filings.filter((filing) => filing.scope !== scope);
        // The server's state is changed first: a failure then leaves the message in the list and in the file.
        if (others.length === 0 && message.received.state !== 'filed')
          await takeBackFiling(host.open().client, message.received).catch(unlessFiled);
        await undoRecords(await files.open(scope), written);
        message.filings = others;
      } finally {
        emit('patient', { scope });
        emit('exchange', { changed: id });
      }
      return null;
    },
    async messageDone({ id }) {
      const item = itemOf(id);
      if ('received' in item) await markFiled(host.open().client, item.received).catch(unlessFiled);
      else await waiting.discard(item);
      emit('exchange', { changed: null });
      return null;
    },
    async senderConfirm({ id }) {
      await messages.confirm(messages.require(id));
      emit('exchange', { changed: id });
      return null;
    },
  };
}

function attachedBytes({ opened }: OpenMessage): number {
  return opened.body.attachments.reduce((sum, { bytes }) => sum + bytes, 0);
}

function openedFacts({ opened, read }: OpenMessage): NonNullable<InboxRow['opened']> {
  return { subject: opened.body.subject, patient: read.patient?.name ?? '', abnormal: abnormalIn(read) };
}

function reportFacts({ opened, read }: OpenReport): NonNullable<WaitingRow['opened']> {
  return { title: opened.report.facts.title, patient: read.patient?.name ?? '', abnormal: abnormalIn(read) };
}

function abnormalIn({ results }: OpenMessage['read']): number {
  return results.filter(({ values: [last] }) => (last?.abnormal ?? null) !== null).length;
}

/** The results of a message, each with the values of the file before it. */
function historyOf(read: OpenMessage['read'], file: PatientFile | null): MatchView['history'] {
  if (file === null || read.results.length === 0) return null;
  const received = read.measured.map(({ resource }, i) => ({ id: `received/${i}`, resource }));
  const isKnown = (sent: JsonObject): boolean =>
    file.resources().some(({ resource }) => resource['id'] === sent['id'] && isSameSent(resource, sent));
  const all = [...file.resources(), ...received.filter(({ resource }) => !isKnown(resource))];
  const wanted = new Set(read.results.map(({ code, unit }) => `${code} ${unit}`));
  return {
    results: resultsOf(all).filter(({ code, unit }) => wanted.has(`${code} ${unit}`)),
    measures: synthesisOf(all).measures.filter(({ code, unit }) => wanted.has(`${code} ${unit}`)),
  };
}

function addresseeOf(member: string | undefined, me: string): InboxRow['addressee'] {
  if (member === undefined) return 'practice';
  return member === me ? 'me' : 'colleague';
}

/** A message that another doctor filed at the same time is filed. */
function unlessFiled(error: unknown): void {
  if (!(error instanceof RecordsClientError) || error.code !== 'conflict') throw error;
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof RecordsClientError) && !(error instanceof DataError)) throw error;
}
