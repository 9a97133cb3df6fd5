import {
  RecordsClientError,
  sealFromFile,
  sealMessage,
  searchDirectory,
  searchPractices,
  sealShare,
  endShare,
  sentFrom,
  settleBefore,
  settleSent,
  withdrawMessage,
  type PatientFile,
  type Sent,
} from '@etanche/records-client';
import { buildLetter, text as fhirId, type RawResource, type SentRecord } from '@etanche/records-fhir';
import { letterPrint } from '../../paper/letter.ts';
import { writePdf } from '../../paper/write-pdf.ts';
import type { PartyView } from '../../port/exchange-calls.ts';
import { practiceClock, practiceToday, withPracticeOffset } from '../../port/practice-time.ts';
import type { MailAddress, SendCalls } from '../../port/send-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { collectParts } from '../exchange/collect-parts.ts';
import { sendablesOf } from '../exchange/sendables.ts';
import { findCorrespondent, requireCorrespondent } from '../exchange/correspondents.ts';
import { partyOf, type Directory, type Listings } from '../exchange/directory.ts';
import { stateOfRecorded } from '../exchange/find-sent.ts';
import type { OpenedMessages, OpenMessage } from '../exchange/opened-messages.ts';
import { createOutboxRows } from '../exchange/outbox-rows.ts';
import { createSendings, type Sending } from '../exchange/sendings.ts';
import { synthesisParts } from '../exchange/synthesis-parts.ts';
import { writeMessageDocument, type OutgoingPart } from '../exchange/write-document.ts';
import type { Papers } from '../papers.ts';
import type { OpenFiles } from '../open-files.ts';
import { memberNames } from '../member-names.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';

type SendingCalls = Omit<SendCalls, 'ownEntry' | 'ownEntryPublish'>;

const mostColleagues = 30;
const recentMs = 60_000;
/** Domains of the national secure mail: an address there is not sealed end to end. */
const mailDomain = /\.mssante\.fr$/i;

