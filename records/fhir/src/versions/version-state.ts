import { extensionsOf, withExtensions } from '../french/coding.ts';
import { isObject, objects, text, type JsonObject } from '../json/json.ts';

/**
 * The state of a document among its versions:
 *
 * - `superseded`: a newer version took its place;
 * - `withdrawn`: its sender withdrew it;
 * - `notice`: the sender's request to withdraw another one;
 * - `removed`: a member of the practice removed it.
 */
export type VersionState = 'current' | 'superseded' | 'withdrawn' | 'notice' | 'removed';

/**
 * Why a person looks at a received version:
 *
 * - `other_sender`: it names a document that came from another sender, which stays as it is;
 * - `outdated`: a newer version arrived before it;
 * - `nothing_known`: it withdraws a document or a result that the file does not have;
 * - `values_withdrawn`: it withdraws results.
 */
export const versionRemarks = ['other_sender', 'outdated', 'nothing_known', 'values_withdrawn'] as const;
export type VersionRemark = (typeof versionRemarks)[number];

const remarkUrl = 'urn:etanche:v1:version-remark';
const ownSystem = /^urn:etanche:v1:(?:received|withdrawal|message-attachment)$/;

export function versionStateOf(document: JsonObject): VersionState {
  const isWithdrawn = document['docStatus'] === 'entered-in-error';
  if (document['status'] === 'entered-in-error') return isWithdrawn ? 'withdrawn' : 'removed';
  if (document['status'] === 'superseded') return 'superseded';
  return isWithdrawn ? 'notice' : 'current';
}

export function withState(document: JsonObject, state: 'superseded' | 'withdrawn'): JsonObject {
  return state === 'superseded'
    ? { ...document, status: 'superseded' }
    : { ...document, status: 'entered-in-error', docStatus: 'entered-in-error' };
}

export function withRemarks(document: JsonObject, remarks: readonly VersionRemark[]): JsonObject {
  return withExtensions(
    document,
    remarkUrl,
    remarks.map((one) => ({ url: remarkUrl, valueCode: one })),
  );
}

export function remarksOf(document: JsonObject): VersionRemark[] {
  const written = extensionsOf(document, remarkUrl).map(({ valueCode }) => valueCode);
  return versionRemarks.filter((one) => written.includes(one));
}

/** The relation of a document to an earlier one: it replaces all of it (`replaces`) or single results (`appends`). */
export interface VersionRelation {
  readonly code: 'replaces' | 'appends';
  readonly key: string;
}

/** The name of a received document in the relations of others; null for one that was not received. */
export function versionKeyOf(document: JsonObject): string | null {
  const own = objects(document['identifier']).find(({ system }) => ownSystem.test(text(system) ?? ''));
  return own === undefined ? null : keyOf(own);
}

export function withRelations(
  document: JsonObject,
  earlier: readonly { readonly code: VersionRelation['code']; readonly document: JsonObject }[],
): JsonObject {
  const added = earlier.flatMap(({ code, document: one }) => {
    const own = objects(one['identifier']).find(({ system }) => ownSystem.test(text(system) ?? ''));
    if (own === undefined) return [];
    const { system, value } = own;
    return [{ code, target: { type: 'DocumentReference', identifier: { system, value } } } as JsonObject];
  });
  if (added.length === 0) return document;
  return { ...document, relatesTo: [...added, ...objects(document['relatesTo'])] };
}

/** The relations to documents of this file. */
export function relationsOf(document: JsonObject): VersionRelation[] {
  return objects(document['relatesTo']).flatMap(({ code, target }): VersionRelation[] => {
    const identifier = isObject(target) ? target['identifier'] : null;
    if (!isObject(identifier) || !ownSystem.test(text(identifier['system']) ?? '')) return [];
    return code === 'replaces' || code === 'appends' ? [{ code, key: keyOf(identifier) }] : [];
  });
}

function keyOf({ system, value }: JsonObject): string {
  return `${text(system) ?? ''}|${text(value) ?? ''}`;
}
