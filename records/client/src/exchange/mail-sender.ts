import { readSending, type QueuedMail } from '@etanche/records-fhir';
import type { PatientFile } from '../patients/patient-file.ts';
import type { RecordsClient } from '../session/client.ts';
import { contentOf, sendingIn } from './queue-mail.ts';

/** Members that are or were a gateway, by the order chain. */
export type Gateways = ReadonlySet<string>;

/** @throws RecordsClientError */
export async function readGateways({ practice }: Pick<RecordsClient, 'practice'>): Promise<Gateways> {
  const { chain } = await practice.state();
  const known = Array.from(chain.members.values());
  const gateways = known.filter(({ periods }) => periods.some(({ roles }) => roles.includes('gateway')));
  return new Set(gateways.map(({ member }) => member));
}

/**
 * The member who wrote a mail, as the signature of its version and the order chain prove; the name that the mail has is
 * only text, which any doctor can write. The versions of a gateway say how far the mail is: the last version before them
 * has to say the same.
 *
 * @returns null if no version by another member than a gateway says what the mail says now
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function writerOfMail(file: PatientFile, record: string, gateways: Gateways): Promise<string | null> {
  const sending = sendingIn(file, record);
  const last = file.resource(record)?.author;
  if (sending === null || last === undefined) return null;
  if (!gateways.has(last)) return last;
  const written = (await file.history(record)).find(({ author }) => !gateways.has(author));
  const resource = written?.resource?.resource;
  if (resource === undefined) return null;
  return contentOf(readSending(record, resource)) === contentOf(sending) ? (written?.author ?? null) : null;
}

/**
 * Whether the member in whose name a mail leaves wrote it (`writerOfMail`).
 *
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function isBySender(file: PatientFile, record: string, gateways: Gateways): Promise<boolean> {
  const sender = sendingIn(file, record)?.from.id;
  if (sender === undefined || gateways.has(sender)) return false;
  return (await writerOfMail(file, record, gateways)) === sender;
}

/**
 * The member who wrote a mail, as far as the gateway's list proves it without the patient's file: the member in whose
 * name it is there, if that member put it there, or the one whom the gateway has verified.
 *
 * @param author of the item's version
 * @returns null if only the file can prove it
 */
export function writerOfListed(
  mail: Pick<QueuedMail, 'from' | 'writer'>,
  author: string,
  gateways: Gateways,
): string | null {
  if (gateways.has(author)) return mail.writer;
  return author === mail.from.id ? author : null;
}
