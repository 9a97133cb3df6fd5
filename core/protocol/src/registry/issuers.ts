import type { Federation } from '../key-set.ts';

/**
 * How many vaults must have issued the cards of two approvers who count as two: one corrupt vault could write keys of its
 * own into both cards. A federation of one vault has no such protection (docs/protocol.md 6.1).
 *
 * @param vaults number of vaults of the federation
 */
export function issuersNeeded(vaults: number): 1 | 2 {
  return vaults === 1 ? 1 : 2;
}

/**
 * Whether any two sets of `threshold` vaults have a vault in common. A practice needs it: otherwise two halves of its
 * vaults could apply different orders of one sequence, and a freeze at t of them would leave t that serve the member.
 */
export function quorumsMeet({ threshold, vaults }: { readonly threshold: number; readonly vaults: number }): boolean {
  return 2 * threshold > vaults;
}

/** The same of a federation. */
export function federationQuorumsMeet({ threshold, vaults }: Federation): boolean {
  return quorumsMeet({ threshold, vaults: vaults.length });
}
