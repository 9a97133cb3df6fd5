import { FhirError, resourceFromText, splitBundle, type BundleEntry, type JsonLimits } from '@etanche/records-fhir';
import type { Place, Refused } from '../report.ts';
import { readLines, readWhole } from '../source/read-lines.ts';
import type { SourceFile } from '../source/source-files.ts';

/** A resource of the source, its exact text, and where it stood. */
export type Item = BundleEntry & { readonly place: Place };

/** What a .json file holds. */
export type FileItems = {
  /** A bundle is a whole; a lone resource is not. */
  readonly isBundle: boolean;
  readonly items: readonly Item[];
  readonly refused: readonly Refused[];
};

/** What a line of NDJSON holds: one of both. */
export type Row = { readonly item: Item | null; readonly refused: Refused | null };

/** A resource is kept up to so much (core/sealing); a bundle is held in memory. */
const resourceLimits: JsonLimits = { bytes: 1024 * 1024, depth: 64 };
const mostBundleBytes = 256 * 1024 * 1024;

/**
 * The resources of a .json file. A bundle that is malformed is refused whole.
 *
 * @throws ImportError `source_limits`, `source_unreadable`
 */
export async function readJsonFile({ number, body }: SourceFile): Promise<FileItems> {
  const bytes = await readWhole(body, mostBundleBytes);
  const refusal = (code: string): FileItems => ({
    ...{ isBundle: true, items: [] },
    refused: [{ file: number, item: 1, path: '', code }],
  });
  try {
    const text = decode(bytes);
    const entries = isBundle(text) ? splitBundle(text, resourceLimits).entries : [lone(text)];
    if (entries.length === 0) return refusal('bundle_empty');
    const items = entries.map((entry, i): Item => ({ ...entry, place: { file: number, item: i + 1 } }));
    return { isBundle: isBundle(text), items, refused: [] };
  } catch (error) {
    return refusal(codeOf(error));
  }
}

/**
 * The resources of an NDJSON file, one after another: it may be of any length. A malformed line is refused alone.
 *
 * @throws ImportError `source_limits`, `source_unreadable`
 */
export async function* readRows({ number, body }: SourceFile): AsyncGenerator<Row> {
  for await (const line of readLines(body, resourceLimits.bytes + 1024)) {
    const place = { file: number, item: line.number };
    const row = readRow(line.bytes, place);
    if (row !== null) yield row;
  }
}

function readRow(bytes: Uint8Array, place: Place): Row | null {
  try {
    const text = decode(bytes);
    return text.trim() === '' ? null : { item: { ...lone(text), place }, refused: null };
  } catch (error) {
    return { item: null, refused: { ...place, path: '', code: codeOf(error) } };
  }
}

/** An item again, from its exact text. */
export function itemFrom(text: string, fullUrl: string | null, place: Place): Item {
  return { ...resourceFromText(text, resourceLimits), fullUrl, place };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** @throws what says nothing of the text */
function codeOf(error: unknown): string {
  if (error instanceof FhirError) return error.code;
  // What is no UTF-8.
  if (error instanceof TypeError) return 'json_invalid';
  throw error;
}

/** Whatever says of itself, near its beginning, to be a Bundle; the rest of the text decides. */
function isBundle(text: string): boolean {
  return /"resourceType"\s*:\s*"Bundle"/.test(text);
}

function lone(text: string): BundleEntry {
  return { fullUrl: null, ...resourceFromText(text.replace(/^\uFEFF/, ''), resourceLimits) };
}
