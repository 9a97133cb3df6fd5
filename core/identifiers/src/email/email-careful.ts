import { accept, reject, type Parsed } from '../parsed.ts';
import { tidy } from '../tidy.ts';

export type EmailErrorCode =
  | 'email_empty'
  | 'email_too_long'
  | 'email_characters'
  | 'email_no_at'
  | 'email_local'
  | 'email_domain';

const LONGEST_TEXT = 512;
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL = 64;

/** One address in any spelling of README.md. */
export function parseEmailCarefully(text: string): Parsed<string, EmailErrorCode> {
  if (text.length > LONGEST_TEXT) return reject('email_too_long');
  const bare = unwrap(tidy(text)).normalize('NFC').toLowerCase().normalize('NFC');
  if (bare === '') return reject('email_empty');
  if (/[\s"(),:;<>[\\\]]/.test(bare)) return reject('email_characters');
  const at = bare.indexOf('@');
  if (at === -1) return reject('email_no_at');
  if (bare.includes('@', at + 1)) return reject('email_characters');
  const local = bare.slice(0, at);
  if (!isLocalPart(local)) return reject('email_local');
  const domain = toAsciiDomain(bare.slice(at + 1));
  if (domain === null) return reject('email_domain');
  const address = `${local}@${domain}`;
  return utf8Length(address) <= LONGEST_ADDRESS ? accept(address) : reject('email_too_long');
}

/** `Jeanne <jeanne@example.fr>`, `mailto:…`, quotes around either, and a spreadsheet's leading apostrophe. */
function unwrap(text: string): string {
  const unquoted = withoutQuotes(text);
  const named = /^[^<>]*<([^<>]*)>$/.exec(unquoted)?.[1] ?? unquoted;
  return withoutQuotes(named).replace(/^mailto:/i, '');
}

function withoutQuotes(text: string): string {
  return text.replace(/^[\s"'=]+/, '').replace(/[\s"']+$/, '');
}

/**
 * A dot-atom of RFC 5322 section 3.2.3 with the letters of RFC 6531. Rejects quoted local parts and a leading quote or
 * equals sign, which spreadsheets add and mailboxes do not have.
 */
function isLocalPart(local: string): boolean {
  const isDotAtom = local.split('.').every((atom) => /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u.test(atom));
  return isDotAtom && !/^['=]/.test(local) && utf8Length(local) <= LONGEST_LOCAL;
}

/**
 * The URL parser applies UTS 46 in browsers and Node alike; null if it rejects the domain or the result is not a mail
 * domain.
 */
function toAsciiDomain(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return null;
  const ascii = asciiHost(domain.replace(/\.$/, ''));
  if (ascii === null || ascii.length > 253) return null;
  const labels = ascii.split('.');
  const wellFormed = labels.every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(label));
  return wellFormed && labels.length > 1 && /^(?:[a-z]{2,}|xn--[a-z\d-]+)$/.test(labels.at(-1) ?? '') ? ascii : null;
}

function asciiHost(host: string): string | null {
  try {
    return new URL(`https://${host}`).hostname;
  } catch {
    return null;
  }
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
