import {
  compareVersions,
  indexEntries,
  objects,
  readOrigin,
  resolve,
  text,
  withMembers,
  type BundleEntry,
  type DocumentOrigin,
  type JsonObject,
} from '@etanche/records-fhir';
import type { Change } from '../data/change.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import type { ResultChanges } from './file-version.ts';
import { planVersion } from './plan-version.ts';
import { reportsOf } from './related-versions.ts';

/** A resource of the document, and what becomes of it. `id` is its FHIR id in the file. */
type Fate =
  | { readonly kind: 'create'; readonly id: string; readonly record: string }
  | { readonly kind: 'update'; readonly id: string; readonly of: FileResource }
  | { readonly kind: 'known'; readonly id: string };

/** Members with references to other results. */
const links = ['result', 'hasMember', 'derivedFrom'] as const;

/**
 * What the reports and results of another practice's document change in a file. Each keeps its exact text, with the
 * file's Patient as its subject. One that the file has already is not written again. One that the same practice sent
 * before and states otherwise now is a new version of that resource; the file's history has the one before. Where the
 * document is a newer version of an earlier one, `planVersion` marks the results of that one, and each result is created again.
 *
 * @param sent Observations and DiagnosticReports of the document
 * @param newId a new record id
 */
export function planSentResults(
  file: PatientFile,
  origin: DocumentOrigin,
  sent: readonly BundleEntry[],
  newId: () => string,
): ResultChanges {
  const replaced = new Set(planVersion(file, origin, []).updates.flatMap(({ id }) => id ?? []));
  const brought = broughtBy(file, origin.sender);
  const fates = new Map(
    sent.map((entry) => [entry, fateOf(entry, origin, file.resources(), replaced, brought, newId)]),
  );
  const index = indexEntries(sent);
  const { id: own, resource: patient } = file.patient().resource;
  const subject = JSON.stringify({ reference: `Patient/${text(patient['id']) ?? own}` });
  const textOf = (entry: BundleEntry, id: string): string =>
    withMembers(entry.text, { id: JSON.stringify(id), subject, ...linksOf(entry, (name) => namesIn(name, entry)) });
  const namesIn = (reference: string, from: BundleEntry): string | null => {
    const [found] = resolve(reference, from, index);
    const fate = found === undefined ? undefined : fates.get(found);
    return found === undefined || fate === undefined ? null : `${found.resource.resourceType}/${fate.id}`;
  };
  const all = Array.from(fates);
  return {
    built: all.flatMap(([entry, fate]) =>
      fate.kind === 'create' ? [{ id: fate.id, record: fate.record, text: textOf(entry, fate.id) }] : [],
    ),
    updates: all.flatMap(([entry, fate]): Change[] =>
      fate.kind === 'update'
        ? [{ kind: 'update', id: fate.of.id, base: fate.of.version, resource: textOf(entry, fate.id) }]
        : [],
    ),
    updated: all.flatMap(([{ resource }, fate]) =>
      fate.kind === 'update' ? [`${resource.resourceType}/${fate.id}`] : [],
    ),
  };
}

/** True if a file's resource says what a sent one says; the file's one has another subject. */
export function isSameSent(one: JsonObject, sent: JsonObject): boolean {
  return said(one) === said(sent);
}

function fateOf(
  { resource }: BundleEntry,
  origin: DocumentOrigin,
  resources: readonly FileResource[],
  replaced: ReadonlySet<string>,
  brought: ReadonlyMap<string, DocumentOrigin>,
  newId: () => string,
): Fate {
  const record = newId();
  const id = text(resource['id']);
  const existing = resources.find(
    (one) => one.resource.resourceType === resource.resourceType && one.resource['id'] === id,
  );
  if (id === null || existing === undefined) return { kind: 'create', id: id ?? record, record };
  const fresh: Fate = { kind: 'create', id: record, record };
  if (replaced.has(existing.id)) return fresh;
  // A result that somebody marked as an error here does not come back as it was.
  const unmarked = existing.resource['status'] === 'entered-in-error' ? { status: resource['status'] ?? null } : {};
  if (isSameSent({ ...existing.resource, ...unmarked }, resource)) return { kind: 'known', id };
  const before = brought.get(existing.id);
  if (before === undefined || 'status' in unmarked) return fresh;
  return (compareVersions(before, origin) ?? -1) > 0 ? { kind: 'known', id } : { kind: 'update', id, of: existing };
}

/** Reports and results that documents of a sender brought or changed, by record id, each with the newest of them. */
function broughtBy(file: PatientFile, sender: string): ReadonlyMap<string, DocumentOrigin> {
  const brought = new Map<string, DocumentOrigin>();
  for (const document of file.resources()) {
    const origin = document.resource.resourceType === 'DocumentReference' ? readOrigin(document.resource) : null;
    if (origin === null || sender === '' || origin.sender !== sender) continue;
    for (const { report, observations } of reportsOf(file, document)) {
      for (const { id } of [...(report === null ? [] : [report]), ...observations]) {
        const known = brought.get(id);
        if (known === undefined || (compareVersions(known, origin) ?? -1) < 0) brought.set(id, origin);
      }
    }
  }
  return brought;
}

/** The links of a resource, with the names that the file gives. One to nothing in the document stays as it is. */
function linksOf({ resource }: BundleEntry, nameOf: (reference: string) => string | null): Record<string, string> {
  return Object.fromEntries(
    links.flatMap((link): [string, string][] => {
      if (!Array.isArray(resource[link])) return [];
      const named = objects(resource[link]).map((one) => {
        const name = nameOf(text(one['reference']) ?? '');
        return name === null ? one : { ...one, reference: name };
      });
      return [[link, JSON.stringify(named)]];
    }),
  );
}

function said(resource: JsonObject): string {
  return JSON.stringify(
    Object.entries(resource).filter(([name]) => !['id', 'meta', 'subject', ...links].includes(name)),
  );
}
