import { addChunk, advance, makeWindow, type Window } from '../bytes/window.ts';
import { beyondLimit, longestJsonRecord } from '../limits.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { columnRecords } from './column-records.ts';
import type { JsonRecord } from './json-record.ts';
import type { RecordPath } from './record-paths.ts';
import { parseRelaxed } from './relaxed-json.ts';
import { makeRecordScanner } from './scan-records.ts';
import { depthOf, isBlank, openBrace, openBracket } from './split-json.ts';
import { unfoldRecord } from './unfold-record.ts';

export type JsonLayout = {
  /** One document per line, or documents with any layout. */
  readonly format: 'json' | 'ndjson';
  readonly encoding: string;
  readonly path: RecordPath;
  readonly orientation?: 'columns' | 'split';
};

/** Deeper values are not records, and walking through them would exhaust the stack. */
const deepestRecord = 500;

/**
 * The records at a path of a document, of several documents or of lines, grouped by the arriving chunks.
 *
 * @throws IntakeError `source_damaged` when brackets do not match, `source_limits` when a record never ends, since no
 *   later record can be recognised
 */
export async function* parseJson(chunks: AsyncIterable<Uint8Array>, layout: JsonLayout): AsyncGenerator<JsonRecord[]> {
  if (layout.orientation !== undefined) {
    yield* columnRecords(chunks, layout.encoding, layout.orientation);
    return;
  }
  const window = makeWindow();
  const parse = makeRecordParser(layout.encoding);
  const skipping = { line: false };
  const scanner = makeRecordScanner(layout.path);
  const drain = (): JsonRecord[] => {
    if (layout.format === 'ndjson')
      return takeLines(window, skipping, parse).flatMap((record) => recordsWithin(record, layout.path));
    const found = scanner.take(window);
    if (window.to - window.from > longestJsonRecord) throw beyondLimit(tooLong);
    return found.map(({ ok, bytes }) =>
      ok
        ? parse(bytes)
        : {
            ok: false,
            code: /^\s*[[{]/.test(bytes.toString('latin1', 0, 64)) ? 'invalid_json' : 'not_a_record',
            raw: Uint8Array.from(bytes),
          },
    );
  };
  for await (const chunk of chunks) {
    addChunk(window, chunk);
    const records = drain().map(unfolded);
    if (records.length > 0) yield records;
  }
  window.final = true;
  const records = drain().map(unfolded);
  // A list cut off between two elements has no broken element to report.
  if (layout.format === 'json' && scanner.isOpen())
    records.push({ ok: false, code: 'invalid_json', raw: new Uint8Array() });
  if (records.length > 0) yield records;
}

function unfolded(record: JsonRecord): JsonRecord {
  return record.ok ? { ...record, value: unfoldRecord(record.value) } : record;
}

/** The records at a path of one line. */
function recordsWithin(record: JsonRecord, path: RecordPath): JsonRecord[] {
  if (!record.ok || path.length === 0) return [record];
  let values: unknown[] = [record.value];
  for (const name of path)
    values = values.flatMap((value): unknown[] => {
      if (typeof value !== 'object' || value === null) return [];
      return name === '*' ? Object.values(value) : name in value ? [(value as Record<string, unknown>)[name]] : [];
    });
  return values.map((value) =>
    typeof value === 'object' && value !== null
      ? { ok: true, value, raw: record.raw }
      : { ok: false, code: 'not_a_record', raw: record.raw },
  );
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
    // Skip the rest of a line that is too long.
    skipping.line = lineFeed === -1 && (isTooLong || skipping.line);
  }
  return records;
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

/** Most records open few brackets and need no exact check. */
function nestsTooDeeply(bytes: Buffer): boolean {
  let opened = 0;
  for (const bracket of [openBrace, openBracket])
    for (let at = bytes.indexOf(bracket); at !== -1 && opened <= deepestRecord; at = bytes.indexOf(bracket, at + 1))
      opened++;
  return opened > deepestRecord && depthOf(bytes) > deepestRecord;
}

/** JSON.parse, except that integers beyond 2^53 keep their digits and common deviations from JSON are accepted. */
function parseExactly(text: string): unknown {
  try {
    if (!/[:,[\s]-?\d{16}/.test(text)) return JSON.parse(text);
    const exact = (_key: string, value: unknown, context: { source?: string }): unknown =>
      typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? '')
        ? context.source
        : value;
    return JSON.parse(text, exact as (this: unknown, key: string, value: unknown) => unknown);
  } catch (error) {
    const { value, end } = parseRelaxed(text);
    if (text.slice(end).trim() !== '') throw error;
    return value;
  }
}
