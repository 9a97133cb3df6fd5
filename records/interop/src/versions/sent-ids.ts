import type { DocumentMark, SentId } from '@etanche/records-fhir';
import { cdaOids } from '../cda/cda-oids.ts';
import type { CdaCode, CdaId } from '../cda/cda-types.ts';

const oid = /^[0-2](?:\.\d+)+$/;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * An identifier of CDA as FHIR writes it (R4, Identifier: a root alone is a URI itself). A root that is neither an OID
 * nor a UUID names no system, least of all one of ours.
 */
export function sentIdOfCda(id: CdaId): SentId {
  const { root, extension } = id;
  const system = oid.test(root) ? `urn:oid:${root}` : uuid.test(root) ? `urn:uuid:${root.toLowerCase()}` : null;
  if (system === null) return { system, value: extension === null ? root : `${root}^${extension}` };
  return extension === null ? { system: 'urn:ietf:rfc:3986', value: system } : { system, value: extension };
}

/** A unique id of XDS: `root`, or `root^extension`. */
export function sentIdOfXds(unique: string): SentId {
  const plain = unique.replace(/^urn:(?:oid|uuid):/, '');
  const at = plain.indexOf('^');
  return sentIdOfCda(
    at === -1 ? { root: plain, extension: null } : { root: plain.slice(0, at), extension: plain.slice(at + 1) },
  );
}

/** An identifier that only its sender understands. */
export function localId(value: string): SentId {
  return { system: null, value };
}

/** The normal confidentiality says nothing. */
export function marksOfCodes(codes: readonly CdaCode[]): DocumentMark[] {
  const marks = codes
    .filter(({ code }) => code !== 'N')
    .map(({ code, system }) => ({ code, system: oid.test(system) ? `urn:oid:${system}` : system || null }));
  return marks.filter(({ code }, at) => marks.findIndex((one) => one.code === code) === at);
}

/** A mark of the French list of readers. */
export function visibilityMark(code: string): DocumentMark {
  return { system: `urn:oid:${cdaOids.visibility}`, code };
}
