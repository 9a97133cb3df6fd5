import { joinFields, utf8, type Bytes, checkLabels } from '@etanche/core-wire';
import type { Kind, Stretch } from './manifest.ts';

/**
 * Argon2id of RFC 9106 with 32 bytes of output. It is a parameter because servers and pages use different libraries.
 */
export type Argon2id = (password: Bytes, salt: Bytes, stretch: Stretch) => Promise<Bytes>;

/**
 * SHA-256 of the index id under its label, cut to 16 bytes: Argon2 needs at least 8, and an index id may have fewer.
 */
export async function stretchSalt(indexId: string): Promise<Bytes> {
  const digest = await crypto.subtle.digest('SHA-256', joinFields(checkLabels.checkStretchSalt, indexId));
  return new Uint8Array(digest, 0, 16).slice();
}

/**
 * The OPRF input of one identifier. Identifiers of guessable kinds are stretched first.
 *
 * @param identifier the canonical form of core/identifiers
 * @param stretch parameters of the manifest, or null for kinds that are not stretched
 */
export async function checkTerm(
  indexId: string,
  kind: Kind,
  identifier: string,
  stretch: Stretch | null,
  argon2id: Argon2id,
): Promise<Bytes> {
  const material =
    stretch === null
      ? utf8(identifier)
      : await argon2id(joinFields(checkLabels.checkStretch, kind, identifier), await stretchSalt(indexId), stretch);
  return joinFields(checkLabels.checkTerm, indexId, kind, material);
}
