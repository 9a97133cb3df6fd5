import { fromBase64url, fromUtf8, object, parseShape } from '@etanche/core-wire';
import { dataRoutes, freshnessSchema, type AnswerOf } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import type { KeptAnswer } from '../http/idempotent.ts';
import type { FreshnessSigner } from './freshness.ts';
import { readHead } from './head.ts';

type Written = AnswerOf<typeof dataRoutes.write>;

const { full } = dataRoutes.write.answer.properties;
/** A stored answer without a time must not be signed as of now. */
const keptSchema = object({ time: freshnessSchema.properties.time, full });

/**
 * Keeps the time of a write's freshness and not its signature, which is most of the answer: an Ed25519 signature of the
 * same content is the same again (RFC 8032 section 5.1.6).
 *
 * @param head the JWS of the write's head
 */
export function keptWrite(
  freshness: FreshnessSigner,
  session: Session,
  scope: string,
  head: string,
): KeptAnswer<Written> {
  return {
    shorten: ({ freshness: jws, full }) => ({ time: timeOf(jws), full }),
    restore: (kept) => {
      const { time, full: locators } = parseShape(keptSchema, kept, 'kept answer');
      const { sequence } = readHead(head, scope, session);
      return { freshness: freshness.sign(session.practice, scope, sequence, head, time), full: locators };
    },
  };
}

/** Seconds since 1970. */
function timeOf(jws: string): number {
  const payload: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
  return parseShape(freshnessSchema, payload, 'freshness').time;
}
