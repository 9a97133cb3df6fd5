import {
  FhirError,
  isBundleText,
  resourceFromAccepted,
  resourceFromText,
  scanArrayToFault,
  splitBundle,
  type BundleEntry,
  type JsonLimits,
  type SplitBundle,
} from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { SourcePosition, Refusal } from '../report.ts';
import { peek } from '../source/peek.ts';
import { entryCounter, isEmptyBundle, positionsIn } from './positions.ts';
import { readLines, readWhole } from '../source/read-lines.ts';
import type { SourceFile } from '../source/source-files.ts';

/** A resource of the source with its exact text and its position. */
export type Item = BundleEntry & { readonly position: SourcePosition };

/**
 * A part of a file that is read as one: a bundle, which resolves its own references, or a single resource (a line of
 * NDJSON, a file, an array element).
 */
export type Part = {
  readonly isBundle: boolean;
  readonly items: readonly Item[];
  readonly refused: readonly Refusal[];
};

/** Turns FHIR XML into the JSON of the same resource. @throws FhirError */
export type XmlToJson = (xml: string) => string;

/** Limits of a resource (core/sealing). If its text is longer, its base64 data are stored separately. */
const resourceLimits: JsonLimits = { bytes: 2_000_000, depth: 64, dataBytes: 50 * 1024 * 1024 };
/** Maximum size of a file that is one JSON or XML text, and of a line. Each is in memory as a whole. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Yields the parts of a file one after the other. The content determines the format: a bundle, a resource, an array of
 * either, or one of either on each line. A faulty resource is refused alone. If a file becomes unreadable, the rest is
 * refused with the position at which it begins.
 */
