import {
  sha256,
  joinFields,
  type Bytes,
  fromBase64url,
  object,
  type Shape,
  labels,
  limits,
  recordIdSchema,
} from '@etanche/core-wire';
import { bytes32Schema, bytes64Schema } from '../key-set.ts';
import { actionSchema, secondsSchema } from './action.ts';

/** `POST` and `GET` at `/v1/practices/<practice>/orders`; `…/pending` lists the pending ones. */
export const practicesPath = '/v1/practices';

/**
 * Payload of an order; approvers sign the hash of these exact bytes. `previous` is the hash of the preceding order (32
 * zero bytes for the genesis), `audience` the signing keys of all vaults by ascending index.
 */
export const orderSchema = object({
  practice: recordIdSchema,
  sequence: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  previous: bytes32Schema,
  audience: { type: 'array', items: bytes32Schema, minItems: 1, maxItems: limits.vaults },
  issuedAt: secondsSchema,
  expires: secondsSchema,
  action: actionSchema,
});
export type Order = Shape<typeof orderSchema>;

const text = (maxLength: number) => ({ type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength }) as const;

/** WebAuthn Level 3 section 7.2, base64url; the challenge is the order's hash. */
export const assertionSchema = object({
  authenticatorData: text(2048),
  clientDataJSON: text(4096),
  signature: text(1024),
});
export type Assertion = Shape<typeof assertionSchema>;

/** Ed25519 signatures are over `orderMessage`. */
export const approvalSchema = {
  anyOf: [
    object({ by: { const: 'approver' }, approver: recordIdSchema, assertion: assertionSchema }),
    object({ by: { const: 'member' }, member: recordIdSchema, signature: bytes64Schema }),
    object({ by: { const: 'kit' }, signature: bytes64Schema }),
    object({ by: { const: 'operator' }, operator: bytes32Schema, signature: bytes64Schema }),
  ],
} as const;
export type Approval = Shape<typeof approvalSchema>;

const receipt = { type: 'string', minLength: 100, maxLength: 2048 } as const;

/** `receipts` of t vaults let a vault that was unreachable accept an order that has expired since. */
export const signedOrderSchema = object(
  {
    payload: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: 44_000 },
    approvals: { type: 'array', items: approvalSchema, minItems: 0, maxItems: 24 },
    receipts: { type: 'array', items: receipt, minItems: 0, maxItems: limits.vaults },
  },
  ['receipts'],
);
export type SignedOrder = Shape<typeof signedOrderSchema>;

/** The state of an order at a vault. `delayed`: it applies at `effectiveAt` (seconds) unless an approver cancels it. */
export const orderAnswerSchema = object(
  {
    order: bytes32Schema,
    status: { enum: ['waiting', 'delayed', 'applied'] },
    approvals: { type: 'integer', minimum: 0, maximum: 24 },
    needed: { type: 'integer', minimum: 0, maximum: 24 },
    effectiveAt: secondsSchema,
    receipt,
  },
  ['effectiveAt', 'receipt'],
);
export type OrderAnswer = Shape<typeof orderAnswerSchema>;

/** Payload of a receipt (`jwsTypes.orderReceipt`): this vault has applied this order. */
export const orderReceiptSchema = object({
  practice: recordIdSchema,
  sequence: orderSchema.properties.sequence,
  order: bytes32Schema,
  index: { type: 'integer', minimum: 1, maximum: limits.vaults },
  appliedAt: secondsSchema,
});
export type OrderReceipt = Shape<typeof orderReceiptSchema>;

export const orderListSchema = object({
  orders: { type: 'array', items: signedOrderSchema, minItems: 0, maxItems: 100 },
});

/** Withdraws a pending or delayed order; needs one approver's assertion whose challenge is `cancelHash(order)`. */
export const cancelOrderSchema = object({
  order: bytes32Schema,
  approver: recordIdSchema,
  assertion: assertionSchema,
});

/** 32 bytes. @param payload the order's exact bytes */
export function orderHash(payload: Uint8Array): Bytes {
  return sha256(joinFields(labels.order, payload));
}

/** The message that members, the kit and operators sign. @param hash `orderHash`, 32 bytes */
export function orderMessage(hash: Uint8Array): Bytes {
  return joinFields(labels.orderSignature, hash);
}

/** The challenge with which an approver cancels an order. @param order base64url of the hash */
export function cancelHash(order: string): Bytes {
  return sha256(joinFields(labels.orderCancel, fromBase64url(order, 32)));
}
