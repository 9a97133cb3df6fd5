import { FhirError } from '../fhir-error.ts';
import { text as textOf } from '../json/json.ts';
import type { Json } from '../json/json.ts';
import { parseJson } from '../json/parse-json.ts';
import type { JsonLimits } from '../json/parse-json.ts';
import { scanArray, scanObject, skipSpace } from '../json/scan.ts';
import type { Range } from '../json/scan.ts';
import { resourceFromText } from '../resource/resource.ts';
import type { RawResource } from '../resource/resource.ts';

export interface BundleEntry extends RawResource {
  /** What other entries call it, `urn:uuid:…` or a URL; null where the entry has none. */
  readonly fullUrl: string | null;
}

export interface SplitBundle {
  readonly type: string;
  readonly entries: readonly BundleEntry[];
}

/** A searchset or a history is what a server says at a moment, and a message asks for something: none is imported. */
const importable: ReadonlySet<string> = new Set(['transaction', 'batch', 'collection', 'document']);

/**
 * The exact text of each resource of a Bundle: nothing is serialised again, so that 1.00 stays 1.00. `limits` hold for
 * each resource; the whole text is the caller's to bound.
 *
 * @throws FhirError `bundle_invalid`, `json_invalid`, `json_limits`, `resource_type`
 */
export function splitBundle(text: string, limits: JsonLimits): SplitBundle {
  const start = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  const { members, end } = scanObject(text, start);
  if (skipSpace(text, end) !== text.length) throw new FhirError('json_invalid', 'text follows the Bundle');
  const fields = byName(members);
  if (valueOf(text, fields.get('resourceType'), limits) !== 'Bundle') {
    throw new FhirError('bundle_invalid', 'resourceType is not Bundle');
  }
  const type = textOf(valueOf(text, fields.get('type'), limits) ?? undefined);
  if (type === null || !importable.has(type)) throw new FhirError('bundle_invalid', 'a Bundle of another type');
  const entry = fields.get('entry');
  const ranges = entry === undefined ? [] : scanArray(text, entry.start).elements;
  for (const [name, range] of fields) if (name !== 'entry') valueOf(text, range, limits);
  return { type, entries: ranges.flatMap((range) => readEntry(text, range, limits)) };
}

/**
 * The resource of each line of an NDJSON text, exactly; empty lines are skipped, and a CR before the line end is not
 * part of the resource.
 *
 * @throws FhirError `json_invalid`, `json_limits`, `resource_type`
 */
export function* splitNdjson(text: string, limits: JsonLimits): Generator<BundleEntry> {
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (skipSpace(line, 0) < line.length) yield { fullUrl: null, ...resourceFromText(line, limits) };
    start = end + 1;
  }
}

function readEntry(text: string, range: Range, limits: JsonLimits): BundleEntry[] {
  const fields = byName(scanObject(text, range.start).members);
  const resource = fields.get('resource');
  for (const [name, other] of fields) if (name !== 'resource') valueOf(text, other, limits);
  // A transaction may delete: such an entry has a request and no resource.
  if (resource === undefined) return [];
  const fullUrl = textOf(valueOf(text, fields.get('fullUrl'), limits) ?? undefined);
  return [{ fullUrl, ...resourceFromText(text.slice(resource.start, resource.end), limits) }];
}

function byName(members: readonly { name: string; value: Range }[]): Map<string, Range> {
  const fields = new Map(members.map(({ name, value }) => [name, value]));
  if (fields.size < members.length) throw new FhirError('json_invalid', 'a name is given twice');
  return fields;
}

function valueOf(text: string, range: Range | undefined, limits: JsonLimits): Json | null {
  return range === undefined ? null : parseJson(text.slice(range.start, range.end), limits);
}
