import {
  bytes32Schema,
  fromBase64url,
  fromUtf8,
  joinFields,
  jwsTypes,
  labels,
  object,
  parseShape,
  recordIdSchema,
  sha256,
  toBase64url,
  verifyCompact,
  type Shape,
} from '@etanche/core-protocol';
import { Refusal } from '../http/refusal.ts';

/** An X-Wing public key of 1,216 bytes. */
const sealingBytes = 1216;
const sealing = { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 1622, maxLength: 1622 } as const;
const statementSchema = object({
  practice: recordIdSchema,
  member: recordIdSchema,
  auth: bytes32Schema,
  author: bytes32Schema,
  grant: bytes32Schema,
  sealing,
});

/** Public keys that a member has signed for (docs/protocol.md 7.1). `keys` is their hash, base64url. */
export type KeyStatement = Shape<typeof statementSchema> & { readonly statement: string; readonly keys: string };

/**
 * Reads a statement of keys, which its own `auth` key signs. Whose keys they are is told by the chain.
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
export function kitKeysHash(practice: string, kit: { readonly auth: string; readonly sealing: string }): string {
  const fields = [fromBase64url(kit.auth, 32), fromBase64url(kit.sealing, sealingBytes)];
  return toBase64url(sha256(joinFields(labels.memberKeys, practice, 'kit', ...fields)));
}

function keysHash({ practice, member, auth, author, grant, sealing: key }: Shape<typeof statementSchema>): string {
  const fields = [auth, author, grant].map((each) => fromBase64url(each, 32));
  return toBase64url(
    sha256(joinFields(labels.memberKeys, practice, member, ...fields, fromBase64url(key, sealingBytes))),
  );
}

function parsePayload(payload: Uint8Array): Shape<typeof statementSchema> {
  return parseShape(statementSchema, JSON.parse(fromUtf8(payload)), 'statement of keys');
}
