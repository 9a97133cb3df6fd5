import { approverCardSchema, type Approver, type ApproverCard } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';

/**
 * Verifies the card of an approver: signed by a vault of the federation, for that approver, in that vault's own name.
 *
 * @param audience signing keys of all vaults by ascending index
 * @returns null for any other card
 */
export async function verifyCard(approver: Approver, audience: readonly string[]): Promise<ApproverCard | null> {
  try {
    const resolve = (kid: string) => Promise.resolve(audience.includes(kid) ? fromBase64url(kid, 32) : null);
    const { payload, kid } = await verifyCompact(approver.card, jwsTypes.approverCard, resolve);
    const card = parseShape(approverCardSchema, JSON.parse(fromUtf8(payload)), 'card');
    const named = card.approver === approver.approver && audience[card.index - 1] === kid;
    return named && belongs(card) ? card : null;
  } catch {
    return null;
  }
}

/** Whether the RP id covers the origin's host (WebAuthn Level 3 section 5.1.4.1). Browsers sign for no other origin. */
function belongs({ origin, rpId }: ApproverCard): boolean {
  const url = URL.parse(origin);
  if (url?.origin !== origin) return false;
  return url.hostname === rpId || url.hostname.endsWith(`.${rpId}`);
}
