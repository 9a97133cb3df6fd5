import { FhirError, resourceFromText, splitBundle, type BundleEntry, type JsonLimits } from '@etanche/records-fhir';
import type { Place, Refused } from '../report.ts';
import { readLines, readWhole } from '../source/read-lines.ts';
import type { SourceFile } from '../source/source-files.ts';

/** A resource of the source, its exact text, and where it stood. */
export type Item = BundleEntry & { readonly place: Place };
export type FileItems = {
  readonly file: number;
  /** A bundle is a whole; the lines of NDJSON and a lone resource are not. */
  readonly isBundle: boolean;
  readonly items: readonly Item[];
  readonly refused: readonly Refused[];
};

/** A resource is kept up to so much (core/sealing); a file is held in memory. */
const resourceLimits: JsonLimits = { bytes: 1024 * 1024, depth: 64 };
const mostFileBytes = 256 * 1024 * 1024;

/**
 * The resources of a file. A bundle that is malformed is refused whole, a line of NDJSON alone.
 *
 * @throws ImportError `source_limits`, `source_unreadable`
 */
export async function readItems(source: SourceFile): Promise<FileItems> {
  return source.format === 'ndjson' ? readNdjson(source) : readJson(source);
}

async function readJson({ number, body }: SourceFile): Promise<FileItems> {
  const bytes = await readWhole(body, mostFileBytes);
  const refusal = (code: string): FileItems => ({
    ...{ file: number, isBundle: true, items: [] },
    refused: [{ file: number, item: 1, path: '', code }],
  });
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const entries = isBundle(text) ? splitBundle(text, resourceLimits).entries : [lone(text)];
    if (entries.length === 0) return refusal('bundle_empty');
    const items = entries.map((entry, i): Item => ({ ...entry, place: { file: number, item: i + 1 } }));
    return { file: number, isBundle: isBundle(text), items, refused: [] };
  } catch (error) {
    if (error instanceof FhirError) return refusal(error.code);
    if (error instanceof TypeError) return refusal('json_invalid');
    throw error;
  }
}

async function readNdjson({ number, body }: SourceFile): Promise<FileItems> {
  const items: Item[] = [];
  const refused: Refused[] = [];
  for await (const line of readLines(body, resourceLimits.bytes + 1024)) {
    const place = { file: number, item: line.number };
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line.bytes);
      if (text.trim() !== '') items.push({ ...lone(text), place });
    } catch (error) {
      if (!(error instanceof FhirError) && !(error instanceof TypeError)) throw error;
      refused.push({ ...place, path: '', code: error instanceof FhirError ? error.code : 'json_invalid' });
    }
  }
  return { file: number, isBundle: false, items, refused };
}

/** Whatever says of itself, near its beginning, to be a Bundle; the rest of the text decides. */
function isBundle(text: string): boolean {
  return /"resourceType"\s*:\s*"Bundle"/.test(text);
}

function lone(text: string): BundleEntry {
  return { fullUrl: null, ...resourceFromText(text.replace(/^\uFEFF/, ''), resourceLimits) };
}
