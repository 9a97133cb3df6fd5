import { approverCardSchema, issuersNeeded, type Approver, type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape } from '@etanche/core-wire';
import { RecordsClientError } from '../records-client-error.ts';

/**
 * Requires cards of two vaults, without which the approvers cannot give two approvals. The vaults verify the cards'
 * signatures; this check only spares the founder an order that the vaults would refuse.
 *
 * @throws RecordsClientError `approvers_insufficient`
 */
export function requireTwoIssuers(approvers: readonly Approver[], { vaults }: Federation): void {
  const issuers = new Set(approvers.map(({ card }) => issuerOf(card)));
  if (approvers.length >= 2 && issuers.size >= issuersNeeded(vaults.length)) return;
  throw new RecordsClientError('approvers_insufficient', 'two approvers must register at two different vaults');
}

/** The approver whom a card names. The vaults verify its signature. @throws RecordsClientError `text_invalid` */
export function approverOfCard(jws: string): Approver {
  return { approver: readCard(jws).approver, card: jws.trim() };
}

function issuerOf(jws: string): number {
  return readCard(jws).index;
}

/** A card's content; its signature is not verified here. @throws RecordsClientError `text_invalid` */
export function readCard(jws: string) {
  try {
    const payload: unknown = JSON.parse(fromUtf8(fromBase64url(jws.trim().split('.')[1] ?? '', undefined)));
    return parseShape(approverCardSchema, payload, 'card');
  } catch (cause) {
    throw new RecordsClientError('text_invalid', 'this is not an approver’s card', { cause });
  }
}
