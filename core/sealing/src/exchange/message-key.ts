import type { Message } from '@etanche/core-exchange-protocol';
import { fromBase64url, joinFields, labels, sha256, toBase64url, u32, type Bytes } from '@etanche/core-wire';
import type { EngineKey } from '../engine/engine.ts';
import { hkdf, importHkdf } from '../envelope/derive.ts';
import { hpkeSeal, SEALING_PUBLIC_KEY_BYTES, type SealingKey } from '../envelope/hpke.ts';
import { draw, type Random } from '../envelope/random.ts';
import { cannotOpen, opening, requireBytes } from '../sealing-error.ts';

const SECRET_BYTES = 32;
const ELEMENT_BYTES = 32;

/** The ids that a message's key is bound to. */
export type MessageRoute = Pick<Message, 'message' | 'sender' | 'recipient' | 'epoch'>;

/** The inbox keys of a practice in an epoch, from its verified directory entry. */
export type InboxKeys = {
  /** s·k·G, 32 bytes. */
  readonly element: Bytes;
  /** The X-Wing public key of the role care, 1,216 bytes. */
  readonly sealing: Bytes;
};

/** The key of one message, from which the keys of its streams derive. */
export type MessageKey = { readonly message: string; readonly key: EngineKey };

/**
 * The key of a new message, and what its statement says about it (docs/protocol.md 9.2). The X-Wing part keeps a
 * message secret from an attacker with a quantum computer, the split part from one who has the practice's secrets and
 * no vault.
 *
 * @param drawn an element with its evaluation under the inbox key, from `elementFor` of core/oprf
 */
export async function makeMessageKey(
  route: MessageRoute,
  inbox: InboxKeys,
  drawn: { readonly element: Bytes; readonly evaluated: Bytes },
  random: Random,
): Promise<{ readonly key: MessageKey; readonly element: string; readonly seal: string }> {
  const secret = draw(random, SECRET_BYTES);
  const seal = await hpkeSeal(inbox.sealing, sealInfo(route, drawn.element), secret, random);
  const key = await derive(route, inbox, { ...drawn, seal, secret });
  secret.fill(0);
  return { key, element: toBase64url(drawn.element), seal: toBase64url(seal) };
}

/**
 * The key of a message that was received.
 *
 * @param inbox the receiver's own keys of the message's epoch
 * @param care the key pair of the role care in that epoch
 * @param evaluated s·k·R, 32 bytes
 * @throws SealingError `cannot_open`
 */
export async function openMessageKey(
  message: Message,
  inbox: InboxKeys,
  care: SealingKey,
  evaluated: Bytes,
): Promise<MessageKey> {
  return opening('message', async () => {
    const element = fromBase64url(message.element, ELEMENT_BYTES);
    const seal = fromBase64url(message.seal, undefined);
    const secret = await care.open(sealInfo(message, element), seal);
    if (secret.length !== SECRET_BYTES) throw cannotOpen('message with a secret of another size');
    const key = await derive(message, inbox, { element, evaluated, seal, secret });
    secret.fill(0);
    return key;
  });
}

function sealInfo({ message, sender, recipient, epoch }: MessageRoute, element: Bytes): Bytes {
  const { practice, member } = sender;
  return joinFields(labels.messageSeal, recipient.practice, u32(epoch), message, practice, member, element);
}

async function derive(
  { message, sender, recipient, epoch }: MessageRoute,
  inbox: InboxKeys,
  parts: { readonly element: Bytes; readonly evaluated: Bytes; readonly seal: Bytes; readonly secret: Bytes },
): Promise<MessageKey> {
  requireBytes(inbox.element, ELEMENT_BYTES, 'inbox element');
  requireBytes(inbox.sealing, SEALING_PUBLIC_KEY_BYTES, 'sealing public key');
  requireBytes(parts.element, ELEMENT_BYTES, 'element');
  requireBytes(parts.evaluated, ELEMENT_BYTES, 'evaluated element');
  const info = joinFields(
    ...[labels.message, parts.element, sha256(parts.seal), inbox.element, sha256(inbox.sealing)],
    ...[`inbox/${recipient.practice}`, u32(epoch), sender.practice, sender.member],
    ...[recipient.practice, recipient.member ?? '', message],
  );
  const material = joinFields(parts.evaluated, parts.secret);
  const key = await hkdf(material, labels.message, info, 32);
  material.fill(0);
  const imported = await importHkdf(key);
  key.fill(0);
  return { message, key: imported };
}
