import {
  mergeLinks,
  undoMerge,
  type JsonObject,
  type MergeRefusal,
  type MergeResult,
  type Resource,
} from '@etanche/records-fhir';
import { recordIdSchema } from '@etanche/core-wire';
import { DataError } from '../data/data-error.ts';
import type { FileHandle, PatientFile } from './patient-file.ts';

/**
 * Identifier system of a file of this practice in a Reference. The value is the record id, because the FHIR id of an
 * imported Patient differs from it.
 */
const fileSystem = 'urn:uuid:0b5c9c1e-6f0d-4f5e-8a52-3f0c6f2b7d41';

/** Another file of the same person. `replaces`: this file is the one to use; `replaced-by`: the other file is. */
type LinkedFile = { readonly scope: string; readonly type: 'replaces' | 'replaced-by' };

/**
 * Links two files of one person: each names the other, and the replaced one becomes inactive. Both keep their resources
 * and are found by a search. It makes two writes, the replaced file's first; if the second one fails, the same call
 * completes it.
 *
 * @throws DataError `identity_refused` with the rule of records/fhir, `conflict`, …
 */
export async function mergePatients(kept: FileHandle, replaced: FileHandle): Promise<void> {
  const [one, other] = [patientIn(kept), patientIn(replaced)];
  const isHalfDone = linkBetween(other, kept.file.scope) !== null && linkBetween(one, replaced.file.scope) === null;
  const result = mergeLinks(one, isHalfDone ? { ...withoutLink(other, kept.file.scope), active: true } : other);
  const { kept: first, replaced: second } = accepted(result);
  if (!isHalfDone) await rewrite(replaced, named(second, kept, one), 'merge');
  await rewrite(kept, named(first, replaced, other), 'merge');
}

/** Removes the links between two merged files. @throws DataError */
export async function unmergePatients(kept: FileHandle, replaced: FileHandle): Promise<void> {
  const [one, other] = [patientIn(kept), patientIn(replaced)];
  const isHalfDone = linkBetween(other, kept.file.scope) === null && linkBetween(one, replaced.file.scope) !== null;
  const linked = isHalfDone ? accepted(mergeLinks(withoutLink(one, replaced.file.scope), other)).replaced : other;
  const result = accepted(undoMerge(one, linked));
  if (!isHalfDone) await rewrite(replaced, result.replaced, 'unmerge');
  await rewrite(kept, result.kept, 'unmerge');
}

/** The files that this file links to. */
export function linkedFiles(file: PatientFile): LinkedFile[] {
  return linksOf(file.patient().resource.resource).flatMap(({ type, other }) => {
    const scope = scopeOf(other);
    return scope === null || (type !== 'replaces' && type !== 'replaced-by') ? [] : [{ scope, type }];
  });
}

function patientIn({ file }: FileHandle): Resource {
  return file.patient().resource.resource;
}

function accepted(result: MergeResult): Extract<MergeResult, { ok: true }> {
  if (result.ok) return result;
  const rule: MergeRefusal = result.code;
  throw new DataError('identity_refused', 'the two files cannot be merged or unmerged', { rule });
}

async function rewrite(file: FileHandle, resource: Resource, kind: 'merge' | 'unmerge'): Promise<void> {
  const { id, version } = file.file.patient().resource;
  const change = { kind: 'update', id, base: version, resource } as const;
  await file.writeAs([change], { kind, binaries: [], reliabilityChecked: true });
}

/** Adds the record id of the other file to the newest link, which records/fhir wrote with a FHIR id only. */
function named(patient: Resource, target: FileHandle, targetPatient: Resource): Resource {
  const reference = `Patient/${typeof targetPatient['id'] === 'string' ? targetPatient['id'] : ''}`;
  const identifier = { system: fileSystem, value: target.file.scope };
  const link = linksOf(patient).map((one, i, all) =>
    i === all.length - 1 && one.other['reference'] === reference
      ? { ...one, other: { ...one.other, identifier } }
      : one,
  );
  return { ...patient, link };
}

type Link = JsonObject & { readonly other: JsonObject };

function linksOf(patient: Resource): Link[] {
  const { link } = patient;
  return Array.isArray(link) ? link.filter(isLink) : [];
}

function isLink(value: unknown): value is Link {
  return isPlainObject(value) && isPlainObject(value['other']);
}

function linkBetween(patient: Resource, scope: string): Link | null {
  return linksOf(patient).find(({ other }) => scopeOf(other) === scope) ?? null;
}

function withoutLink(patient: Resource, scope: string): Resource {
  const links = linksOf(patient).filter(({ other }) => scopeOf(other) !== scope);
  const others = Object.entries(patient).filter(([name]) => name !== 'link');
  return { ...Object.fromEntries(others), ...(links.length > 0 && { link: links }), resourceType: 'Patient' };
}

function scopeOf({ identifier }: JsonObject): string | null {
  if (!isPlainObject(identifier) || identifier['system'] !== fileSystem) return null;
  const { value } = identifier;
  return typeof value === 'string' && new RegExp(recordIdSchema.pattern, 'u').test(value) ? value : null;
}

function isPlainObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
