import { readReliability, writeReliability, type IdentityFlag } from '../french/identity-reliability.ts';
import { insOf } from '../french/ins-identifier.ts';
import { isObject, objects, text, without, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';

export type MergeRefusal =
  /** The resources are not two different Patients with ids. */
  | 'merge_same'
  /** One of them is already replaced or inactive. */
  | 'merge_inactive'
  /** They have different matricules INS, so they are two people. */
  | 'merge_ins'
  /** They are not merged with each other. */
  | 'merge_none';

export type MergeResult =
  | { readonly ok: true; readonly kept: Resource; readonly replaced: Resource }
  | { readonly ok: false; readonly code: MergeRefusal };

const marks: readonly IdentityFlag[] = ['DOUA', 'DESA'];

/**
 * Links two files of one person: both keep their contents, and each refers to the other (R4, Patient.link). The
 * replaced one becomes inactive and is marked as a confirmed duplicate. No content is moved, so that `undoMerge` can
 * restore both.
 */
export function mergeLinks(kept: Resource, replaced: Resource): MergeResult {
  const [keptId, replacedId] = [idOf(kept), idOf(replaced)];
  if (keptId === null || replacedId === null || keptId === replacedId) return { ok: false, code: 'merge_same' };
  if ([kept, replaced].some((one) => one['active'] === false || hasLink(one, null, 'replaced-by'))) {
    return { ok: false, code: 'merge_inactive' };
  }
  const [one, other] = [insOf(kept), insOf(replaced)];
  if (one !== null && other !== null && one.nature === other.nature && one.matricule !== other.matricule) {
    return { ok: false, code: 'merge_ins' };
  }
  const reliability = readReliability(replaced);
  const marked = writeReliability(replaced, {
    ...reliability,
    flags: [...reliability.flags.filter((flag) => !marks.includes(flag)), ...marks],
  });
  return {
    ok: true,
    kept: { ...kept, link: [...objects(kept['link']), link(replacedId, 'replaces')] },
    replaced: {
      ...marked,
      resourceType: 'Patient',
      active: false,
      link: [...objects(replaced['link']), link(keptId, 'replaced-by')],
    },
  };
}

/** Reverts `mergeLinks` and keeps later changes of the two Patients. */
export function undoMerge(kept: Resource, replaced: Resource): MergeResult {
  const [keptId, replacedId] = [idOf(kept), idOf(replaced)];
  if (keptId === null || replacedId === null) return { ok: false, code: 'merge_same' };
  if (!hasLink(kept, replacedId, 'replaces') || !hasLink(replaced, keptId, 'replaced-by')) {
    return { ok: false, code: 'merge_none' };
  }
  const reliability = readReliability(replaced);
  const cleared = writeReliability(replaced, {
    ...reliability,
    flags: reliability.flags.filter((flag) => !marks.includes(flag)),
  });
  return {
    ok: true,
    kept: withoutLink(kept, replacedId, 'replaces'),
    replaced: { ...withoutLink({ ...cleared, resourceType: 'Patient' }, keptId, 'replaced-by'), active: true },
  };
}

function idOf(patient: Resource): string | null {
  return patient.resourceType === 'Patient' ? text(patient['id']) : null;
}

function link(id: string, type: string): JsonObject {
  return { other: { reference: `Patient/${id}` }, type };
}

/** @param id of the other file, null for any */
function hasLink(patient: Resource, id: string | null, type: string): boolean {
  return objects(patient['link']).some((one) => isLink(one, id, type));
}

function withoutLink(patient: Resource, id: string, type: string): Resource {
  const links = objects(patient['link']).filter((one) => !isLink(one, id, type));
  return links.length === 0 ? { ...without(patient, 'link'), resourceType: 'Patient' } : { ...patient, link: links };
}

function isLink(one: JsonObject, id: string | null, type: string): boolean {
  const { other } = one;
  return one['type'] === type && isObject(other) && (id === null || other['reference'] === `Patient/${id}`);
}
