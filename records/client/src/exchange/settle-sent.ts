import { DataError } from '../data/data-error.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import type { RecordsClient } from '../session/client.ts';
import { withdrawMessage, type Sent } from './mailbox.ts';
import { recordEnd, recordOf, sentFrom, writeRecord } from './send-from-file.ts';

/**
 * Records that a message which was recorded as `sending` was taken, by what the outbox says of its id. Only its sender
 * settles it, so that the author of the record stays the sender.
 *
 * @throws DataError, RecordsClientError
 */
export async function settleSent(file: PatientFile, { message: { message }, state }: Sent): Promise<void> {
  const record = recordOf(file, message);
  if (record?.state !== 'sending' || state === 'uploading' || state === 'withdrawn') return;
  await writeRecord(file, { ...record, state: 'sent' }, message);
}

/** A message of a file as it is about to be sealed: what tells one that was begun before from another one. */
type SameMessage = { readonly practice: string; readonly subject: string };

/**
 * Settles what this member began to send before and of which nobody knows whether it left, so that a person who tries
 * again sends nothing twice. One that the server has not taken is taken back, since a late request could still complete
 * it.
 *
 * @param find messages of the outbox by their ids; `isWhole`: it has no further ones
 * @throws DataError `already_sent` if it has left, `uncertain` if that cannot be checked; RecordsClientError
 */
export async function settleBefore(
  client: RecordsClient,
  file: PatientFile,
  { practice, subject }: SameMessage,
  find: (ids: readonly string[]) => Promise<{ readonly found: ReadonlyMap<string, Sent>; readonly isWhole: boolean }>,
): Promise<void> {
  await file.refresh();
  const begun = sentFrom(file).filter(
    (one) =>
      one.state === 'sending' &&
      one.kind !== 'transfer' &&
      one.author === client.session.member &&
      one.practice.id === practice &&
      one.subject === subject,
  );
  if (begun.length === 0) return;
  const { found, isWhole } = await find(begun.map(({ message }) => message));
  for (const { message } of begun) {
    const sent = found.get(message);
    if (sent === undefined && !isWhole) throw new DataError('uncertain', 'not all of the outbox could be read');
    if (sent === undefined || sent.state === 'withdrawn') continue;
    if (sent.state === 'uploading') {
      await withdrawMessage(client, sent);
      // Its last part may have arrived meanwhile: the withdrawal is then on its way, and may come too late.
      const now = (await find([message])).found.get(message)?.state;
      if (now !== 'withdrawn') throw new DataError('uncertain', 'the message was completed while it was taken back');
      await recordEnd(file, message);
      continue;
    }
    await settleSent(file, sent);
    throw new DataError('already_sent', 'the message had left before');
  }
}
