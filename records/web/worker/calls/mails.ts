import {
  DataError,
  listMail,
  listMembers,
  queueMail,
  readGateways,
  RecordsClientError,
  sendingIn,
  writerOfListed,
  writerOfMail,
  type Gateways,
  type PatientFile,
} from '@etanche/records-client';
import {
  displayName,
  mailAddressFault,
  patientMailbox,
  readQueuedMail,
  readSending,
  type NewSending,
  type Sending,
  type WorkMember,
} from '@etanche/records-fhir';
import type { MailCalls, MailOfFile, QueuedMailView } from '../../port/mail-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { mailContent } from '../exchange/mail-documents.ts';
import { memberNames } from '../member-names.ts';
import type { OpenFiles } from '../open-files.ts';
import type { OpenLists } from '../open-lists.ts';
import type { SessionHost } from '../session-host.ts';

export function createMailCalls(
  host: SessionHost,
  files: OpenFiles,
  lists: OpenLists,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof MailCalls> {
  /** The gateways of the practice that are active and have their secrets, those with a mailbox first. */
  const gateways = async (fresh?: 'fresh'): Promise<readonly (WorkMember & { readonly hasMailbox: boolean })[]> => {
    const members = await listMembers(host.open().client, fresh);
    return members
      .filter(({ roles, status, granted }) => roles.includes('gateway') && status === 'active' && granted !== false)
      .map(({ member: id, name, services }) => ({ id, name, hasMailbox: services?.includes('mail') === true }))
      .toSorted((one, other) => Number(other.hasMailbox) - Number(one.hasMailbox));
  };
  const requireGateway = async (): Promise<WorkMember> => {
    // A mail to a gateway that was suspended a moment ago would wait without a word.
    const [found] = await gateways('fresh');
    if (found?.hasMailbox !== true) {
      emit('practice', null);
      throw new RecordsClientError('not_found', 'no active gateway has a mailbox');
    }
    return { id: found.id, name: found.name };
  };
  return {
    async mailReadiness({ scope }) {
      const [file, [found]] = await Promise.all([files.open(scope), gateways('fresh')]);
      const { traits, card } = file.patient();
      return {
        gateway: found === undefined ? 'none' : found.hasMailbox ? 'ready' : 'no_mailbox',
        ownMailbox: { address: patientMailbox(traits), name: displayName(card) },
      };
    },
    async mailSend({ scope, record, items, repeats, to, audience, isLast, note }) {
      const { me } = host.open();
      const [file, member] = await Promise.all([files.open(scope), requireGateway()]);
      requireAddress(file, to.address);
      const { documents, title } = repeats === null ? mailContent(file, items) : sendingOf(file, repeats);
      const from = { id: me.id, name: me.name };
      const sending: NewSending = { to, from, title, body: note.trim(), documents, audience, isLast, repeats };
      const at = new Date().toISOString();
      const patientName = displayName(file.patient().card);
      try {
        return await queueMail(sending, {
          ...{ file, patientName, list: await lists.open(member.id), gateway: member, at, record },
        });
      } finally {
        emit('patient', { scope });
        emit('worklist', { member: member.id });
      }
    },
    async mailRemind({ scope, id }) {
      const [file, member] = await Promise.all([files.open(scope), requireGateway()]);
      const { to, from } = sendingOf(file, id);
      requireAddress(file, to.address);
      const patient = { scope, name: displayName(file.patient().card) };
      const at = new Date().toISOString();
      await listMail({ record: id, patient, from, to, at }, await lists.open(member.id), member);
      return null;
    },
    async mailsOfFile({ scope }) {
      const file = await files.open(scope);
      const all = file.resources().flatMap(({ id, time, resource }) => {
        const sending = readSending(id, resource);
        return sending === null ? [] : [{ id, time, sending }];
      });
      if (all.length === 0) return [];
      const { client } = host.open();
      const [names, gateways] = await Promise.all([memberNames(client), readGateways(client)]);
      const repeated = new Set(all.map(({ sending }) => sending.repeats));
      const views = await Promise.all(
        all.map(async ({ id, time, sending }): Promise<MailOfFile> => {
          const { title, to, from, audience, isLast, state, reason, sentAt } = sending;
          const at = sentAt === null ? time : Date.parse(sentAt);
          const isRepeated = repeated.has(id);
          const writer = await writerIn(file, id, gateways);
          const sender = writer === null ? null : (names.get(writer) ?? writer);
          // The name in the mail is text that its writer chose.
          const claimed = writer === null || writer === from.id ? null : (names.get(from.id) ?? from.name);
          return { ...{ id, title, to, sender, claimed, at, audience, isLast }, state, reason, isRepeated };
        }),
      );
      return views.toSorted((one, other) => other.at - one.at);
    },
    async mails({ isWanted }) {
      // The list of a gateway without a mailbox still shows what it sent before.
      const [member] = await gateways();
      if (member === undefined) return null;
      const isFree = lists.isOpen(member.id) || (await host.open().data.agenda.isListFree(member.id));
      if (!isFree && !isWanted) return 'closed';
      const { client } = host.open();
      const [list, names, known] = await Promise.all([
        lists.open(member.id),
        memberNames(client),
        readGateways(client),
      ]);
      const views = await Promise.all(
        list.entries().map(async ({ id, author, resource }): Promise<QueuedMailView | null> => {
          const mail = readQueuedMail(id, resource);
          if (mail === null) return null;
          const { record, patient, to, at, outcome } = mail;
          const file = (await files.ifOpen(patient.scope)?.catch(() => null)) ?? null;
          const sending = file === null ? null : sendingIn(file, record);
          const { state, reason } = sending ?? outcome ?? { state: 'waiting' as const, reason: null };
          const writer =
            file === null || sending === null
              ? writerOfListed(mail, author, known)
              : await writerIn(file, record, known);
          const sender = writer === null ? null : (names.get(writer) ?? writer);
          return { id, patient, to, sender, at: Date.parse(at), state, reason };
        }),
      );
      return views.filter((one) => one !== null).toSorted((one, other) => other.at - one.at);
    },
  };
}

/** The member who wrote a mail (`writerOfMail`); null if that could not be checked now. */
async function writerIn(file: PatientFile, record: string, gateways: Gateways): Promise<string | null> {
  return writerOfMail(file, record, gateways).catch((error: unknown) => {
    if (error instanceof DataError && error.code === 'could_not_check') return null;
    throw error;
  });
}

/** @throws RecordsClientError `not_found` for a record that is no mail of this practice */
function sendingOf(file: PatientFile, id: string): Sending {
  const sending = sendingIn(file, id);
  if (sending === null) throw new RecordsClientError('not_found', 'the file has no such mail');
  return sending;
}

/**
 * Only an MSSanté address of a professional, or the own mailbox of the patient.
 *
 * @throws DataError `invalid_resource`
 */
function requireAddress(file: PatientFile, address: string): void {
  if (address === patientMailbox(file.patient().traits) || mailAddressFault(address) === null) return;
  const issues = [{ place: 0, path: 'Communication.recipient', code: 'address_invalid' }];
  throw new DataError('invalid_resource', 'a recipient that MSSanté does not have', { issues });
}
