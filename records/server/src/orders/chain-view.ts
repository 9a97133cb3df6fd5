import { agreeOnHead, type Agreement, type PracticeStatement } from '@etanche/core-vault-protocol';

/** The state of a practice at t vaults. */
export type ChainView = Pick<Agreement, 'sequence' | 'head' | 'live' | 'members'>;

/**
 * The state that t vaults agree on; null if there is none yet. While vaults may still answer, the statements that agree
 * on the head have to agree on every member too: a freeze may have reached only some vaults.
 *
 * @param all true if no further statement will arrive
 */
export function agreedView(
  statements: readonly PracticeStatement[],
  threshold: number,
  all: boolean,
): { readonly view: ChainView; readonly indices: readonly number[] } | null {
  const agreed = agreeOnHead(statements, threshold);
  if (agreed === null || (!agreed.isUnanimous && !all)) return null;
  return { view: agreed, indices: agreed.statements.map(({ index }) => index) };
}
