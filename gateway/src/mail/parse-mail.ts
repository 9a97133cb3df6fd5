import PostalMime, { type Email } from 'postal-mime';
import type { Bytes } from '@etanche/core-wire';
import { isPlainAddress } from '@etanche/records-fhir';
import { readReceipt, type Receipt } from './receipt.ts';

/** A mail as the gateway needs it. */
export type IncomingMail = {
  /** Null for one that RFC 5322 does not allow: it is written into the headers of an answer. */
  readonly messageId: string | null;
  /** The address of the author. */
  readonly from: string;
  readonly fromName: string;
  readonly subject: string;
  readonly text: string;
  /** The address that asks for a receipt, if it is the only one and equals the Return-Path; null otherwise. */
  readonly receiptTo: string | null;
  /** True for a mail that a program sent: it is never answered. */
  readonly isAutomatic: boolean;
  /** A receipt of a mail that this practice sent, or a report that it failed. */
  readonly receipt: Receipt | null;
  readonly files: readonly { readonly content: Bytes; readonly contentType: string; readonly name: string }[];
};

/** Parts that are no documents. */
const reportParts: ReadonlySet<string> = new Set([
  'message/disposition-notification',
  'message/delivery-status',
  'message/rfc822',
  'text/rfc822-headers',
]);

export async function parseMail(source: Uint8Array): Promise<IncomingMail> {
  const email = await PostalMime.parse(source, {
    forceRfc822Attachments: true,
    attachmentEncoding: 'arraybuffer',
    // Deeper than any honest mail.
    maxNestingDepth: 20,
  });
  const header = (name: string): string | null => valueOf(email, name);
  const receipt = await readReceipt(email);
  const isAutomatic = receipt !== null || isByProgram(header);
  return {
    messageId: isMessageId(email.messageId) ? email.messageId : null,
    from: (email.from?.address ?? '').toLowerCase(),
    fromName: email.from?.name ?? '',
    subject: email.subject ?? '',
    text: email.text ?? '',
    receiptTo: isAutomatic ? null : receiptAddress(header),
    ...{ isAutomatic, receipt },
    files: email.attachments
      .filter(({ mimeType }) => !reportParts.has(mimeType))
      .map(({ content, mimeType, filename }) => ({
        content: bytesOf(content),
        contentType: mimeType,
        name: filename ?? '',
      })),
  };
}

/** RFC 3834 section 2: nobody answers what a program sent, nor a list, nor a mail without a return path. */
function isByProgram(header: (name: string) => string | null): boolean {
  const submitted = header('auto-submitted')?.toLowerCase().trim() ?? 'no';
  const precedence = header('precedence')?.toLowerCase().trim() ?? '';
  const returnPath = header('return-path');
  const type = header('content-type')?.toLowerCase() ?? '';
  return (
    submitted !== 'no' ||
    ['bulk', 'list', 'junk', 'auto_reply'].includes(precedence) ||
    header('list-id') !== null ||
    (returnPath !== null && addressesOf(returnPath).length === 0) ||
    type.startsWith('multipart/report')
  );
}

/** RFC 8098 section 2.1: no automatic receipt to an address that the envelope did not have. */
function receiptAddress(header: (name: string) => string | null): string | null {
  const wanted = addressesOf(header('disposition-notification-to') ?? '');
  const path = addressesOf(header('return-path') ?? '');
  const [address] = wanted;
  return wanted.length === 1 && path.length === 1 && address !== undefined && address === path[0] ? address : null;
}

function addressesOf(value: string): string[] {
  return Array.from(value.matchAll(/[^\s<>,;"()@]+@[^\s<>,;"()@]+/g), ([address]) => address.toLowerCase()).filter(
    isPlainAddress,
  );
}

/** Visible ASCII between angle brackets, short enough for one line of a header. */
function isMessageId(id: string | undefined): id is string {
  return id !== undefined && /^<[!-;=?-~]{1,250}>$/.test(id);
}

function valueOf({ headers }: Email, name: string): string | null {
  const found = headers.filter(({ key }) => key === name);
  // Two of a header that counts contradict each other.
  return found.length === 0 ? null : found.map(({ value }) => value).join(', ');
}

export function bytesOf(content: string | ArrayBuffer | Uint8Array): Bytes {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof ArrayBuffer ? new Uint8Array(content) : Uint8Array.from(content);
}
