import type { Action, Approver } from '@etanche/core-vault-protocol';
import type { Application } from './application.ts';
import { addMember } from './apply-member.ts';
import { Refusal } from '../http/refusal.ts';
import { countApprovers } from './approvals.ts';
import { rejectOrder } from './order-rules.ts';
import { registerKey } from './practice-keys.ts';
import { storedCard } from './signers.ts';
import { verifyCard } from './verify-card.ts';

/**
 * Maximum number of approvers of a practice: one order can carry an approval of each, plus those of the kit and the
 * proposer.
 */
export const mostApprovers = 20;

/** @param id the order's hash, base64url */
export async function applyGenesis(
  application: Application,
  id: string,
  action: Extract<Action, { kind: 'genesis' }>,
): Promise<void> {
  const { client, practice, audience, at } = application;
  await client.query(
    `INSERT INTO practice (id, sequence, head, audience, server, kit_auth, kit_keys, contacts, created_at)
     VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8)`,
    [practice, id, audience, action.server, action.kit.auth, action.kit.keys, action.contacts, at],
  );
  await registerKey(application, action.server, 'server', null);
  await registerKey(application, action.kit.auth, 'kit', null);
  for (const member of action.members) await addMember(application, member, null);
  for (const approver of action.approvers) await addApprover(application, approver);
  await requireTwoApprovers(application);
}

/**
 * An order needs two approvals, which only approvers with cards of two different vaults can give.
 *
 * @throws Refusal `approvers_insufficient`
 */
export async function requireTwoApprovers({ client, practice, audience }: Application): Promise<void> {
  const { rows } = await client.query<{ card: string }>(
    'SELECT card FROM approver WHERE practice = $1 AND removed_at IS NULL',
    [practice],
  );
  const cards = rows.map(({ card }) => storedCard(card));
  if (countApprovers(cards, audience.length) === 2) return;
  throw new Refusal('approvers_insufficient', {
    detail: 'The practice needs two approvers who registered at two different vaults.',
  });
}

/**
 * @throws Refusal `order_refused` unless a vault of the federation signed the card and its passkey is new in this
 * practice
 */
export async function addApprover({ client, practice, audience, at }: Application, approver: Approver): Promise<void> {
  const card = await verifyCard(approver, audience);
  if (card === null) rejectOrder('The card of an approver is not signed by a vault of this federation.');
  const { rowCount } = await client.query(
    `INSERT INTO approver (practice, id, card, credential, public_key, since) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [practice, approver.approver, approver.card, card.credential, card.publicKey, at],
  );
  if (rowCount !== 1) rejectOrder('An approver or a passkey is or was already known in this practice.');
}
