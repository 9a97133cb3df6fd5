import {
  acknowledgedSchema,
  alarmListSchema,
  federationSchema,
  orderAnswerSchema,
  orderListSchema,
  vaultIndexSchema,
  type Alarm,
  type OrderAnswer,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { object, parseShape, recordIdSchema } from '@etanche/core-wire';
import type { Site } from './practice-view.ts';

/** Parsers for the answers of vaults. Each throws ProtocolError for any other input. */
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const;
const siteSchema = object({
  index: vaultIndexSchema,
  origin: text(280),
  rpId: text(253),
  federation: federationSchema,
});
const challengeSchema = object({ challenge: text(100), approver: recordIdSchema });

export function readSite(value: unknown): Site {
  return parseShape(siteSchema, value, 'site');
}

export function readChallenge(value: unknown): { challenge: string; approver: string } {
  return parseShape(challengeSchema, value, 'challenge');
}

export function readCardAnswer(value: unknown): { card: string } {
  return parseShape(object({ card: text(4096) }), value, 'card');
}

export function readCancelled(value: unknown): { order: string } {
  return parseShape(object({ order: text(43) }), value, 'cancellation');
}

export function readOrderAnswer(value: unknown): OrderAnswer {
  return parseShape(orderAnswerSchema, value, 'answer');
}

export function readOrders(value: unknown): { orders: SignedOrder[] } {
  return parseShape(orderListSchema, value, 'orders');
}

export function readAcknowledged(value: unknown): { acknowledged: number } {
  return parseShape(acknowledgedSchema, value, 'acknowledgement');
}

export function readAlarms(value: unknown): { alarms: Alarm[] } {
  return parseShape(alarmListSchema, value, 'alarms');
}
