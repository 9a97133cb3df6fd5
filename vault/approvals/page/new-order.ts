import { type Action, type Federation, type Order, type PracticeStatement } from '@etanche/core-vault-protocol';
import { toRecordId, utf8 } from '@etanche/core-wire';

const daySeconds = 86_400;

/** Builds the bytes of an order on the practice's head, to be shown, signed and sent. Times are in seconds. */
export function newOrder(
  action: Action,
  head: PracticeStatement,
  { vaults }: Federation,
  now: number,
): Uint8Array<ArrayBuffer> {
  const audience = vaults.toSorted((a, b) => a.index - b.index).map(({ signingKey }) => signingKey);
  const order: Order = {
    practice: head.practice,
    sequence: head.sequence + 1,
    previous: head.head,
    audience,
    issuedAt: now,
    expires: now + daySeconds,
    action,
  };
  return utf8(JSON.stringify(order));
}

export function newId(): string {
  return toRecordId(crypto.getRandomValues(new Uint8Array(16)));
}
