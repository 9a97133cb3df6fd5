import { fromBase64url, toBase64url } from '@etanche/core-wire';
import type { SealedVersion as WireVersion, VersionLeaf } from '@etanche/core-records-protocol';
import type { CurrentVersion, ImportSeal, SealedVersion } from '@etanche/core-sealing';
import { untrusted } from '../data/data-error.ts';

/**
 * Converts a version from the text form of core/records-protocol to the form of core/sealing.
 *
 * @param seals of the answer
 * @throws ProtocolError, DataError
 */
export function versionFromWire(
  practice: string,
  scope: string,
  wire: WireVersion,
  seals: readonly ImportSeal[],
): SealedVersion {
  const { resource, version, compartment, epoch, author, time } = wire;
  const seal = wire.seal === undefined ? undefined : seals[wire.seal];
  if (wire.seal !== undefined && seal === undefined) throw untrusted('a version under a missing seal');
  const place = { practice, scope, compartment, resource, version, epoch, author, time };
  return {
    place: seal === undefined ? place : { ...place, seal },
    salt: fromBase64url(wire.salt, 32),
    sealed: fromBase64url(wire.sealed, undefined),
  };
}

export function versionToWire({ place, salt, sealed }: SealedVersion): WireVersion {
  const { resource, version, compartment, epoch, author, time } = place;
  return { resource, version, compartment, epoch, author, time, salt: toBase64url(salt), sealed: toBase64url(sealed) };
}

export function leafFromWire({ resource, version, compartment, hash }: VersionLeaf): CurrentVersion {
  return { resource, version, compartment, hash: fromBase64url(hash, 32) };
}
