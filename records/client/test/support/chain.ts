import { type Action, type Order, type Role } from '@etanche/core-vault-protocol';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { buildGenesis, buildOrder } from '@etanche/vault-client';
import { random } from './options.ts';

export const newId = () => toRecordId(random(16));
export const some32 = () => toBase64url(random(32));

export const practice = newId();
export const federation = {
  threshold: 2,
  vaults: [1, 2, 3].map((index) => ({ index, url: `https://v${index}.example`, signingKey: some32() })),
};

type HashedOrder = { readonly hash: string; readonly order: Order };

export function member(...roles: Role[]) {
  return { member: newId(), auth: some32(), keys: some32(), roles };
}

export function genesis(...members: readonly ReturnType<typeof member>[]): Action {
  const approver = () => ({ approver: newId(), card: 'c'.repeat(100) });
  return {
    kind: 'genesis',
    server: some32(),
    members: [...members],
    approvers: [approver(), approver()],
    kit: { auth: some32(), keys: some32() },
    contacts: ['alarm@practice.example'],
  };
}

/** A chain of orders with these actions, as `fetchPractice` returns it. */
export function chainOf(...actions: readonly Action[]): HashedOrder[] {
  const orders: HashedOrder[] = [];
  for (const action of actions) {
    const last = orders.at(-1);
    const content = { federation, action, lifeSeconds: 3600, now: () => 1_700_000_000_000 };
    const built =
      last === undefined
        ? buildGenesis(content)
        : buildOrder({ ...content, practice, after: { sequence: last.order.sequence, head: last.hash } });
    orders.push({ hash: toBase64url(built.hash), order: built.order });
  }
  return orders;
}
