import {
  buildQueuedMail,
  buildSending,
  readQueuedMail,
  text,
  readSending,
  type NewSending,
  type QueuedMail,
  type Sending,
  type WorkMember,
} from '@etanche/records-fhir';
import type { AgendaDay } from '../agenda/agenda-day.ts';
import { DataError } from '../data/data-error.ts';
import type { PatientFile } from '../patients/patient-file.ts';

type Queue = {
  readonly file: PatientFile;
  /** The patient as the list shows them. */
  readonly patientName: string;
  /** The open list of the gateway (`agenda.list`). */
  readonly list: AgendaDay;
  readonly gateway: WorkMember;
  /** FHIR instant. */
  readonly at: string;
  /** Record id of the mail: a repetition with the same one queues nothing twice. */
  readonly record: string;
};

/**
 * Gives a mail to the practice's gateway: a record in the patient's file, which shows from then on what became of it,
 * and an item on the gateway's list. If the list has no place, the record is withdrawn. A repetition that says
 * something else changes the record while it waits.
 *
 * @returns the record id of the mail
 * @throws DataError, `list_full` for 24 mails that wait, `conflict` for a repetition that says something else about a
 *   mail that the gateway has begun to send
 */
export async function queueMail(sending: NewSending, queue: Queue): Promise<string> {
  const { file, list, gateway, at, record } = queue;
  const patient = { scope: file.scope, name: queue.patientName };
  await writeSending(file, record, sending);
  const { from, to } = sending;
  await listMail({ record, patient, from, to, at }, list, gateway).catch(async (error: unknown) => {
    if (error instanceof DataError && error.code === 'list_full') await file.write([{ kind: 'delete', id: record }]);
    throw error;
  });
  return record;
}

async function writeSending(file: PatientFile, record: string, sending: NewSending): Promise<void> {
  // A record whose answer was lost may have arrived.
  await file.refresh();
  const reference = `Patient/${text(file.patient().resource.resource['id']) ?? file.scope}`;
  const resource = buildSending(sending, reference, record);
  const found = file.resource(record);
  if (found === null) {
    await file.write([{ kind: 'create', id: record, resource }]);
    return;
  }
  const known = sendingIn(file, record);
  const wanted = readSending(record, resource);
  if (contentOf(known) === contentOf(wanted)) return;
  if (known?.state !== 'waiting') {
    throw new DataError('conflict', 'the gateway has begun to send the mail as it was before');
  }
  const { id = record } = found.resource;
  await file.write([{ kind: 'update', id: record, base: found.version, resource: { ...resource, id } }]);
}

/** The mail of this practice that a record of the file is; null for any other record (`readSending`), or without one. */
export function sendingIn(file: PatientFile, record: string): Sending | null {
  const found = file.resource(record);
  return found === null ? null : readSending(record, found.resource);
}

/** All that a sender chooses, to compare it. */
export function contentOf(sending: Sending | null): string | null {
  if (sending === null) return null;
  const { to, from, title, body, documents, audience, isLast, repeats } = sending;
  return JSON.stringify([to.address, to.name, from.id, from.name, title, body, documents, audience, isLast, repeats]);
}

/**
 * Puts a mail of a patient's file on the gateway's list, unless it waits there. A browser that ends between the file
 * and the list leaves a mail that only the file has.
 *
 * @throws DataError, `list_full`
 */
export async function listMail(
  mail: Omit<QueuedMail, 'outcome' | 'attempts' | 'writer'>,
  list: AgendaDay,
  gateway: WorkMember,
): Promise<void> {
  await list.refresh();
  const waits = list.entries().some(({ id, resource }) => {
    const queued = readQueuedMail(id, resource);
    return queued !== null && queued.record === mail.record && queued.outcome === null;
  });
  if (!waits) await list.put(buildQueuedMail(mail, gateway), null);
}
