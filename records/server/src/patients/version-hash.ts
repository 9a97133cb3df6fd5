import { hash } from 'node:crypto';
import { joinFields, labels } from '@etanche/core-wire';
import type { Compartment } from '@etanche/core-records-protocol';

type VersionPlace = {
  readonly practice: string;
  readonly scope: string;
  readonly compartment: Compartment;
  readonly resource: string;
  readonly version: number;
  readonly epoch: number;
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Element and batch under which an importer sealed it. */
  readonly seal?: Seal;
};
type Seal = { readonly element: Uint8Array; readonly batch: string };

/** The hash of a version in the head's tree (docs/protocol.md 7.4). */
export function versionHash(place: VersionPlace, salt: Uint8Array, sealed: Uint8Array): Buffer {
  const { practice, scope, compartment, resource, version, epoch, author, time, seal } = place;
  const sealing = seal === undefined ? [] : [seal.element, seal.batch];
  const numbers = [u32(version), u32(epoch)] as const;
  const aad = joinFields(
    labels.object,
    practice,
    scope,
    compartment,
    resource,
    ...numbers,
    author,
    u64(time),
    ...sealing,
  );
  return hash('sha256', joinFields(labels.version, aad, salt, hash('sha256', sealed, 'buffer')), 'buffer');
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Whether `sealed`, its tag of 16 bytes included, has one of the sizes that a server may see: 256·2^k and 384·2^k. */
export function isSizeClass(sealedBytes: number): boolean {
  const size = sealedBytes - 16;
  return [256, 384].some((least) => size >= least && Number.isInteger(Math.log2(size / least)));
}
