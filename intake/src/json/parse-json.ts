import { addChunk, advance, makeWindow, type Window } from '../bytes/window.ts';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, longestJsonRecord } from '../limits.ts';
import type { BadRowCode } from '../source.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { depthOf, findElements, isBlank, jsonValueAt, openBrace, openBracket } from './split-json.ts';

/** One record of a JSON source: an object, an array of cells, or bytes that are neither. */
export type JsonRecord =
  | { readonly ok: true; readonly value: object; readonly raw: Uint8Array }
  | { readonly ok: false; readonly code: BadRowCode; readonly raw: Uint8Array };

export type JsonLayout = { readonly format: 'json' | 'ndjson'; readonly encoding: string; readonly table?: string };

/** Deeper values are not records, and would exhaust the stack of what walks through them. */
const deepestRecord = 500;

/**
 * The records of an array or of lines, in groups as the chunks come.
 *
 * @throws IntakeError `source_damaged` when no array of records is found, `source_limits` when an element of the array
 *   never ends: what follows it could not be told from it
 */
export async function* parseJson(chunks: AsyncIterable<Uint8Array>, layout: JsonLayout): AsyncGenerator<JsonRecord[]> {
  const window = makeWindow();
  const parse = makeRecordParser(layout.encoding);
  const state = { inside: layout.format === 'ndjson', ended: false };
  const skipping = { line: false };
  const drain = (): JsonRecord[] => {
    if (!state.inside) {
      const { from } = findElements(window.bytes.subarray(window.from), window.to - window.from, layout.table);
      if (from === -1 && !window.final) {
        if (window.to - window.from > longestJsonRecord) throw beyondLimit(tooLong);
        return [];
      }
      if (from < 0) throw new IntakeError('source_damaged', 'no array of records is where one was');
      window.from += from;
      state.inside = true;
    }
    if (state.ended) {
      window.from = window.to;
      return [];
    }
    if (layout.format === 'ndjson') return takeLines(window, skipping, parse);
    const { records, closed } = takeElements(window, parse);
    state.ended = closed;
    return records;
  };
  for await (const chunk of chunks) {
    addChunk(window, chunk);
    const records = drain();
    if (records.length > 0) yield records;
  }
  window.final = true;
  const records = drain();
  // An array that is cut short between two elements leaves nothing to point at.
  if (layout.format === 'json' && !state.ended)
    records.push({ ok: false, code: 'invalid_json', raw: new Uint8Array() });
  if (records.length > 0) yield records;
}

const tooLong = `a JSON record is longer than ${longestJsonRecord / 1024 / 1024} MiB`;

function takeLines(window: Window, skipping: { line: boolean }, parse: (bytes: Buffer) => JsonRecord): JsonRecord[] {
  const records: JsonRecord[] = [];
  const { bytes, to, final } = window;
  while (window.from < to) {
    const lineFeed = bytes.subarray(0, to).indexOf(0x0a, window.from);
    const isTooLong = (lineFeed === -1 ? to : lineFeed) - window.from > longestJsonRecord;
    if (lineFeed === -1 && !final && !isTooLong && !skipping.line) break;
    const end = lineFeed === -1 ? to : lineFeed;
    const line = bytes.subarray(window.from, end);
    advance(window, Math.min(end + 1, to));
    if (isTooLong && !skipping.line)
      records.push({ ok: false, code: 'record_too_long', raw: Uint8Array.from(line.subarray(0, longestJsonRecord)) });
    else if (!skipping.line && !line.every((byte) => isBlank(byte))) records.push(parse(line));
    // The rest of a line that is too long is passed over as it comes.
    skipping.line = lineFeed === -1 && (isTooLong || skipping.line);
  }
  return records;
}

function takeElements(window: Window, parse: (bytes: Buffer) => JsonRecord) {
  const records: JsonRecord[] = [];
  const { bytes, to, final } = window;
  for (;;) {
    while (window.from < to && (isBlank(bytes[window.from]) || bytes[window.from] === 0x2c)) window.from++;
    if (window.from >= to) return { records, closed: false };
    if (bytes[window.from] === 0x5d) return { records, closed: true };
    const span = jsonValueAt(bytes, window.from, to, final);
    if (span === 'more') {
      if (to - window.from > longestJsonRecord) throw beyondLimit(tooLong);
      if (!final) return { records, closed: false };
      records.push({ ok: false, code: 'invalid_json', raw: Uint8Array.from(bytes.subarray(window.from, to)) });
      window.from = to;
      return { records, closed: true };
    }
    // A stray `}` is no value: one byte of it is taken, so that reading goes on.
    const end = Math.max(span.to, window.from + 1);
    records.push(parse(bytes.subarray(window.from, end)));
    advance(window, end);
  }
}

function makeRecordParser(encoding: string): (bytes: Buffer) => JsonRecord {
  const decode = makeTextDecoder(encoding);
  return (bytes) => {
    const raw = Uint8Array.from(bytes);
    if (nestsTooDeeply(bytes)) return { ok: false, code: 'invalid_json', raw };
    try {
      const value = parseExactly(decode(bytes));
      if (typeof value === 'object' && value !== null) return { ok: true, value, raw };
      return { ok: false, code: 'not_a_record', raw };
    } catch {
      return { ok: false, code: 'invalid_json', raw };
    }
  };
}

/** Most records open few brackets, and need no second look. */
function nestsTooDeeply(bytes: Buffer): boolean {
  let opened = 0;
  for (const bracket of [openBrace, openBracket])
    for (let at = bytes.indexOf(bracket); at !== -1 && opened <= deepestRecord; at = bytes.indexOf(bracket, at + 1))
      opened++;
  return opened > deepestRecord && depthOf(bytes) > deepestRecord;
}

/** JSON.parse, but whole numbers beyond 2^53 keep their digits. */
function parseExactly(text: string): unknown {
  if (!/[:,[\s]-?\d{16}/.test(text)) return JSON.parse(text);
  const exact = (_key: string, value: unknown, context: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? '')
      ? context.source
      : value;
  return JSON.parse(text, exact as (this: unknown, key: string, value: unknown) => unknown);
}
