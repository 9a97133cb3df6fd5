import { createHash } from 'node:crypto';
import { unknownIdentity } from '@etanche/records-interop';
import { readDocuments, type ReadOptions } from '../intake/read-document.ts';
import { isRefusal, type IntakeRefusal, type ReceivedDocument } from '../intake/received-document.ts';
import type { IncomingMail } from './parse-mail.ts';

const longestText = 256 * 1024;

/**
 * The most that the archives of one mail may hold together: each archive has limits of its own, and a mail has many.
 */
type MailLimits = { readonly documents: number; readonly bytes: number };
const mailLimits: MailLimits = { documents: 200, bytes: 256 * 1024 * 1024 };

/** The documents of a mail: of the archives if there are any, since the PDFs beside them show the same. */
export function documentsOf(
  mail: IncomingMail,
  read: ReadOptions,
  most: MailLimits = mailLimits,
): readonly ReceivedDocument[] | IntakeRefusal {
  const archives: ReceivedDocument[] = [];
  const others: ReceivedDocument[] = [];
  let bytes = 0;
  if (mail.files.length > most.documents) return { code: 'too_many_documents' };
  for (const { content } of mail.files) {
    const isArchive = content[0] === 0x50 && content[1] === 0x4b;
    const documents = readDocuments(content, read);
    if (isRefusal(documents)) {
      // A logo or a signature beside an archive is no document.
      if (!isArchive && documents.code === 'report_unknown') continue;
      return documents;
    }
    bytes += documents.reduce((sum, document) => sum + document.content.length, 0);
    (isArchive ? archives : others).push(...documents);
    if (archives.length + others.length > most.documents) return { code: 'too_many_documents' };
    if (bytes > most.bytes) return { code: 'mail_too_large' };
  }
  const chosen =
    archives.length > 0
      ? [...archives, ...others.filter(({ contentType }) => contentType !== 'application/pdf')]
      : others;
  const hashes = new Set<string>();
  return chosen.filter(({ content, origin }) => {
    // A request to withdraw a document has the bytes of the document.
    const key = `${origin?.request === 'cancel'} ${createHash('sha256').update(content).digest('hex')}`;
    return !hashes.has(key) && hashes.add(key).size > 0;
  });
}

/** A mail without documents: its words are kept for a person to assign. */
export function wordsOf(mail: IncomingMail, { today }: ReadOptions): ReceivedDocument {
  const words = `De : ${mail.from}\nObjet : ${mail.subject}\n\n${mail.text}`.slice(0, longestText);
  return {
    ...{ content: new TextEncoder().encode(words), contentType: 'text/plain;charset=utf-8', from: '' },
    ...{ identity: unknownIdentity, origin: null, resources: () => [] },
    facts: {
      title: mail.subject.replaceAll(/\s+/g, ' ').trim().slice(0, 120) || 'Message',
      kind: 'letter',
      date: today,
    },
  };
}