export async function* readParts(source: SourceFile, xmlToJson: XmlToJson | null): AsyncGenerator<Part> {
  let last = 0;
  try {
    for await (const part of partsOf(source, xmlToJson)) {
      last = Math.max(
        last,
        ...[...part.items.map(({ position }) => position.item), ...part.refused.map(({ item }) => item)],
      );
      yield part;
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    yield refusal(source.number, last + 1, error.code);
  }
}

/** Parses an item of `readParts` again from its exact text. */
export function itemFrom(text: string, fullUrl: string | null, position: SourcePosition): Item {
  return { ...resourceFromAccepted(text, resourceLimits), fullUrl, position };
}

async function* partsOf(source: SourceFile, xmlToJson: XmlToJson | null): AsyncGenerator<Part> {
  const { firstLine, hasMore, body } = await peek(source.body, mostBytes);
  const isLines = source.isLines || (hasMore && isWholeObject(firstLine));
  if (isLines) yield* partsOfLines(source.number, body);
  else if (source.doubt !== null) {
    for await (const chunk of body) if (chunk.length > mostBytes) break;
    yield refusal(source.number, 1, source.doubt);
  } else yield* partsOfText(source.number, await readWhole(body, mostBytes), xmlToJson);
}

async function* partsOfLines(file: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  for await (const { number, bytes } of readLines(body, mostBytes)) {
    if (bytes === null) yield refusal(file, number, 'source_limits');
    else {
      const text = decode(bytes);
      if (text === null) yield refusal(file, number, 'not_utf8');
      else if (text.trim() !== '') yield* partsOfValue(text, { file, item: number, entry: 0 }, true);
    }
  }
}

function* partsOfText(file: number, bytes: Uint8Array | null, xmlToJson: XmlToJson | null): Generator<Part> {
  const text = bytes === null ? null : decode(bytes);
  const start = text?.trimStart().charAt(0);
  if (bytes === null) yield refusal(file, 1, 'source_limits');
  else if (text === null) yield refusal(file, 1, looksLikeText(bytes) ? 'not_utf8' : 'not_fhir');
  else if (start !== '{' && start !== '[' && start !== '<') yield refusal(file, 1, 'not_fhir');
  else if (start === '<') yield* partsOfXml(file, text, xmlToJson);
  else if (start === '{') yield* partsOfValue(text, { file, item: 1, entry: 0 }, false);
  else {
    const { elements, fault } = scanArrayToFault(text, text.indexOf('['), null);
    for (const [i, range] of elements.entries()) {
      if (range !== null)
        yield* partsOfValue(text.slice(range.start, range.end), { file, item: i + 1, entry: 0 }, true);
    }
    if (fault !== null) yield refusal(file, elements.length + 1, fault.code);
  }
}

function* partsOfXml(file: number, xml: string, xmlToJson: XmlToJson | null): Generator<Part> {
  if (xmlToJson === null) {
    yield refusal(file, 1, 'not_fhir');
    return;
  }
  try {
    yield* partsOfValue(xmlToJson(xml), { file, item: 1, entry: 0 }, false);
  } catch (error) {
    const code = codeOf(error);
    yield refusal(file, 1, code === 'json_invalid' ? 'xml_invalid' : code);
  }
}

/** @param isOneOfMany whether the resources of a bundle are entries of this item, and not items of the file */
function* partsOfValue(text: string, position: SourcePosition, isOneOfMany: boolean): Generator<Part> {
  try {
    if (isBundleText(text)) yield* partsOfBundle(splitBundle(text, resourceLimits), position, isOneOfMany);
    else {
      const item = { fullUrl: null, ...resourceFromText(text.replace(/^\uFEFF/, ''), resourceLimits), position };
      yield { isBundle: false, items: [item], refused: [] };
    }
  } catch (error) {
    const code = codeOf(error);
    yield { isBundle: false, items: [], refused: [{ ...position, path: pathOf(error), code }] };
  }
}

function* partsOfBundle(bundle: SplitBundle, at: SourcePosition, isOneOfMany: boolean): Generator<Part> {
  yield* partsWithPositions(bundle, positionsIn(bundle, at, isOneOfMany ? entryCounter(at) : null));
}

function* partsWithPositions(bundle: SplitBundle, positions: ReadonlyMap<object, SourcePosition>): Generator<Part> {
  const { entries, rejected, nested } = bundle;
  const positionOf = (one: object): SourcePosition => {
    const position = positions.get(one);
    if (position === undefined) throw new RangeError('an entry without a position');
    return position;
  };
  if (isEmptyBundle(bundle)) {
    yield { isBundle: true, items: [], refused: [{ ...positionOf(bundle), path: '', code: 'bundle_empty' }] };
    return;
  }
  const inTextOrder = entries.map((one): Item => {
    const { fullUrl, text, resource, large } = one;
    return { fullUrl, text, resource, ...(large !== undefined && { large }), position: positionOf(one) };
  });
  // In a history, the newest versions come first (R4, RESTful API, history).
  const items = bundle.type === 'history' ? inTextOrder.toReversed() : inTextOrder;
  const refused = rejected.map((one): Refusal => ({ ...positionOf(one), path: one.path ?? '', code: one.code }));
  yield { isBundle: true, items, refused };
  for (const { bundle: inner } of nested) yield* partsWithPositions(inner, positions);
}

function refusal(file: number, item: number, code: string): Part {
  return { isBundle: false, items: [], refused: [{ file, item, entry: 0, path: '', code }] };
}

/** Whether a line is one whole JSON object. If more lines follow, the file is NDJSON. */
function isWholeObject(line: Uint8Array): boolean {
  if (line[0] !== 0x7b) return false;
  const text = decode(line);
  if (text === null) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether bytes that are not UTF-8 are JSON or XML in another encoding: UTF-16 with its mark, or a single-byte
 * encoding.
 */
function looksLikeText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.find((byte) => byte > 0x20);
  return start === 0x7b || start === 0x5b || start === 0x3c;
}

/** Returns null if the bytes are not UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** @throws an error that is not about the text */
function codeOf(error: unknown): string {
  if (error instanceof FhirError) return error.code;
  throw error;
}

function pathOf(error: unknown): string {
  return error instanceof FhirError ? error.path : '';
}
