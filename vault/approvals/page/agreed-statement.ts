import type { PracticeStatement } from '@etanche/core-vault-protocol';
import type { Site, VaultView } from './practice.ts';

/**
 * The latest statement on whose chain state at least t vaults agree; null if there is none. Among the vaults that agree
 * it prefers this page's own vault, because freezes by the records server differ between honest vaults.
 */
export function agreedStatement(
  vaults: readonly Pick<VaultView, 'statement'>[],
  { index, federation }: Pick<Site, 'index' | 'federation'>,
): PracticeStatement | null {
  const groups = new Map<string, PracticeStatement[]>();
  for (const { statement } of vaults) {
    if (statement === null) continue;
    const key = decided(statement);
    groups.set(key, [...(groups.get(key) ?? []), statement]);
  }
  const [furthest] = [...groups.values()]
    .filter((group) => new Set(group.map((each) => each.index)).size >= federation.threshold)
    .sort((a, b) => (b[0]?.sequence ?? 0) - (a[0]?.sequence ?? 0));
  return furthest?.find((each) => each.index === index) ?? furthest?.[0] ?? null;
}

function decided({ sequence, head, live, server, members, approvers }: PracticeStatement): string {
  const people = members
    .map(({ member, auth, keys, roles, status }) => [member, auth, keys, [...roles].sort(), status === 'retired'])
    .sort(byId);
  const cards = approvers.map(({ approver, card }) => [approver, card]).sort(byId);
  return JSON.stringify([sequence, head, live, server, people, cards]);
}

function byId([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
