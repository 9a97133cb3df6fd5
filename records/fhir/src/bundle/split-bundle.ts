import { FhirError } from '../fhir-error.ts';
import { isObject, text as textOf, type Json, type JsonObject } from '../json/json.ts';
import { parseJson, type JsonLimits } from '../json/parse-json.ts';
import { scanArrayToFault, scanObject, scanObjectToFault, skipSpace, type Range } from '../json/scan.ts';
import { resourceFromText, type RawResource } from '../resource/resource.ts';

export interface BundleEntry extends RawResource {
  /** The name that other entries use for it, `urn:uuid:…` or a URL; null where the entry has none. */
  readonly fullUrl: string | null;
}

/** `number` is the place of the entry in its Bundle, from 1, entries without a resource included. */
export interface NumberedEntry extends BundleEntry {
  readonly number: number;
}

/**
 * Why an entry brings no resource:
 *
 * - `request_delete`, `request_get`, `request_patch`: it asks a server for something else than to store a resource;
 * - `search_outcome`: a server's remark about a search; `entry_empty`: it has no resource;
 * - the codes of `resourceFromText`.
 */
export interface RejectedEntry {
  readonly number: number;
  readonly code: string;
  /** FHIRPath in the resource, where one is known. */
  readonly path?: string;
}

export interface SplitBundle {
  readonly type: string;
  readonly entries: readonly NumberedEntry[];
  readonly rejected: readonly RejectedEntry[];
  /** Bundles that are entries. Each resolves its own references. */
  readonly nested: readonly { readonly number: number; readonly bundle: SplitBundle }[];
}

/** A message asks its receiver to act, and a subscription notification reports that: neither is a set of resources. */
const importableTypes: ReadonlySet<string> = new Set([
  ...['transaction', 'batch', 'collection', 'document', 'searchset', 'history'],
  ...['transaction-response', 'batch-response'],
]);

const deepestNesting = 4;
/** Where the next entry begins, behind one that is malformed. In a string, these quotes would be escaped. */
const nextEntry = /[}\]]\s*,\s*\{(?=\s*"(?:fullUrl|resource|request|search|link|response)"\s*:)/g;

/**
 * The exact text of each resource of a Bundle: nothing is serialised again, so that 1.00 stays 1.00. A fault in one
 * entry rejects that entry alone; where the text is cut, the entries before the cut remain. `limits` apply to each
 * resource; the caller bounds the whole text.
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
  if (type === null || !importableTypes.has(type)) throw new FhirError('bundle_invalid', 'a Bundle of another type');
  for (const [name, range] of fields) if (name !== 'entry') valueOf(text, range, limits);
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
  return { type, entries, rejected, nested };
}

type FoundEntry = BundleEntry | { readonly bundle: SplitBundle } | { readonly code: string };

function readEntry(text: string, range: Range, limits: JsonLimits, deepest: number): FoundEntry {
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

/** Whether a JSON object names itself a Bundle among its own members. */
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
  if (fields.size < members.length) throw new FhirError('json_invalid', 'a name is given twice');
  return fields;
}

function valueOf(text: string, range: Range | undefined, limits: JsonLimits): Json | null {
  return range === undefined ? null : parseJson(text.slice(range.start, range.end), limits);
}
