import { memberStatementSchema, type MemberStatement } from '@etanche/core-records-protocol';
import {
  fromBase64url,
  fromUtf8,
  joinFields,
  jwsTypes,
  labels,
  parseShape,
  sha256,
  toBase64url,
  verifyCompact,
} from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

/** An X-Wing public key of 1,216 bytes. */
const sealingBytes = 1216;
/** Public keys that a member has signed (docs/protocol.md 7.1). `keys` is their hash, base64url. */
export type KeyStatement = MemberStatement & { readonly statement: string; readonly keys: string };

/**
 * Reads a statement of keys, which is signed by its own `auth` key. The chain names the owner.
 *
 * @throws Refusal `signature_refused` unless it is this member's
 */
export async function readKeyStatement(jws: string, practice: string, member: string): Promise<KeyStatement> {
  try {
    const claimed = parsePayload(fromBase64url(jws.split('.')[1] ?? '', undefined));
    const { payload } = await verifyCompact(jws, jwsTypes.memberKeys, fromBase64url(claimed.auth, 32));
    const said = parsePayload(payload);
    if (said.practice !== practice || said.member !== member) throw new Error('of another member');
    return { ...said, statement: jws, keys: keysHash(said) };
  } catch (cause) {
    throw new Refusal('signature_refused', { detail: 'the statement of keys' }, { cause });
  }
}

/** The kit's keys hash, base64url. @param kit public keys, base64url */
export function kitKeysHash(kit: { readonly auth: string; readonly sealing: string }): string {
  const fields = [fromBase64url(kit.auth, 32), fromBase64url(kit.sealing, sealingBytes)];
  return toBase64url(sha256(joinFields(labels.memberKeys, 'kit', ...fields)));
}

function keysHash({ member, auth, author, grant, sealing: key }: MemberStatement): string {
  const fields = [auth, author, grant].map((each) => fromBase64url(each, 32));
  return toBase64url(sha256(joinFields(labels.memberKeys, member, ...fields, fromBase64url(key, sealingBytes))));
}

function parsePayload(payload: Uint8Array): MemberStatement {
  return parseShape(memberStatementSchema, JSON.parse(fromUtf8(payload)), 'statement of keys');
}
