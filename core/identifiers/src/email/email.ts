import { parseEmailCarefully, type EmailErrorCode } from './email-careful.ts';
import { accept, type Parsed } from '../parsed.ts';

const PLAIN = /^[a-z\d_-]{1,32}(?:\.[a-z\d_-]{1,32})?@[a-z\d]{1,63}\.[a-z]{2,24}$/;

/** One address, lower-case, its domain as A-labels (IDNA). README.md, "E-mail". */
export function parseEmail(text: string): Parsed<string, EmailErrorCode> {
  return parsePlainEmail(text) ?? parseEmailCarefully(text);
}

/** The common case, already canonical: at most one dot before the @, a domain of two plain labels. */
export function parsePlainEmail(text: string): Parsed<string, EmailErrorCode> | null {
  return text.length <= 128 && PLAIN.test(text) && text.indexOf('@') <= 64 ? accept(text) : null;
}
