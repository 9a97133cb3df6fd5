import { FhirError } from '../fhir-error.ts';

/** A part of a text, from `start` (included) to `end` (excluded), in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The end of the value that starts at `start`, without a look inside: brackets are counted, strings skipped. What the
 * range holds is for `JSON.parse` to judge.
 *
 * @throws FhirError `json_invalid` where the text ends first.
 */
export function skipValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return skipString(text, start);
  if (first !== '{' && first !== '[') return skipScalar(text, start);
  const signs = /["{}[\]]/g;
  signs.lastIndex = start;
  for (let depth = 0; signs.test(text);) {
    const at = signs.lastIndex - 1;
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) signs.lastIndex = skipString(text, at);
    else if (unit === 0x7b || unit === 0x5b) depth++;
    else if (--depth === 0) return at + 1;
  }
  throw new FhirError('json_invalid', `text ends inside a value that starts at ${start}`);
}

/** The end of the string whose opening quote is at `start`. */
export function skipString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const quote = text.indexOf('"', at);
    if (quote === -1) throw new FhirError('json_invalid', `text ends inside a string that starts at ${start}`);
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote;
  }
}

/** The members of the object that starts at `start`, in order, and where it ends. */
export function scanObject(text: string, start: number): { members: { name: string; value: Range }[]; end: number } {
  expectSign(text, start, '{');
  const members: { name: string; value: Range }[] = [];
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return { members, end: at + 1 };
  for (;;) {
    expectSign(text, at, '"');
    const nameEnd = skipString(text, at);
    const name = parseString(text.slice(at, nameEnd));
    at = skipSpace(text, nameEnd);
    expectSign(text, at, ':');
    const valueStart = skipSpace(text, at + 1);
    const end = skipValue(text, valueStart);
    members.push({ name, value: { start: valueStart, end } });
    at = skipSpace(text, end);
    if (text[at] === '}') return { members, end: at + 1 };
    expectSign(text, at, ',');
    at = skipSpace(text, at + 1);
  }
}

/** The elements of the array that starts at `start`, in order, and where it ends. */
export function scanArray(text: string, start: number): { elements: Range[]; end: number } {
  expectSign(text, start, '[');
  const elements: Range[] = [];
  let at = skipSpace(text, start + 1);
  if (text[at] === ']') return { elements, end: at + 1 };
  for (;;) {
    const end = skipValue(text, at);
    elements.push({ start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ']') return { elements, end: at + 1 };
    expectSign(text, at, ',');
    at = skipSpace(text, at + 1);
  }
}

/** White space of RFC 8259 section 2, and no other. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}

export function parseString(quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    if (typeof value === 'string') return value;
  } catch {
    // Falls through: a text that is no string is refused below, whatever else it is.
  }
  throw new FhirError('json_invalid', `a string of ${quoted.length} characters is malformed`);
}

function skipScalar(text: string, start: number): number {
  let at = start;
  while (at < text.length && !',]} \n\r\t'.includes(text.charAt(at))) at++;
  if (at === start) throw new FhirError('json_invalid', `a value is missing at ${start}`);
  return at;
}

function expectSign(text: string, at: number, sign: string): void {
  if (text[at] !== sign) throw new FhirError('json_invalid', `${sign} is expected at ${at}`);
}
