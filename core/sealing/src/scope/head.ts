import { buildTree, leafHash } from '@etanche/core-merkle';
import { headSchema, type Head, type VersionLeaf } from '@etanche/core-records-protocol';
import { joinFields, jwsTypes, parseShape, toBase64url, u32, type Bytes } from '@etanche/core-wire';
import { argumentInvalid, cannotOpen, opening } from '../sealing-error.ts';
import { jwsHash, signJson, verifyJson } from '../envelope/signed-json.ts';
import type { SigningKey } from '../envelope/signing-key.ts';
import type { AuthorKeys } from './version.ts';

export type { Head };

/**
 * The RFC 6962 root over the current versions, including deletions, given in any order.
 *
 * @throws SealingError `argument_invalid` when a resource occurs twice
 */
export function rootOf(versions: readonly VersionLeaf[]): Bytes {
  const sorted = versions.toSorted((a, b) => (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0));
  if (sorted.some(({ resource }, i) => i > 0 && resource === sorted[i - 1]?.resource)) {
    throw argumentInvalid('a resource has two current versions');
  }
  const leaves = sorted.map(({ resource, version, compartment, hash, mark }) => {
    const marked = mark === undefined ? [] : [mark];
    return leafHash(joinFields(resource, u32(version), compartment, hash, ...marked));
  });
  return Uint8Array.from(buildTree(leaves).root);
}

/**
 * The head after a write.
 *
 * @param place.element of a scope that an importer creates, base64url; every later head repeats it
 * @param place.log the last cosigned checkpoint that the author saw
 * @param previous the JWS of the preceding head, verified; null for the first
 * @param packs hashes of the packs of this write, by their numbers
 */
export async function signHead(
  place: {
    readonly practice: string;
    readonly scope: string;
    readonly author: string;
    readonly element?: string;
    readonly log?: Head['log'];
  },
  previous: { readonly jws: string; readonly head: Head } | null,
  versions: readonly VersionLeaf[],
  packs: readonly Bytes[],
  author: SigningKey,
): Promise<{ readonly jws: string; readonly head: Head }> {
  const element = previous === null ? place.element : previous.head.element;
  const head: Head = {
    practice: place.practice,
    scope: place.scope,
    sequence: previous === null ? 1 : previous.head.sequence + 1,
    previous: previous === null ? null : toBase64url(jwsHash(previous.jws)),
    root: toBase64url(rootOf(versions)),
    count: versions.length,
    packs: packs.map(toBase64url),
    author: place.author,
    ...(element === undefined ? {} : { element }),
    ...(place.log === undefined ? {} : { log: place.log }),
  };
  return { jws: await signJson(head, jwsTypes.head, author), head };
}

/**
 * Verifies a head of this scope, signed by the member that it names.
 *
 * @throws SealingError `cannot_open`
 */
export async function verifyHead(
  jws: string,
  place: { readonly practice: string; readonly scope: string },
  authors: AuthorKeys,
): Promise<Head> {
  const head = await verifyJson(
    jws,
    jwsTypes.head,
    'head',
    (value) => parseShape(headSchema, value, 'head'),
    (said) => authors(said.author),
  );
  if (head.practice !== place.practice || head.scope !== place.scope) throw cannotOpen('head of another scope');
  if ((head.sequence === 1) !== (head.previous === null)) throw cannotOpen('head does not name the preceding one');
  return head;
}

/**
 * Verifies that these are exactly the current versions of a head.
 *
 * @throws SealingError `cannot_open`
 */
export async function verifyCurrent(head: Head, versions: readonly VersionLeaf[]): Promise<void> {
  await opening('current versions', () => {
    if (versions.length !== head.count) throw cannotOpen(`${versions.length} current versions of ${head.count}`);
    if (toBase64url(rootOf(versions)) !== head.root) throw cannotOpen('current versions are not those of the head');
  });
}

/** Verifies that a head directly follows another. @throws SealingError `cannot_open` */
export function verifySuccession(head: Head, previous: { readonly jws: string; readonly head: Head }): void {
  if (head.sequence !== previous.head.sequence + 1 || head.previous !== toBase64url(jwsHash(previous.jws))) {
    throw cannotOpen('head does not follow the expected one');
  }
  if (head.element !== previous.head.element) throw cannotOpen('head has another element than the preceding one');
}
