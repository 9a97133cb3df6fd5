import { headSchema, type Head } from '@etanche/core-records-protocol';
import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  parseShape,
  ProtocolError,
  splitCompact,
  verifyDetached,
  type Bytes,
} from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import type { Session } from '../http/handler.ts';

export type { Head };

/**
 * Reads the content of a head. Its signature is verified later, by the author's key from the store.
 *
 * @throws Refusal `signature_refused` unless it names this scope and this writer
 */
export function readHead(jws: string, scope: string, { practice, member }: Session): Head {
  try {
    const payload = fromBase64url(splitCompact(jws).payload, undefined);
    const head = parseShape(headSchema, JSON.parse(fromUtf8(payload)), 'head');
    const isOurs = head.practice === practice && head.scope === scope && head.author === member;
    if (!isOurs || (head.sequence === 1) !== (head.previous === null)) throw refusal();
    return head;
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) throw refusal();
    throw error;
  }
}

/** @throws Refusal `signature_refused` */
export async function verifyHead(jws: string, author: Bytes): Promise<void> {
  try {
    const { header, payload, signature } = splitCompact(jws);
    await verifyDetached(payload, { protected: header, signature }, jwsTypes.head, author);
  } catch (error) {
    if (error instanceof ProtocolError) throw refusal();
    throw error;
  }
}

function refusal(): Refusal {
  return new Refusal('signature_refused', { detail: 'The head is not one of this scope by its writer.' });
}

/** The element in a stored head, base64url; undefined if a member made the scope. */
export function elementOf(jws: string): string | undefined {
  const payload: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
  return parseShape(headSchema, payload, 'head').element;
}
