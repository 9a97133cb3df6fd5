import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { decrypt, encrypt } from '../envelope/aes.ts';
import { platformCompression } from '../envelope/compression.ts';
import { hkdfAes, u32 } from '../envelope/derive.ts';
import { digest } from '../envelope/digest.ts';
import { draw, type Random } from '../envelope/random.ts';
import type { CompartmentKey } from './scope.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes } from '../sealing-error.ts';
import { importVerifyKey, type SigningKey } from '../envelope/signing-key.ts';
import { encodeContent, isSealedLength, parseContent, versionKinds, type VersionKind } from './version-content.ts';
import {
  hashUnder,
  isKeyOf,
  isNumbered,
  signedMessage,
  versionAad,
  type SealedVersion,
  type VersionPlace,
} from './version-place.ts';

/** Maximum number of bytes of one resource; larger data are binaries. Sealed content never inflates to more. */
export const RESOURCE_BYTES = 2_000_000;

/** The content of a version. `bytes` are exactly the author's; empty in a deletion. */
export type VersionContent = { readonly kind: VersionKind; readonly previous: Bytes; readonly bytes: Bytes };

export type OpenedVersion = VersionContent & { readonly place: VersionPlace; readonly hash: Bytes };

/** The `author` public keys that a member has or had, from the order chain; empty for an unknown member. */
export type AuthorKeys = (member: string) => readonly Bytes[] | Promise<readonly Bytes[]>;

/** A key that seals one version: its derivation includes a random salt, so that the nonce may be zero. */
const NONCE = new Uint8Array(12);
const SALT_BYTES = 32;

/** @throws SealingError `argument_invalid` when content, place and key do not match */
export async function sealVersion(
  key: CompartmentKey,
  place: VersionPlace,
  content: VersionContent,
  author: SigningKey,
  random: Random,
): Promise<SealedVersion & { readonly hash: Bytes }> {
  requireBytes(content.previous, 32, 'previous hash');
  if (!isKeyOf(key, place) || !isNumbered(place)) throw argumentInvalid('the key is of another compartment or epoch');
  if (content.bytes.length > RESOURCE_BYTES) throw argumentInvalid(`resource of ${content.bytes.length} bytes`);
  if ((content.kind === 'deletion') !== (content.bytes.length === 0)) throw argumentInvalid('only a deletion is empty');
  const aad = versionAad(place);
  const message = await messageOf(aad, content);
  const [signature, deflated] = await Promise.all([
    crypto.subtle.sign('Ed25519', author.privateKey, message),
    platformCompression().deflate(content.bytes),
  ]);
  const plaintext = encodeContent({ ...content, signature: new Uint8Array(signature), deflated });
  const salt = draw(random, SALT_BYTES);
  const sealed = await encrypt(await objectKey(key, place, salt), NONCE, aad, plaintext);
  return { place, salt, sealed, hash: await hashUnder(aad, salt, sealed) };
}

/** `openVersions` of one. */
export async function openVersion(
  key: CompartmentKey,
  version: SealedVersion,
  authors: AuthorKeys,
): Promise<OpenedVersion> {
  const [opened] = await openVersions([version], () => key, authors);
  if (opened === undefined) throw cannotOpen('version');
  return opened;
}

/**
 * Opens versions in parallel, and verifies the seal, the author's signature, the place and the canonical encoding of
 * each. One invalid version rejects all. To detect missing, old or foreign versions, the caller compares the returned
 * hashes with the head (`verifyHead`, `rootOf`).
 *
 * @param keyOf the key of a version's compartment and epoch, or null if the caller has none
 * @throws SealingError `cannot_open`
 */
export async function openVersions(
  versions: readonly SealedVersion[],
  keyOf: (place: VersionPlace) => CompartmentKey | null,
  authors: AuthorKeys,
): Promise<OpenedVersion[]> {
  return opening('version', async () => {
    const verifyKeys = await importAuthors(versions, authors);
    const { inflate } = platformCompression();
    return Promise.all(
      versions.map(async (version) => {
        const { place, salt, sealed } = version;
        const key = keyOf(place);
        if (key === null || !isKeyOf(key, place) || !isNumbered(place)) throw cannotOpen('version of another place');
        if (salt.length !== SALT_BYTES || !isSealedLength(sealed.length)) throw cannotOpen('version of no size class');
        const aad = versionAad(place);
        const [plaintext, hash] = await Promise.all([
          objectKey(key, place, salt).then((objectKey) => decrypt(objectKey, NONCE, aad, sealed)),
          hashUnder(aad, salt, sealed),
        ]);
        const { kind, previous, signature, deflated } = parseContent(plaintext);
        const bytes = await inflate(deflated, RESOURCE_BYTES);
        if ((kind === 'deletion') !== (bytes.length === 0)) throw cannotOpen('only a deletion is empty');
        const message = await messageOf(aad, { kind, previous, bytes });
        await requireSigned(verifyKeys.get(place.author) ?? [], signature, message);
        return { place, kind, previous, bytes, hash };
      }),
    );
  });
}

async function messageOf(aad: Bytes, { kind, previous, bytes }: VersionContent): Promise<Bytes> {
  return signedMessage(aad, previous, versionKinds[kind], await digest(bytes));
}

async function objectKey(key: CompartmentKey, place: VersionPlace, salt: Bytes): Promise<CryptoKey> {
  return hkdfAes(key.key, salt, joinFields(labels.object, place.resource, u32(place.version)));
}

/** Imports each author's keys once for the whole batch: importing a key costs as much as decrypting a version. */
async function importAuthors(
  versions: readonly SealedVersion[],
  authors: AuthorKeys,
): Promise<ReadonlyMap<string, readonly CryptoKey[]>> {
  const members = Array.from(new Set(versions.map(({ place }) => place.author)));
  const imported = members.map(async (member) => {
    return [member, await Promise.all((await authors(member)).map(importVerifyKey))] as const;
  });
  return new Map(await Promise.all(imported));
}

async function requireSigned(keys: readonly CryptoKey[], signature: Bytes, message: Bytes): Promise<void> {
  for (const key of keys) {
    if (await crypto.subtle.verify('Ed25519', key, signature, message)) return;
  }
  throw cannotOpen('version is not signed by its author');
}
