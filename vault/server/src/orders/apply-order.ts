import { type ReadOrder, type Action } from '@etanche/core-vault-protocol';
import type { Application } from './application.ts';
import { applyGenesis } from './apply-genesis.ts';
import { applyMemberAction } from './apply-member.ts';
import { applyFreezeAction } from './apply-freeze.ts';
import { applyPracticeAction } from './apply-practice.ts';

/**
 * Applies an action in the transaction of its order.
 *
 * Refusals depend only on the chain and the configuration, never on other state of this vault such as freezes of the
 * records server: otherwise the chains of the vaults would fork.
 *
 * @throws Refusal `order_refused`
 */
export async function applyAction(application: Application, read: ReadOrder): Promise<void> {
  const { action } = read.order;
  switch (action.kind) {
    case 'genesis':
      return applyGenesis(application, read.id, action);
    case 'enrol':
    case 'rekey':
    case 'raise':
    case 'retire':
    case 'reactivate':
      return applyMemberAction(application, action);
    case 'freeze':
    case 'confirm-freeze':
    case 'thaw':
      return applyFreezeAction(application, action);
    case 'approvers':
    case 'kit':
    case 'contacts':
    case 'server':
    case 'importer':
    case 'live':
    case 'restore':
    case 'dormancy':
      return applyPracticeAction(application, action);
  }
}

/** The alarm that an applied action raises. Every action raises one. */
export function alarmOf(action: Action): { kind: string; member?: string; detail: string } {
  const detail = action.kind;
  const member = 'member' in action ? { member: action.member } : {};
  if (action.kind === 'freeze' || action.kind === 'confirm-freeze') {
    return { kind: 'freeze', ...member, detail: action.reason };
  }
  if (action.kind === 'importer') return { kind: 'importer', member: action.importer, detail };
  return { kind: 'order', ...member, detail };
}
