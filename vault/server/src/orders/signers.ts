import { type Action, type ApproverCard, type Order, approverCardSchema } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape } from '@etanche/core-wire';
import type pg from 'pg';

/** The signers whose approvals an order may carry. */
export type Signers = {
  /** Passkeys by approver id. */
  readonly approvers: ReadonlyMap<string, ApproverCard>;
  /** `auth` keys, by member id, of the members who may propose an order or who found the practice. */
  readonly members: ReadonlyMap<string, string>;
  /** The kit's `auth` key; null in a genesis, which the kit does not sign. */
  readonly kit: string | null;
  /** In a genesis: the keys of the records servers that may admit practices at this vault. */
  readonly operators: readonly string[];
};

/** Signers of a genesis: the members that it names, and the records servers that may admit it at this vault. */
export function founders(order: Order, operators: readonly string[]): Signers {
  const members = order.action.kind === 'genesis' ? order.action.members : [];
  return {
    approvers: new Map(),
    members: new Map(members.map(({ member, auth }) => [member, auth])),
    kit: null,
    operators,
  };
}

/**
 * Signers of a later order: the practice's approvers, its kit, and members who are neither retired nor frozen. An
 * importer with a valid right may propose only `live`, which ends that right.
 */
export async function signersOf(
  client: pg.ClientBase,
  practice: string,
  kind: Action['kind'],
  now: number,
): Promise<Signers> {
  const approvers = await client.query<{ id: string; card: string }>(
    'SELECT id, card FROM approver WHERE practice = $1 AND removed_at IS NULL',
    [practice],
  );
  const members = await client.query<{ id: string; auth: string }>(
    `SELECT id, auth FROM practice_member
     WHERE practice = $1 AND retired_at IS NULL AND NOT (member_frozen(practice, id, $2)).frozen`,
    [practice, now],
  );
  const importers = await client.query<{ id: string; auth: string }>(
    'SELECT id, auth FROM practice_importer WHERE practice = $1 AND $2 AND closed_at IS NULL AND until > $3',
    [practice, kind === 'live', now],
  );
  const kit = await client.query<{ kit_auth: string }>('SELECT kit_auth FROM practice WHERE id = $1', [practice]);
  return {
    approvers: new Map(approvers.rows.map(({ id, card }) => [id, storedCard(card)])),
    members: new Map([...members.rows, ...importers.rows].map(({ id, auth }) => [id, auth])),
    kit: kit.rows[0]?.kit_auth ?? null,
    operators: [],
  };
}

/** Reads a stored card. Its signature was verified when the order with it was applied. */
export function storedCard(jws: string): ApproverCard {
  const payload = fromBase64url(jws.split('.')[1] ?? '', undefined);
  return parseShape(approverCardSchema, JSON.parse(fromUtf8(payload)), 'card');
}
