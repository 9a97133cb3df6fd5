import { Buffer } from 'node:buffer';
import { Refusal } from '../http/refusal.ts';

/**
 * Decodes canonical base64url (docs/protocol.md section 0), natively because a write contains megabytes of it.
 *
 * @param what the name of the field in the refusal
 * @throws Refusal `request_invalid`
 */
export function decode(text: string, what: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text || (length !== undefined && bytes.length !== length)) {
    throw new Refusal('request_invalid', { detail: `${what} is not canonical base64url of its length` });
  }
  return bytes;
}
