import { equalBytes, fromBase64url, toBase64url } from '@etanche/core-wire';
import {
  parseList,
  recordsLimits,
  type Compartment,
  type PackToWrite,
  type StoredPack,
  type VersionLeaf,
  type VersionMark,
} from '@etanche/core-records-protocol';
import { sealedDigest, type ImportSeal, type SealedPack } from '@etanche/core-sealing';
import { untrusted } from '../data/data-error.ts';

/**
 * Converts a pack from the text form of core/records-protocol to the form of core/sealing.
 *
 * @param seals of the answer
 * @returns without content if the content has another digest than the server states
 * @throws ProtocolError, DataError
 */
export async function packFromWire(
  practice: string,
  scope: string,
  wire: StoredPack,
  seals: readonly ImportSeal[],
): Promise<SealedPack> {
  const { sequence, number, compartment, epoch, author, time, carries = false } = wire;
  const seal = wire.seal === undefined ? undefined : seals[wire.seal];
  if (wire.seal !== undefined && seal === undefined) throw untrusted('a pack under a missing seal');
  const place = { practice, scope, compartment, sequence, number, epoch, author, time, carries };
  const list = fromBase64url(wire.list, undefined);
  const of = { place: seal === undefined ? place : { ...place, seal }, list };
  if (wire.salt === undefined || wire.sealed === undefined) {
    if (wire.digest === undefined) throw untrusted('a pack without content and digest');
    return { ...of, digest: fromBase64url(wire.digest, 32), content: null };
  }
  const content = { salt: fromBase64url(wire.salt, 32), sealed: fromBase64url(wire.sealed, undefined) };
  const digest = await sealedDigest(content.salt, content.sealed);
  const stated = wire.digest === undefined ? digest : fromBase64url(wire.digest, 32);
  return { ...of, digest: stated, content: equalBytes(digest, stated) ? content : null };
}

export function packToWire({ place, list, content }: SealedPack): PackToWrite {
  if (content === null) throw new RangeError('a pack without content is not written');
  const { compartment, epoch, time, carries } = place;
  const { salt, sealed } = content;
  const of = {
    compartment,
    epoch,
    time,
    list: toBase64url(list),
    salt: toBase64url(salt),
    sealed: toBase64url(sealed),
  };
  return carries ? { ...of, carries } : of;
}

/** Current versions of one compartment. @throws ProtocolError */
export function leavesFromWire(
  each: { readonly compartment: Compartment; readonly list: string },
  mark?: VersionMark,
): VersionLeaf[] {
  const versions = parseList(fromBase64url(each.list, undefined), recordsLimits.resourcesPerScope);
  const of = { compartment: each.compartment, ...(mark !== undefined && { mark }) };
  return versions.map((version) => ({ ...version, ...of }));
}
