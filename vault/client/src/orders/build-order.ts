import {
  audienceOf,
  beforeGenesis,
  withPracticeId,
  orderHash,
  orderMessage,
  orderSchema,
  type Approval,
  type ChainPosition,
  type Federation,
  type Order,
} from '@etanche/core-vault-protocol';
import { fromUtf8, parseShape, toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import type { SigningKey } from '../request-signer.ts';

/** An order with the exact bytes to sign, and their hash, which is the challenge of an approver's passkey. */
export type BuiltOrder = {
  readonly order: Order;
  readonly payload: Bytes;
  /** 32 bytes. */
  readonly hash: Bytes;
};

/** Placeholder for the practice id in a genesis until the id is computed. */
const noPractice = 'a'.repeat(26);

type Content = {
  readonly federation: Federation;
  readonly action: Order['action'];
  /** Seconds until it expires: at most 30 days, and longer than the kit's delay if the kit signs. */
  readonly lifeSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Builds an order for all vaults of the federation.
 *
 * @param options.after sequence and hash (base64url) of the practice's last order
 * @throws ProtocolError `schema_invalid`
 */
export function buildOrder(
  options: Content & {
    readonly practice: string;
    readonly after: ChainPosition;
  },
): BuiltOrder {
  const { practice, after } = options;
  const place = { practice, sequence: after.sequence + 1, previous: after.head };
  return readBuilt(payloadOf(place, options));
}

/**
 * Builds the genesis of a practice, from which the practice id is derived.
 *
 * @throws ProtocolError `schema_invalid`
 */
export function buildGenesis(options: Content): BuiltOrder {
  const place = { practice: noPractice, sequence: 0, previous: beforeGenesis.head };
  return readBuilt(withPracticeId(payloadOf(place, options)));
}

function payloadOf(
  { practice, sequence, previous }: Pick<Order, 'practice' | 'sequence' | 'previous'>,
  { federation, action, lifeSeconds, now }: Content,
): Bytes {
  const issuedAt = Math.floor(now() / 1000);
  const times = { issuedAt, expires: issuedAt + lifeSeconds };
  const order: Order = { practice, sequence, previous, audience: audienceOf(federation), ...times, action };
  return utf8(JSON.stringify(parseShape(orderSchema, order, 'order')));
}

function readBuilt(payload: Bytes): BuiltOrder {
  const order = parseShape(orderSchema, JSON.parse(fromUtf8(payload)), 'order');
  return { order, payload, hash: orderHash(payload) };
}

/** A signer with an Ed25519 key; approvers sign with a passkey instead. */
export type OrderSigner =
  | { readonly by: 'member'; readonly member: string }
  | { readonly by: 'kit' }
  | { readonly by: 'operator' };

/** An Ed25519 approval of an order, for `SignedOrder.approvals`. @param key for a member the `auth` key */
export async function signOrder(
  { hash }: Pick<BuiltOrder, 'hash'>,
  signer: OrderSigner,
  key: SigningKey,
): Promise<Approval> {
  const signed = await crypto.subtle.sign('Ed25519', key.privateKey, orderMessage(hash));
  const signature = toBase64url(new Uint8Array(signed));
  switch (signer.by) {
    case 'member':
      return { by: 'member', member: signer.member, signature };
    case 'kit':
      return { by: 'kit', signature };
    case 'operator':
      return { by: 'operator', operator: toBase64url(key.publicKey), signature };
  }
}
