import { FhirError } from '../fhir-error.ts';
import { scanArrayToFault, scanObject, skipSpace, type Range } from '../json/scan.ts';

/** A long base64 value of a member `data` (Attachment, Binary), which is stored separately from its resource. */
export interface LargeData {
  /** Range of the value between its quotes, in the text of the resource. */
  readonly value: Range;
  /** Position of the member's name after its opening quote. */
  readonly name: number;
  /** FHIRPath of the member. */
  readonly path: string;
  /** Length of the decoded value. */
  readonly bytes: number;
  /** True without white space and escapes, so that decoding and encoding give the same text. */
  readonly isPlain: boolean;
}

/** Reference to the stored content of a member `data`. */
export interface StoredData {
  /** Record id of the binary. */
  readonly binary: string;
  /** Its key, 32 bytes, base64url. */
  readonly secret: string;
  /** True if the binary has the decoded bytes; otherwise it has the text between the quotes. */
  readonly isPlain: boolean;
}

/** Prefix of the extensions of a `data` that is stored separately. */
const reserved = 'urn:etanche:v1:stored-';
const urls = { plain: 'urn:etanche:v1:stored-data', text: 'urn:etanche:v1:stored-text' } as const;

/** Shorter values stay in the resource. */
const LEAST_LARGE_CHARACTERS = 64 * 1024;

/**
 * The long base64 values of a resource, in order.
 *
 * @throws FhirError `json_invalid`
 */
export function findLargeData(text: string): LargeData[] {
  const found: LargeData[] = [];
  const start = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  const type = /"resourceType"\s*:\s*"([A-Za-z]{1,60})"/.exec(text)?.[1] ?? '';
  walk(text, { start, end: text.length }, type, found);
  return found;
}

/** Rejects a source with the reserved extension of stored data. @throws FhirError `extension_reserved` */
export function refuseReserved(text: string): void {
  if (text.includes(reserved))
    throw new FhirError('extension_reserved', 'the source contains the reserved extension of stored data');
}

function walk(text: string, range: Range, path: string, found: LargeData[]): void {
  if (range.end - range.start < LEAST_LARGE_CHARACTERS) return;
  if (text[range.start] === '[') {
    const { elements, fault } = scanArrayToFault(text, range.start, null);
    if (fault !== null) throw fault;
    for (const [i, element] of elements.entries()) {
      if (element !== null) walk(text, element, `${path}[${i}]`, found);
    }
  }
  if (text[range.start] !== '{') return;
  const { members } = scanObject(text, range.start);
  const hasOther = members.some(({ name }) => name === '_data');
  for (const { name, value } of members) {
    const data = name === 'data' && !hasOther ? largeAt(text, value, `${path}.data`) : null;
    if (data === null) walk(text, value, `${path}.${name}`, found);
    else found.push(data);
  }
}

function largeAt(text: string, { start, end }: Range, path: string): LargeData | null {
  if (text[start] !== '"' || end - start < LEAST_LARGE_CHARACTERS) return null;
  const value = { start: start + 1, end: end - 1 };
  const name = text.lastIndexOf('"data"', start) + 1;
  const content = readBase64(text, value);
  return content === null || text.slice(name + 5, start).trim() !== ':' ? null : { value, name, path, ...content };
}

/** Null for a text that is not base64 (RFC 4648 section 4) with optional white space (R4, Datatypes, base64Binary). */
function readBase64(text: string, { start, end }: Range): Pick<LargeData, 'bytes' | 'isPlain'> | null {
  let [signs, padding, isPlain] = [0, 0, true];
  for (let at = start; at < end; at++) {
    let unit = text.charCodeAt(at);
    if (unit === 0x5c) {
      isPlain = false;
      unit = escapes[text[++at] ?? ''] ?? -1;
    }
    if (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09) isPlain = false;
    else if (unit === 0x3d) padding += 1;
    else if (isSign(unit) && padding === 0) signs += 1;
    else return null;
  }
  if ((signs + padding) % 4 !== 0 || padding > 2) return null;
  const bytes = ((signs + padding) / 4) * 3 - padding;
  return { bytes, isPlain: isPlain && isCanonicalEnd(text, end, padding) };
}

const escapes: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, '/': 0x2f };
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function isSign(unit: number): boolean {
  const isLetter = (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
  return isLetter || (unit >= 0x30 && unit <= 0x39) || unit === 0x2b || unit === 0x2f;
}

/** True if the unused bits of the last sign are zero. */
function isCanonicalEnd(text: string, end: number, padding: number): boolean {
  const last = alphabet.indexOf(text.charAt(end - padding - 1));
  return padding === 0 || last % (padding === 1 ? 4 : 16) === 0;
}

/**
 * Replaces the values of stored data in a resource by references (R4, JSON: extensions of a primitive).
 *
 * @param data from `findLargeData`, with the reference of each
 */
export function withStoredData(text: string, data: readonly (LargeData & { readonly stored: StoredData })[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { name, value, stored } of data) {
    parts.push(text.slice(at, name), '_', text.slice(name, value.start - 1), extensionOf(stored));
    at = value.end + 1;
  }
  return [...parts, text.slice(at)].join('');
}

function extensionOf({ binary, secret, isPlain }: StoredData): string {
  const url = isPlain ? urls.plain : urls.text;
  return `{"extension":[{"url":"${url}","valueUrl":"Binary/${binary}#${secret}"}]}`;
}

const stored =
  /"_data"(\s*:\s*)\{"extension":\[\{"url":"(urn:etanche:v1:stored-(?:data|text))","valueUrl":"Binary\/([a-z2-7]{26})#([A-Za-z0-9_-]{43})"\}\]\}/g;

/** The references to stored data in a resource, in order. */
export function storedDataOf(text: string): StoredData[] {
  if (!text.includes(reserved)) return [];
  return Array.from(text.matchAll(stored), ([, , url = '', binary = '', secret = '']) => ({
    ...{ binary, secret, isPlain: url === urls.plain },
  }));
}

/**
 * The inverse of `withStoredData`.
 *
 * @param values the texts between the quotes, in the order of `storedDataOf`
 */
export function withValues(text: string, values: readonly string[]): string {
  let next = 0;
  return text.replace(stored, (_, colon: string) => `"data"${colon}"${values[next++] ?? ''}"`);
}