export function createSendingCalls(
  host: SessionHost,
  files: OpenFiles,
  settings: SettingsStore,
  papers: Papers,
  directory: Directory,
  messages: OpenedMessages,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof SendingCalls> {
  const sendings = createSendings(host, emit);
  const outbox = createOutboxRows(host);
  /** The document of a message about a patient, with the attachments that it describes. */
  const compose = (
    patient: RawResource,
    reference: string,
    given: { readonly subject: string; readonly note: string; readonly parts: readonly OutgoingPart[] },
    resources: readonly RawResource[] = [],
  ) => {
    const { me, client } = host.open();
    const { subject, note, parts } = given;
    const document = writeMessageDocument({
      ...{ patient, reference, subject, note, parts, resources, author: me.name },
      base: client.session.serverUrl.replace(/\/+$/, ''),
      ...{ now: Date.now(), newId: () => crypto.randomUUID() },
    });
    const attachments = parts.map(({ facts: { title }, contentType, bytes }) => ({
      ...{ title, contentType },
      content: new Blob([Uint8Array.from(bytes)], { type: contentType }),
    }));
    return { kind: 'message' as const, subject, document, attachments };
  };
  const patientOf = async (file: PatientFile): Promise<RawResource> => {
    const { resource } = file.patient();
    return { resource: resource.resource, text: await file.exactText(resource) };
  };
  /** Sendings that were begun before and not settled, also in an earlier session. */
  const settled = (file: PatientFile, practice: string, subject: string): Promise<void> =>
    settleBefore(host.open().client, file, { practice, subject }, (ids) => outbox.find(ids, ids));
  let asked: { readonly at: number; readonly members: Promise<readonly string[]> } | null = null;
  host.onClose(() => {
    asked = null;
  });
  /** Members to whom this practice wrote last; read again after a while, and not with each letter of a search. */
  const recent = (): Promise<readonly string[]> => {
    if (asked === null || Date.now() - asked.at > recentMs) {
      const members = outbox
        .page(null)
        .then(({ messages: sent }) =>
          Array.from(new Set(sent.flatMap(({ message }) => message.recipient.member ?? []))),
        );
      asked = { at: Date.now(), members };
      members.catch(() => {
        asked = null;
      });
    }
    return asked.members;
  };
  return {
    sendables: async ({ scope }) => sendablesOf(await files.open(scope)),
    async colleagues({ text }) {
      const own = host.open().client.practice.id;
      const [{ state, listings }, store, last] = await Promise.all([directory.readable(), settings.open(), recent()]);
      const others = Array.from(listings.values()).filter(({ entry }) => entry.practice !== own);
      const found = searchDirectory(others, text, mostColleagues).map(({ listing, practitioner }) =>
        partyOf(listings, listing.entry.practice, practitioner.member),
      );
      const practices = searchPractices(others, text, mostColleagues).map(({ entry }) =>
        partyOf(listings, entry.practice, null),
      );
      const rank = ({ member }: PartyView): number => {
        const at = last.indexOf(member ?? '');
        return at === -1 ? last.length : at;
      };
      const words = text.toLocaleLowerCase('fr').split(/\s+/).filter(Boolean);
      const mail = store.entries().flatMap(({ content }): MailAddress[] => {
        if (content.document !== 'correspondent' || !mailDomain.test(content.email)) return [];
        const { name, speciality, postalCode, town, email, rpps } = content;
        const all = `${name} ${speciality} ${town} ${rpps} ${email}`.toLocaleLowerCase('fr');
        const place = `${postalCode} ${town}`.trim();
        return words.every((word) => all.includes(word)) ? [{ name, speciality, place, email }] : [];
      });
      const isPublished = listings.get(own)?.isRemoved === false;
      return {
        sealed: found.toSorted((one, other) => rank(one) - rank(other)),
        ...{ practices, mail, directory: state, isPublished },
      };
    },
    async colleagueVerify({ practice, member }) {
      const { standing } = await findCorrespondent(host, directory, practice);
      return { standing, party: partyOf(await directory.listings(), practice, member) };
    },
    messageCheck: ({ key }) => sendings.check(key),
    messageSend: ({ scope, items, subject, note, to, seen, key }) =>
      sendings.send(key, sameAs('message', scope, to, subject), async () => {
        const file = await files.open(scope);
        await settled(file, to.practice, subject);
        const { parts, resources } = await collectParts(file, items, papers);
        const message = compose(await patientOf(file), referenceTo(file), { subject, note, parts }, resources);
        const { client, me } = host.open();
        const correspondent = await requireCorrespondent(host, directory, to.practice, seen);
        return sealFromFile(client, correspondent, file, { ...message, ...routeTo(to), sender: me.name });
      }),
    shareSend: ({ scope, days, replaces, subject, to, seen, key }) =>
      sendings.send(key, sameAs('share', scope, to, subject), async () => {
        const file = await files.open(scope);
        await settled(file, to.practice, subject);
        const { parts, resources } = await synthesisParts(file, papers);
        const composed = compose(await patientOf(file), referenceTo(file), { subject, note: '', parts }, resources);
        const { client, me } = host.open();
        const correspondent = await requireCorrespondent(host, directory, to.practice, seen);
        const { subject: title, document, attachments } = composed;
        return sealShare(client, correspondent, file, {
          ...{ subject: title, document, attachments, ...routeTo(to), sender: me.name, days },
          ...(replaces !== null && { replaces }),
        });
      }),
    async shareEnd({ scope, id }) {
      const sent = (await outbox.find([id], [id])).found.get(id);
      if (sent === undefined) throw new RecordsClientError('not_found', 'the outbox has no such share');
      try {
        await endShare(host.open().client, await files.open(scope), sent);
      } finally {
        emit('patient', { scope });
        emit('exchange', { changed: null });
      }
      return null;
    },
    messageAnswer: ({ id, subject, body, to, seen, key }) =>
      sendings.send(key, sameAs('answer', id, to, subject), async (): Promise<Sending> => {
        const { client, me } = host.open();
        const answered = messages.require(id);
        const party = partyOf(await directory.listings(), to.practice, to.member);
        const addressee = [party.doctor ?? '', party.speciality ?? '', party.name, party.place].filter(Boolean);
        const letter = { kind: 'letter', heading: '', body, addressee, copies: [] } as const;
        const { signatory, ...paper } = await papers.head();
        const print = letterPrint({ ...paper, signatory, ...letter, signedBy: signatory.name });
        const facts = { title: subject, kind: 'letter', date: practiceToday() } as const;
        const part = { facts, contentType: 'application/pdf', bytes: writePdf(print).bytes };
        const parts = { subject, note: body, parts: [part] };
        const correspondent = await requireCorrespondent(host, directory, to.practice, seen);
        const route = { ...routeTo(to), inReplyTo: id };
        const filed = answered.filings.at(-1);
        if (filed === undefined) {
          const message = compose(...senderPatient(answered), parts);
          return { file: null, sealed: await sealMessage(client, correspondent, { ...message, ...route }) };
        }
        const file = await files.open(filed.scope);
        await settled(file, to.practice, subject);
        const at = withPracticeOffset(practiceClock());
        const built = buildLetter({ patient: referenceTo(file), author: me.name, at }, letter);
        await file.write([{ kind: 'create', resource: { ...built, id: crypto.randomUUID() } as typeof built }]);
        const message = compose(await patientOf(file), referenceTo(file), parts);
        return sealFromFile(client, correspondent, file, { ...message, ...route, sender: me.name });
      }),
    messageForward: ({ id, note, to, seen, key }) =>
      sendings.send(key, sameAs('forward', id, to, note), async (): Promise<Sending> => {
        const { client, me } = host.open();
        const { opened, read, filings } = messages.require(id);
        const { subject, document, attachments } = opened.body;
        const contents = await Promise.all(
          attachments.map(async ({ title, contentType }, place) => ({
            ...{ title, contentType },
            content: await new Response((await opened.attachment(place)) as BodyInit).blob(),
          })),
        );
        const correspondent = await requireCorrespondent(host, directory, to.practice, seen);
        const whole = note.trim() === '' || read.fault !== null ? subject : `${subject} · ${note.trim()}`;
        const message = {
          ...{ kind: 'message' as const, subject: whole.slice(0, mostSubject), document, attachments: contents },
          ...{ ...routeTo(to), forwards: id },
        };
        const filed = filings.at(-1);
        if (filed === undefined) return { file: null, sealed: await sealMessage(client, correspondent, message) };
        const file = await files.open(filed.scope);
        await settled(file, to.practice, message.subject);
        return sealFromFile(client, correspondent, file, { ...message, sender: me.name });
      }),
    async outbox({ before }) {
      const [{ messages: sent, next }, { state, listings }] = await Promise.all([
        outbox.page(before),
        directory.readable(),
      ]);
      return { rows: await Promise.all(sent.map((one) => outbox.row(one, listings))), next, directory: state };
    },
    async messageWithdraw({ id }) {
      const sent = (await outbox.find([id], [id])).found.get(id);
      if (sent === undefined) throw new RecordsClientError('not_found', 'the outbox has no such message');
      try {
        await withdrawMessage(host.open().client, sent);
      } finally {
        emit('exchange', { changed: null });
      }
      return null;
    },
    async sentOfFile({ scope }) {
      const file = await files.open(scope);
      const records = sentFrom(file);
      const begun = records.filter(({ state }) => state === 'sending');
      const all = await outbox.find(idsOf(records), idsOf(begun));
      const { me, client } = host.open();
      const [{ listings }, names] = await Promise.all([directory.readable(), memberNames(client)]);
      for (const { message, author } of begun) {
        const sent = all.found.get(message);
        // The screen does not wait for the record, and a failure leaves it to the next time.
        if (sent !== undefined && author === me.id) settleSent(file, sent).catch(() => undefined);
      }
      const replaced = new Set(
        records.flatMap(({ message, replaces }) => (all.found.has(message) && replaces !== null ? replaces : [])),
      );
      return records.map((record) => {
        const { message, kind, subject, practice, practitioner, author, at, expires } = record;
        const sent = all.found.get(message);
        return {
          ...{ id: message, kind, subject, sender: names.get(author) ?? null, at, expires },
          to: { doctor: practitioner, name: practice.name },
          state: replaced.has(message) ? ('replaced' as const) : stateOfRecorded(record, all),
          isMine: sent?.message.sender.member === me.id,
          recipient: recipientOf(sent, listings),
        };
      });
    },
  };
}

function idsOf(records: readonly SentRecord[]): string[] {
  return records.map(({ message }) => message);
}

function recipientOf(sent: Sent | undefined, listings: Listings): PartyView | null {
  const { practice, member = null } = sent?.message.recipient ?? {};
  return practice === undefined ? null : partyOf(listings, practice, member);
}

/** Equal for messages that a person would take for one. */
function sameAs(
  kind: string,
  about: string,
  { practice, member }: { readonly practice: string; readonly member: string | null },
  words: string,
): string {
  return JSON.stringify([kind, about, practice, member, words]);
}

/** A message without a member is for all doctors of the practice. */
function routeTo({ member }: { readonly member: string | null }): { readonly member?: string } {
  return member === null ? {} : { member };
}

/** Longest subject of a message. */
const mostSubject = 200;

/** The Patient that the sender of a message named, for an answer that is about the same one. */
function senderPatient({ read }: OpenMessage): [RawResource, string] {
  if (read.sent === null) throw new RecordsClientError('not_found', 'the message names no patient');
  const { resource, text } = read.sent;
  return [{ resource, text }, `Patient/${fhirId(resource['id']) ?? ''}`];
}
