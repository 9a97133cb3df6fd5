import { exchangeLimits, type Message } from '@etanche/core-exchange-protocol';
import {
  concat,
  fromUtf8,
  joinFields,
  labels,
  object,
  parseShape,
  recordIdSchema,
  sha256,
  utf8,
  verifyEd25519,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from '../envelope/aes.ts';
import { padCompressed, unpadCompressed } from '../envelope/padded.ts';
import { draw, type Random } from '../envelope/random.ts';
import type { SigningKey } from '../envelope/signing-key.ts';
import { sizeClass } from '../envelope/size-class.ts';
import { argumentInvalid, cannotOpen, opening } from '../sealing-error.ts';
import type { MessageKey } from './message-key.ts';
import { streamKey } from './message-stream.ts';

const SALT_BYTES = 32;
const SIGNATURE_BYTES = 64;
const LENGTH_BYTES = 4;
/** Each body has a key of its own. */
const nonce: Bytes = new Uint8Array(NONCE_BYTES);

const title = { type: 'string', minLength: 0, maxLength: 255 } as const;

/** An attachment, in the stream of its place from 1. `bytes` and `sha256` are those of its content. */
const attachmentSchema = object({
  title,
  contentType: { type: 'string', pattern: '^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$', maxLength: 127 },
  bytes: { type: 'integer', minimum: 0, maximum: exchangeLimits.attachmentBytes },
  sha256: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 },
});

/**
 * The part of a message that its recipient alone can read. `document` is the exact text of a FHIR R4 Bundle of type
 * `document`, `inReplyTo` an earlier message of the recipient's practice, `forwards` the message that this one repeats.
 */
export const messageBodySchema = object(
  {
    subject: title,
    document: { type: 'string', minLength: 2, maxLength: exchangeLimits.documentBytes },
    attachments: { type: 'array', items: attachmentSchema, minItems: 0, maxItems: exchangeLimits.attachments },
    inReplyTo: recordIdSchema,
    forwards: recordIdSchema,
  },
  ['inReplyTo', 'forwards'],
);
export type MessageBody = Shape<typeof messageBodySchema>;

/** A body with the exact bytes and the signature that prove its author to others. */
export type SignedBody = { readonly body: MessageBody; readonly payload: Bytes; readonly signature: Bytes };

type BodyPlace = Pick<Message, 'message' | 'sender' | 'recipient'>;

/**
 * Signs and seals a body: stream 0 of its message, padded to a size class (docs/protocol.md 9.2).
 *
 * @throws SealingError `argument_invalid` if it is too large; ProtocolError `schema_invalid`
 */
export async function sealMessageBody(
  key: MessageKey,
  place: BodyPlace,
  body: MessageBody,
  author: SigningKey,
  random: Random,
): Promise<Bytes> {
  const payload = utf8(JSON.stringify(parseShape(messageBodySchema, body, 'message body')));
  if (SIGNATURE_BYTES + payload.length > exchangeLimits.bodyBytes) throw argumentInvalid('message body is too large');
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', author.privateKey, signedText(place, payload)));
  const padded = await padCompressed(concat(signature, payload));
  const salt = draw(random, SALT_BYTES);
  const stream = await streamKey(key, 0, salt);
  const sealed = concat(salt, await encrypt(stream.key, nonce, stream.aad, padded));
  for (const secret of [payload, padded]) secret.fill(0);
  return sealed;
}

/**
 * Opens stream 0 and verifies the author's signature.
 *
 * @param author the `author` public key of the sender, 32 bytes, from the chain of the sender's practice
 * @throws SealingError `cannot_open`
 */
export async function openMessageBody(
  key: MessageKey,
  place: BodyPlace,
  sealed: Bytes,
  author: Bytes,
): Promise<SignedBody> {
  return opening('message body', async () => {
    const size = sealed.length - SALT_BYTES - TAG_BYTES;
    if (size <= LENGTH_BYTES || sizeClass(size) !== size) throw cannotOpen(`message body of ${sealed.length} bytes`);
    const stream = await streamKey(key, 0, sealed.slice(0, SALT_BYTES));
    const padded = await decrypt(stream.key, nonce, stream.aad, sealed.slice(SALT_BYTES));
    const signed = await unpadCompressed(padded, exchangeLimits.bodyBytes, 'message body').finally(() =>
      padded.fill(0),
    );
    if (signed.length < SIGNATURE_BYTES) throw cannotOpen('message body without a signature');
    const [signature, payload] = [signed.slice(0, SIGNATURE_BYTES), signed.slice(SIGNATURE_BYTES)];
    signed.fill(0);
    if (!(await verifyEd25519(author, signedText(place, payload), signature))) {
      throw cannotOpen('message body that its sender did not sign');
    }
    const body = parseShape(messageBodySchema, JSON.parse(fromUtf8(payload)), 'message body');
    return { body, payload, signature };
  });
}

/** It names the recipient, so that a recipient cannot show the body to others as written to them. */
function signedText({ message, sender, recipient }: BodyPlace, payload: Bytes): Bytes {
  return joinFields(
    ...[labels.messageBody, sender.practice, sender.member, recipient.practice, recipient.member ?? '', message],
    sha256(payload),
  );
}
