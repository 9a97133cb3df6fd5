import {
  orderHash,
  orderMessage,
  orderSchema,
  parseShape,
  toBase64url,
  utf8,
  type Approval,
  type Bytes,
  type Federation,
  type Order,
} from '@etanche/core-protocol';
import type { SigningKey } from '../request-signer.ts';

/** An order with the exact bytes that are signed, and their hash, which is the challenge of an approver's passkey. */
export type BuiltOrder = {
  readonly order: Order;
  readonly payload: Bytes;
  /** 32 bytes. */
  readonly hash: Bytes;
};

/**
 * Builds an order for all vaults of the federation.
 *
 * @param options.after sequence and hash (base64url) of the practice's last order; null for its genesis
 * @param options.lifeSeconds until it expires: at most 30 days, and longer than the kit's delay where the kit signs
 * @throws ProtocolError `schema_invalid`
 */
export function buildOrder(options: {
  readonly federation: Federation;
  readonly practice: string;
  readonly after: { readonly sequence: number; readonly head: string } | null;
  readonly action: Order['action'];
  readonly lifeSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}): BuiltOrder {
  const { practice, after, action } = options;
  const issuedAt = Math.floor(options.now() / 1000);
  const order: Order = {
    practice,
    sequence: after === null ? 0 : after.sequence + 1,
    previous: after === null ? toBase64url(new Uint8Array(32)) : after.head,
    audience: audienceOf(options.federation),
    issuedAt,
    expires: issuedAt + options.lifeSeconds,
    action,
  };
  const payload = utf8(JSON.stringify(parseShape(orderSchema, order, 'order')));
  return { order, payload, hash: orderHash(payload) };
}

/** The signing keys of all vaults by ascending index. */
export function audienceOf({ vaults }: Federation): string[] {
  return [...vaults].sort((a, b) => a.index - b.index).map(({ signingKey }) => signingKey);
}

/** Who signs with an Ed25519 key; approvers sign with a passkey instead. */
export type OrderSigner =
  { readonly by: 'member'; readonly member: string } | { readonly by: 'kit' } | { readonly by: 'operator' };

/** An Ed25519 approval of an order, for `SignedOrder.approvals`. @param key of a member the `auth` key */
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
