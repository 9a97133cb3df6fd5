import { FhirError } from '../fhir-error.ts';

/** A part of a text, from `start` (included) to `end` (excluded), in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The end of the value that starts at `start`. It only matches brackets and skips strings; `JSON.parse` must check the
 * contents.
 *
 * @throws FhirError `json_invalid` if the text ends before the value.
 */
function skipValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return skipString(text, start);
  if (first !== '{' && first !== '[') return skipScalar(text, start);
  const signs = /["{}[\]]/g;
  signs.lastIndex = start;
  for (const open: number[] = []; signs.test(text);) {
    const at = signs.lastIndex - 1;
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) signs.lastIndex = skipString(text, at);
    else if (unit === 0x7b || unit === 0x5b) open.push(unit);
    else {
      // In ASCII, a closing bracket is its opening one plus 2.
      if (open.pop() !== unit - 2) throw new FhirError('json_invalid', `brackets do not match at ${at}`);
      if (open.length === 0) return at + 1;
    }
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

/**
 * The members of the object that starts at `start`, in order, and its end.
 *
 * @throws FhirError `json_invalid`
 */
export function scanObject(text: string, start: number): { members: Member[]; end: number } {
  const { members, end, fault } = scanObjectToFault(text, start);
  if (fault !== null) throw fault;
  return { members, end };
}

interface Member {
  readonly name: string;
  readonly value: Range;
}

/**
 * As `scanObject`, but returns the members before the first fault. A member `entry` with a truncated array is included.
 */
export function scanObjectToFault(
  text: string,
  start: number,
): { members: Member[]; end: number; fault: FhirError | null } {
  const members: Member[] = [];
  let at = start;
  try {
    expectSign(text, at, '{');
    at = skipSpace(text, at + 1);
    if (text[at] === '}') return { members, end: at + 1, fault: null };
    for (;;) {
      expectSign(text, at, '"');
      const nameEnd = skipString(text, at);
      const name = parseString(text.slice(at, nameEnd));
      at = skipSpace(text, nameEnd);
      expectSign(text, at, ':');
      at = skipSpace(text, at + 1);
      const end = endOfMember(text, at, name, members);
      members.push({ name, value: { start: at, end } });
      at = skipSpace(text, end);
      if (text[at] === '}') return { members, end: at + 1, fault: null };
      expectSign(text, at, ',');
      at = skipSpace(text, at + 1);
    }
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return { members, end: at, fault: error };
  }
}

/** The end of a member's value. An array `entry` that is truncated extends to the end of the text. */
function endOfMember(text: string, start: number, name: string, members: Member[]): number {
  try {
    return skipValue(text, start);
  } catch (error) {
    if (name === 'entry' && text[start] === '[') members.push({ name, value: { start, end: text.length } });
    throw error;
  }
}

/**
 * The elements of the array that starts at `start`, in order. A malformed element is null, and the next one begins
 * where `next` matches again; without a match the array ends with `fault`.
 *
 * @param next global; its match ends with the first character of an element
 */
export function scanArrayToFault(
  text: string,
  start: number,
  next: RegExp | null,
): { elements: (Range | null)[]; fault: FhirError | null } {
  const elements: (Range | null)[] = [];
  let at = start;
  try {
    expectSign(text, at, '[');
    at = skipSpace(text, at + 1);
  } catch (error) {
    return { elements, fault: asFault(error) };
  }
  if (text[at] === ']') return { elements, fault: null };
  for (;;) {
    try {
      const end = skipValue(text, at);
      const after = skipSpace(text, end);
      if (text[after] !== ']') expectSign(text, after, ',');
      elements.push({ start: at, end });
      if (text[after] === ']') return { elements, fault: null };
      at = skipSpace(text, after + 1);
    } catch (error) {
      const fault = asFault(error);
      if (next === null) return { elements, fault };
      next.lastIndex = at + 1;
      if (!next.test(text)) return { elements, fault };
      elements.push(null);
      at = next.lastIndex - 1;
    }
  }
}

function asFault(error: unknown): FhirError {
  if (error instanceof FhirError) return error;
  throw error;
}

/** Skips the white space of RFC 8259 section 2 only. */
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
    // Falls through to the error below.
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
