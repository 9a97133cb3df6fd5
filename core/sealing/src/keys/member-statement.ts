import { memberStatementSchema, type MemberStatement } from '@etanche/core-records-protocol';
import { fromBase64url, jwsTypes, parseShape, toBase64url } from '@etanche/core-wire';
import { SEALING_PUBLIC_KEY_BYTES } from '../envelope/hpke.ts';
import type { PublicMemberKeys } from './member-keys.ts';
import { opening } from '../sealing-error.ts';
import { signJson, verifyJson } from '../envelope/signed-json.ts';
import type { SigningKey } from '../envelope/signing-key.ts';

/** Compact JWS by the member's own `auth` key over all its public keys. */
export async function signMemberStatement(keys: PublicMemberKeys, auth: SigningKey): Promise<string> {
  const statement: MemberStatement = {
    practice: keys.practice,
    member: keys.member,
    auth: toBase64url(keys.auth),
    author: toBase64url(keys.author),
    grant: toBase64url(keys.grant),
    sealing: toBase64url(keys.sealing),
  };
  return signJson(statement, jwsTypes.memberKeys, auth);
}

/**
 * Verifies that a statement of keys is signed by its own `auth` key. Only the order chain proves whose keys they are:
 * compare `keysHash` with it, or fingerprints in the member's presence.
 *
 * @throws SealingError `cannot_open`
 */
export async function verifyMemberStatement(jws: string): Promise<PublicMemberKeys> {
  return opening('statement of keys', async () => {
    const statement = await verifyJson(
      jws,
      jwsTypes.memberKeys,
      'statement of keys',
      (value) => parseShape(memberStatementSchema, value, 'statement of keys'),
      (said) => [fromBase64url(said.auth, 32)],
    );
    return {
      practice: statement.practice,
      member: statement.member,
      auth: fromBase64url(statement.auth, 32),
      author: fromBase64url(statement.author, 32),
      grant: fromBase64url(statement.grant, 32),
      sealing: fromBase64url(statement.sealing, SEALING_PUBLIC_KEY_BYTES),
    };
  });
}
