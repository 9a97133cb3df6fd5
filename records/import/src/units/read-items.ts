import {
  FhirError,
  isBundleText,
  resourceFromText,
  scanArrayToFault,
  splitBundle,
  type BundleEntry,
  type JsonLimits,
  type SplitBundle,
} from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Place, Refused } from '../report.ts';
import { peek } from '../source/peek.ts';
import { counting, isEmpty, placesIn } from './places.ts';
import { readLines, readWhole } from '../source/read-lines.ts';
import type { SourceFile } from '../source/source-files.ts';

/** A resource of the source, its exact text, and where it stood. */
export type Item = BundleEntry & { readonly place: Place };

/**
 * What is read together: a bundle, which resolves its own references, or a resource by itself (a line of NDJSON, a
 * file, an element of an array).
 */
export type Part = {
  readonly isBundle: boolean;
  readonly items: readonly Item[];
  readonly refused: readonly Refused[];
};

/** Turns FHIR XML into the JSON of the same resource. @throws FhirError */
export type XmlToJson = (xml: string) => string;

/** A stored resource has at most so many bytes (core/sealing); longer ones have their base64 data stored apart. */
const resourceLimits: JsonLimits = { bytes: 2_000_000, depth: 64, dataBytes: 50 * 1024 * 1024 };
/** Of a file that is one JSON or XML text, and of a line. Either is held in memory. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The parts of a file, one after another. The content decides what it is: a bundle, a resource, an array of either, or
 * one of either on each line. A fault costs the resource that has it; a file that cannot be read further is refused at
 * the place where that begins.
 */
export async function* readParts(source: SourceFile, xmlToJson: XmlToJson | null): AsyncGenerator<Part> {
  let last = 0;
  try {
    for await (const part of partsOf(source, xmlToJson)) {
      last = Math.max(last, ...[...part.items.map(({ place }) => place.item), ...part.refused.map(({ item }) => item)]);
      yield part;
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    yield refusal(source.number, last + 1, error.code);
  }
}

/** An item again, from its exact text. */
export function itemFrom(text: string, fullUrl: string | null, place: Place): Item {
  return { ...resourceFromText(text, resourceLimits), fullUrl, place };
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

/** @param isOneOfMany the resources of a bundle are then entries of this item */
function* partsOfValue(text: string, place: Place, isOneOfMany: boolean): Generator<Part> {
  try {
    if (isBundleText(text)) yield* partsOfBundle(splitBundle(text, resourceLimits), place, isOneOfMany);
    else {
      const item = { fullUrl: null, ...resourceFromText(text.replace(/^\uFEFF/, ''), resourceLimits), place };
      yield { isBundle: false, items: [item], refused: [] };
    }
  } catch (error) {
    const code = codeOf(error);
    yield { isBundle: false, items: [], refused: [{ ...place, path: pathOf(error), code }] };
  }
}

function* partsOfBundle(bundle: SplitBundle, at: Place, isOneOfMany: boolean): Generator<Part> {
  yield* partsWithPlaces(bundle, placesIn(bundle, at, isOneOfMany ? counting(at) : null));
}

function* partsWithPlaces(bundle: SplitBundle, places: ReadonlyMap<object, Place>): Generator<Part> {
  const { entries, rejected, nested } = bundle;
  const placeOf = (one: object): Place => {
    const place = places.get(one);
    if (place === undefined) throw new RangeError('an entry without a place');
    return place;
  };
  if (isEmpty(bundle)) {
    yield { isBundle: true, items: [], refused: [{ ...placeOf(bundle), path: '', code: 'bundle_empty' }] };
    return;
  }
  const found = entries.map((one): Item => {
    const { fullUrl, text, resource, large } = one;
    return { fullUrl, text, resource, ...(large !== undefined && { large }), place: placeOf(one) };
  });
  // R4, RESTful API, history: the oldest versions come last.
  const items = bundle.type === 'history' ? found.toReversed() : found;
  const refused = rejected.map((one): Refused => ({ ...placeOf(one), path: one.path ?? '', code: one.code }));
  yield { isBundle: true, items, refused };
  for (const { bundle: inner } of nested) yield* partsWithPlaces(inner, places);
}
function refusal(file: number, item: number, code: string): Part {
  return { isBundle: false, items: [], refused: [{ file, item, entry: 0, path: '', code }] };
}

/** Whether a line is one whole JSON object: the file is then NDJSON, where more follows. */
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

/** Whether bytes that are not UTF-8 are JSON or XML in another encoding: UTF-16 with its mark, or one of a byte a letter. */
function looksLikeText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.find((byte) => byte > 0x20);
  return start === 0x7b || start === 0x5b || start === 0x3c;
}

/** Null where the bytes are not UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** @throws what says nothing of the text */
function codeOf(error: unknown): string {
  if (error instanceof FhirError) return error.code;
  throw error;
}

function pathOf(error: unknown): string {
  return error instanceof FhirError ? error.path : '';
}
