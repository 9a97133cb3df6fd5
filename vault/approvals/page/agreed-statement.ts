import { agreeOnState, type PracticeStatement } from '@etanche/core-vault-protocol';
import type { Site, VaultView } from './practice-view.ts';

/**
 * The latest statement on whose chain state at least t vaults agree; null if there is none. Among the vaults that agree
 * it prefers this page's own vault, because freezes by the records server differ between honest vaults.
 */
export function agreedStatement(
  vaults: readonly Pick<VaultView, 'statement'>[],
  { index, federation }: Pick<Site, 'index' | 'federation'>,
): PracticeStatement | null {
  const said = vaults.flatMap(({ statement }) => statement ?? []);
  const agreed = agreeOnState(said, federation.threshold);
  return agreed?.statements.find((each) => each.index === index) ?? agreed?.statements[0] ?? null;
}
