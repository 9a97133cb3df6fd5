import PostalMime, { addressParser, type Email } from 'postal-mime';

/** The recipient's answer about a mail of this practice. */
export type Receipt = {
  /** With its angle brackets. */
  readonly originalMessageId: string;
  /** The addresses from which and about which it is, in small letters, null for one that is missing or several. */
  readonly addresses: readonly (string | null)[];
  /** `null` for a mail that was processed; otherwise a code. */
  readonly failure: string | null;
};

/** Prefix of the subject with which a program says that it could not integrate a mail. */
const failedSubject = /^\s*\[KO Int[ée]gration syst[èe]me !\]\s*\[([^\]]{1,20})\]/i;

/**
 * Reads a receipt (RFC 8098), a report of non-delivery (RFC 3464), or a mail whose subject says that the documents
 * could not be integrated. Null for any other mail. A receipt is from the address about which it is (RFC 8098 section
 * 3.1.1), a report of non-delivery from any server on the way (RFC 3464 section 2).
 */
export async function readReceipt(email: Email): Promise<Receipt | null> {
  const part = (type: string): string | null => {
    const found = email.attachments.find(({ mimeType }) => mimeType === type);
    if (found === undefined) return null;
    return typeof found.content === 'string' ? found.content : new TextDecoder().decode(found.content);
  };
  const notification = part('message/disposition-notification');
  if (notification !== null) return ofNotification(fieldsOf(notification), authorOf(email));
  const original = await originalOf(part('message/rfc822') ?? part('text/rfc822-headers'), email);
  const delivery = part('message/delivery-status');
  if (delivery !== null) return original === null ? null : ofDelivery(fieldsOf(delivery), original);
  const code = failedSubject.exec(email.subject ?? '')?.[1];
  if (code === undefined || original === null) return null;
  return { originalMessageId: original, addresses: [authorOf(email)], failure: codeOf(code) };
}

/** The one address in the one From; null for several, of which a mail program may show another one. */
function authorOf({ headers }: Email): string | null {
  const [from, ...others] = headers.filter(({ key }) => key === 'from');
  if (from === undefined || others.length > 0) return null;
  const [author, ...more] = addressParser(from.value, { flatten: true });
  return author?.address === undefined || more.length > 0 ? null : author.address.toLowerCase();
}

function ofNotification(fields: ReadonlyMap<string, string>, author: string | null): Receipt | null {
  const originalMessageId = fields.get('original-message-id') ?? '';
  const [, disposition = ''] = (fields.get('disposition') ?? '').split(';');
  const [type = '', modifier = ''] = disposition.trim().split('/');
  if (!/^<[^<>\s]+>$/.test(originalMessageId) || !/^processed$/i.test(type.trim())) return null;
  const recipient = recipientOf(fields.get('final-recipient'));
  const original = fields.get('original-recipient');
  const named = original === undefined ? recipient : recipientOf(original);
  // The guide writes the code behind the modifier; RFC 8098 has a field of its own.
  const [, code = fields.get('error') ?? ''] = /^error\s*:?\s*(.*)$/i.exec(modifier.trim()) ?? [];
  const isFailure = /^(?:error|failure)/i.test(modifier.trim()) || fields.has('error');
  return {
    originalMessageId,
    addresses: [author, recipient, named],
    failure: isFailure ? codeOf(code.split('^')[0] ?? '') : null,
  };
}

function ofDelivery(fields: ReadonlyMap<string, string>, originalMessageId: string): Receipt | null {
  const recipient = recipientOf(fields.get('final-recipient'));
  if (!/^failed$/i.test(fields.get('action') ?? '')) return null;
  const status = codeOf(fields.get('status') ?? '');
  return { originalMessageId, addresses: [recipient], failure: `undelivered_${status}` };
}

async function originalOf(message: string | null, email: Email): Promise<string | null> {
  const id = message === null ? email.inReplyTo : (await PostalMime.parse(message)).messageId;
  return id !== undefined && /^<[^<>\s]+>$/.test(id) ? id : null;
}

function recipientOf(field: string | undefined): string | null {
  return /;\s*<?([^\s<>;]+@[^\s<>;]+)/.exec(field ?? '')?.[1]?.toLowerCase() ?? null;
}

/** A code as it may be stored and logged: nobody puts a name in it. */
function codeOf(code: string): string {
  const plain = code
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '_')
    .slice(0, 20);
  return plain === '' ? 'unknown' : plain;
}

/** The fields of all groups; the first of each name counts. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    if (at > 0 && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
  }
  return fields;
}
