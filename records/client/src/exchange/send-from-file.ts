import { exchangeLimits } from '@etanche/core-exchange-protocol';
import { buildSentRecord, readSentRecord, text, type SentRecord } from '@etanche/records-fhir';
import { DataError } from '../data/data-error.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import type { Correspondent } from './correspondent.ts';
import { withdrawMessage, type Sent } from './mailbox.ts';
import { sealMessage, type NewMessage, type SealedMessage, type SendOptions } from './send-message.ts';

const dayMs = 86_400_000;

/** A message about one patient. `sender` is the name of the doctor as the file shows it. */
export type MessageOfFile = NewMessage & { readonly sender: string };

/**
 * A share of a patient's synthesis. `days`: how long its recipient may read it; `replaces`: the share that it renews.
 */
export type NewShare = Omit<MessageOfFile, 'kind' | 'expires'> & { readonly days: number };

/** A sealed message, with the file that records it. */
export type MessageToSend = { readonly file: PatientFile; readonly sealed: SealedMessage; readonly record: SentRecord };

/**
 * Seals a message about a patient. `sendFromFile` sends it and records it in the file.
 *
 * @throws DataError `too_large`; RecordsClientError
 */
export async function sealFromFile(
  client: RecordsClient,
  to: Correspondent,
  file: PatientFile,
  given: MessageOfFile,
): Promise<MessageToSend> {
  const { sender, ...message } = given;
  const sealed = await sealMessage(client, to, message);
  const { entry } = to.listing;
  const { kind, time, expires, replaces = null } = sealed.message;
  const practitioner = entry.practitioners.find(({ member }) => member === given.member)?.name ?? null;
  const record: SentRecord = {
    ...{ message: sealed.message.message, kind, subject: given.subject, sender, practitioner, replaces },
    practice: { id: entry.practice, name: entry.name },
    at: new Date(time).toISOString(),
    expires: expires === undefined ? null : new Date(expires).toISOString(),
    state: 'sending',
  };
  return { file, sealed, record };
}

/**
 * Seals a share of a patient's synthesis for some days. One that `replaces` an earlier share ends that at its
 * recipient.
 *
 * @throws DataError `too_large` also for more than a year; RecordsClientError
 */
export async function sealShare(
  client: RecordsClient,
  to: Correspondent,
  file: PatientFile,
  { days, ...given }: NewShare,
): Promise<MessageToSend> {
  if (!(days > 0 && days <= exchangeLimits.shareDays)) {
    throw new DataError('too_large', `a share lasts at most ${exchangeLimits.shareDays} days`);
  }
  const expires = client.environment.now() + days * dayMs;
  return sealFromFile(client, to, file, { ...given, kind: 'share', expires: Math.floor(expires) });
}

/**
 * Records the message in the patient's file, sends it, and records that it was sent. The same call continues after an
 * interruption. A message that did not leave, or of which nobody knows whether it did, is recorded as `sending`
 * (`settleSent`).
 *
 * @throws DataError `uncertain` if it may have left (`SealedMessage`), and as writing to a file; RecordsClientError
 */
export async function sendFromFile({ file, sealed, record }: MessageToSend, options: SendOptions = {}): Promise<void> {
  await file.refresh();
  if (recordOf(file, record.message) === null) await writeRecord(file, record, null);
  await sealed.send(options);
  // It has left: a record that cannot be written now is settled later, and is no failure of the sending.
  await writeRecord(file, { ...record, state: 'sent' }, record.message).catch(orLater);
}

/** @throws errors that are not those of a client */
function orLater(error: unknown): void {
  if (!(error instanceof DataError) && !(error instanceof RecordsClientError)) throw error;
}

/** The record of a message. `author`: the member who wrote it last; `sender` is text that this member chose. */
type RecordedMessage = SentRecord & { readonly author: string };

/**
 * The parts of a patient's file that this practice sent to others, the newest first. The record of a message has its id
 * (`writeRecord`); those that came with a transferred file have other ids, and say what an earlier practice sent.
 */
export function sentFrom(file: PatientFile): RecordedMessage[] {
  return file
    .resources()
    .flatMap(({ id, author, resource }) => {
      const record = readSentRecord(resource);
      return record?.message === id ? [{ ...record, author }] : [];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
}

/**
 * Ends a share before its time, and records that. The outbox shows when the recipient's server has ended it.
 *
 * @param sent of the outbox
 * @throws RecordsClientError `forbidden` for a share of another member
 */
export async function endShare(client: RecordsClient, file: PatientFile, sent: Sent): Promise<void> {
  await withdrawMessage(client, sent);
  await recordEnd(file, sent.message.message);
}

/** Records in the file that a message was taken back by its sender. */
export async function recordEnd(file: PatientFile, message: string): Promise<void> {
  await file.refresh();
  const record = recordOf(file, message);
  if (record !== null) await writeRecord(file, { ...record, state: 'ended' }, message);
}

/** The record of a message has its id, so that a repeated call writes one. */
export async function writeRecord(file: PatientFile, record: SentRecord, id: string | null): Promise<void> {
  if (recordOf(file, record.message)?.state === record.state) return;
  const patient = `Patient/${text(file.patient().resource.resource['id']) ?? file.scope}`;
  const resource = buildSentRecord(record, patient);
  await file.write([id === null ? { kind: 'create', id: record.message, resource } : { kind: 'update', id, resource }]);
}

export function recordOf(file: PatientFile, message: string): SentRecord | null {
  const found = file.resource(message);
  return found === null ? null : readSentRecord(found.resource);
}
