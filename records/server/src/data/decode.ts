import { Buffer } from 'node:buffer';
import { Refusal } from '../http/refusal.ts';

/**
 * Reads base64url in its one spelling (docs/protocol.md section 0). Native: a write holds megabytes of it.
 *
 * @param what names the place in the refusal
 * @throws Refusal `request_invalid`
 */
export function decode(text: string, what: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text || (length !== undefined && bytes.length !== length)) {
    throw new Refusal('request_invalid', { detail: `${what} is not canonical base64url of its length` });
  }
  return bytes;
}
