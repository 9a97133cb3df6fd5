import { FhirError } from '../fhir-error.ts';
import { isObject, text as textOf, type Json, type JsonObject } from '../json/json.ts';
import { parseJson, type JsonLimits } from '../json/parse-json.ts';
import { scanArrayToFault, scanObject, scanObjectToFault, skipSpace, type Range } from '../json/scan.ts';
import { resourceFromText, type RawResource } from '../resource/resource.ts';

export interface BundleEntry extends RawResource {
  /** The name in references of other entries, `urn:uuid:…` or a URL; null if the entry has none. */
  readonly fullUrl: string | null;
}

/** `number` is the position of the entry in its Bundle, from 1, counting entries without a resource. */
interface NumberedEntry extends BundleEntry {
  readonly number: number;
}

/**
 * The reason why an entry has no resource to import:
 *
 * - `request_delete`, `request_get`, `request_patch`: its request does not store a resource;
 * - `search_outcome`: a server's message about a search; `entry_empty`: it has no resource;
 * - the codes of `resourceFromText`.
 */
interface RejectedEntry {
  readonly number: number;
  readonly code: string;
  /** FHIRPath in the resource, if known. */
  readonly path?: string;
}

export interface SplitBundle {
  readonly type: string;
  /** The value of the Bundle's identifier. */
  readonly identifier: string | null;
  readonly entries: readonly NumberedEntry[];
  readonly rejected: readonly RejectedEntry[];
  /** Bundles in entries. Each resolves its own references. */
  readonly nested: readonly { readonly number: number; readonly bundle: SplitBundle }[];
}

/** Bundle types that are sets of resources. A message and a subscription notification are not. */
const importableTypes: ReadonlySet<string> = new Set([
  ...['transaction', 'batch', 'collection', 'document', 'searchset', 'history'],
  ...['transaction-response', 'batch-response'],
]);

const deepestNesting = 4;
/** Matches the start of the next entry after a malformed one. Inside a string these quotes would be escaped. */
const nextEntry = /[}\]]\s*,\s*\{(?=\s*"(?:fullUrl|resource|request|search|link|response)"\s*:)/g;

/**
 * Splits a Bundle into the exact texts of its resources, without serialising them again, so that 1.00 stays 1.00. A
 * fault in one entry rejects only that entry; if the text is truncated, the entries before the truncation remain.
 * `limits` apply to each resource; the caller limits the whole text.
 *
 * @throws FhirError `bundle_invalid`, `json_invalid`, `json_limits`
 */
export function splitBundle(text: string, limits: JsonLimits): SplitBundle {
  return splitAt(text, limits, deepestNesting);
}

function splitAt(text: string, limits: JsonLimits, deepest: number): SplitBundle {
  const start = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  const { members, end, fault } = scanObjectToFault(text, start);
  if (fault === null && skipSpace(text, end) !== text.length) {
    throw new FhirError('json_invalid', 'text follows the Bundle');
  }
  const fields = byName(members);
  if (valueOf(text, fields.get('resourceType'), limits) !== 'Bundle') {
    throw fault ?? new FhirError('bundle_invalid', 'resourceType is not Bundle');
  }
  const type = textOf(valueOf(text, fields.get('type'), limits) ?? undefined);
  if (type === null && fault !== null) throw fault;
  if (type === null || !importableTypes.has(type))
    throw new FhirError('bundle_invalid', 'the type of the Bundle cannot be imported');
  for (const [name, range] of fields) if (name !== 'entry') valueOf(text, range, limits);
  const identifier = textOf(member(valueOf(text, fields.get('identifier'), limits), 'value'));
  const entry = fields.get('entry');
  const list = entry === undefined ? { elements: [], fault } : scanArrayToFault(text, entry.start, nextEntry);
  const entries: NumberedEntry[] = [];
  const rejected: RejectedEntry[] = [];
  const nested: { number: number; bundle: SplitBundle }[] = [];
  for (const [i, range] of list.elements.entries()) {
    const number = i + 1;
    if (range === null) {
      rejected.push({ number, code: 'json_invalid' });
      continue;
    }
    try {
      const found = readEntry(text, range, limits, deepest);
      if ('code' in found) rejected.push({ number, code: found.code });
      else if ('bundle' in found) nested.push({ number, bundle: found.bundle });
      else entries.push({ ...found, number });
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      rejected.push({ number, code: error.code, ...(error.path === '' ? {} : { path: error.path }) });
    }
  }
  const cut = entry === undefined ? fault : list.fault;
  if (cut !== null) rejected.push({ number: list.elements.length + 1, code: cut.code });
  return { type, identifier, entries, rejected, nested };
}

type EntryContent = BundleEntry | { readonly bundle: SplitBundle } | { readonly code: string };

function readEntry(text: string, range: Range, limits: JsonLimits, deepest: number): EntryContent {
  const fields = byName(scanObject(text, range.start).members);
  const resource = fields.get('resource');
  for (const [name, other] of fields) if (name !== 'resource') valueOf(text, other, limits);
  const code = rejectionOf(valueOf(text, fields.get('request'), limits), valueOf(text, fields.get('search'), limits));
  if (code !== null) return { code };
  if (resource === undefined) return { code: 'entry_empty' };
  const fullUrl = textOf(valueOf(text, fields.get('fullUrl'), limits) ?? undefined);
  const own = text.slice(resource.start, resource.end);
  if (deepest > 0 && isBundleText(own)) return { bundle: splitAt(own, limits, deepest - 1) };
  return { fullUrl, ...resourceFromText(own, limits) };
}

/** True if the text is a JSON object whose own `resourceType` is Bundle. */
export function isBundleText(text: string): boolean {
  if (!/"resourceType"\s*:\s*"Bundle"/.test(text)) return false;
  const start = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  if (text[start] !== '{') return false;
  const { members } = scanObjectToFault(text, start);
  return members.some(
    ({ name, value }) => name === 'resourceType' && /^"Bundle"$/.test(text.slice(value.start, value.end)),
  );
}

const rejectedMethods: Readonly<Record<string, string>> = {
  DELETE: 'request_delete',
  GET: 'request_get',
  HEAD: 'request_get',
  PATCH: 'request_patch',
};

function rejectionOf(request: Json | null, search: Json | null): string | null {
  const method = textOf(member(request, 'method'));
  if (method !== null && Object.hasOwn(rejectedMethods, method)) return rejectedMethods[method] ?? null;
  return member(search, 'mode') === 'outcome' ? 'search_outcome' : null;
}

function member(value: Json | null, name: keyof JsonObject): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

function byName(members: readonly { name: string; value: Range }[]): Map<string, Range> {
  const fields = new Map(members.map(({ name, value }) => [name, value]));
  if (fields.size < members.length) throw new FhirError('json_invalid', 'a name is used twice in an object');
  return fields;
}

function valueOf(text: string, range: Range | undefined, limits: JsonLimits): Json | null {
  return range === undefined ? null : parseJson(text.slice(range.start, range.end), limits);
}
