import type { Bytes } from '@etanche/core-wire';
import type { Compartment, ImportSeal } from './scope.ts';

/** Maximum number of bytes of one resource; larger data are binaries. */
export const RESOURCE_BYTES = 2_000_000;

/**
 * Kinds of content of a version: a resource's bytes, a deletion, the scope's own index (7.5), a link (7.7), or the full
 * URLs of resources (`encodeNames`).
 */
export const versionKinds = { resource: 1, deletion: 2, index: 3, link: 4, names: 5 } as const;
export type VersionKind = keyof typeof versionKinds;

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

/** The content of a version. `bytes` are exactly the author's; empty in a deletion. */
export type VersionContent = { readonly kind: VersionKind; readonly previous: Bytes; readonly bytes: Bytes };

/** `blind` (16 random bytes) keeps `hash` from confirming a guess of the content. */
export type OpenedVersion = VersionContent & {
  readonly place: VersionPlace;
  readonly blind: Bytes;
  readonly hash: Bytes;
};

/** The `author` public keys that a member has or had, from the order chain; empty for an unknown member. */
export type AuthorKeys = (member: string) => readonly Bytes[] | Promise<readonly Bytes[]>;

/** The previous hash of a first version. */
export const noPrevious: Bytes = new Uint8Array(32);
