import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { u32, u64 } from '../envelope/derive.ts';
import { digest } from '../envelope/digest.ts';
import { sealFields, type Compartment, type CompartmentKey, type ImportSeal } from './scope.ts';

/** Position, author and time of a version. All fields are authenticated. Ids are record ids; versions count from 1. */
export type VersionPlace = {
  readonly practice: string;
  readonly scope: string;
  readonly compartment: Compartment;
  readonly resource: string;
  readonly version: number;
  readonly epoch: number;
  readonly author: string;
  /** When the author's client sealed it, by its own clock, in ms since 1970. */
  readonly time: number;
  /** The seal of an importer's version; absent from versions by members. */
  readonly seal?: ImportSeal;
};

/** A version as stored by the server. */
export type SealedVersion = { readonly place: VersionPlace; readonly salt: Bytes; readonly sealed: Bytes };

/** The AAD of docs/protocol.md 7.4. */
export function versionAad(place: VersionPlace): Bytes {
  const { practice, scope, compartment, resource, version, epoch, author, time, seal } = place;
  const sealed = seal === undefined ? [] : sealFields(seal);
  const numbers = [u32(version), u32(epoch)] as const;
  return joinFields(labels.object, practice, scope, compartment, resource, ...numbers, author, u64(time), ...sealed);
}

/** The message that the author signs. @param digest SHA-256 of the resource's bytes */
export function signedMessage(aad: Bytes, previous: Bytes, kind: number, digest: Bytes): Bytes {
  return joinFields(labels.resource, aad, previous, Uint8Array.of(kind), digest);
}

/** The hash of a version in the next version and in the scope's head, 32 bytes. */
export async function versionHash({ place, salt, sealed }: SealedVersion): Promise<Bytes> {
  return hashUnder(versionAad(place), salt, sealed);
}

/** `versionHash` with a precomputed AAD. */
export async function hashUnder(aad: Bytes, salt: Bytes, sealed: Bytes): Promise<Bytes> {
  return digest(joinFields(labels.version, aad, salt, await digest(sealed)));
}

/** True if this is the key of that place's compartment. */
export function isKeyOf(key: CompartmentKey, place: VersionPlace): boolean {
  return (
    key.practice === place.practice &&
    key.scope === place.scope &&
    key.compartment === place.compartment &&
    key.epoch === place.epoch &&
    key.seal?.element === place.seal?.element &&
    key.seal?.batch === place.seal?.batch
  );
}

/** True if version, epoch and time are within the range of the AAD. */
export function isNumbered(place: VersionPlace): boolean {
  const counts = (value: number) => Number.isInteger(value) && value >= 1 && value <= 0xffffffff;
  return counts(place.version) && counts(place.epoch) && Number.isSafeInteger(place.time) && place.time >= 0;
}

/** The previous hash of a first version. */
export const noPrevious: Bytes = new Uint8Array(32);
