import type { Federation } from '../key-set.ts';

/**
 * Number of different vaults that must have issued the cards of two approvers for them to count as two: one corrupt
 * vault could put its own keys into both cards. A federation of one vault lacks this protection (docs/protocol.md 6.1).
 *
 * @param vaults number of vaults of the federation
 */
export function issuersNeeded(vaults: number): 1 | 2 {
  return vaults === 1 ? 1 : 2;
}

/**
 * Whether any two sets of `threshold` vaults have a vault in common. A practice requires it: otherwise two halves of
 * its vaults could apply different orders of one sequence, and a freeze at t vaults would leave t others serving the
 * member.
 */
export function quorumsMeet({ threshold, vaults }: { readonly threshold: number; readonly vaults: number }): boolean {
  return 2 * threshold > vaults;
}

/** The same check for a federation. */
export function federationQuorumsMeet({ threshold, vaults }: Federation): boolean {
  return quorumsMeet({ threshold, vaults: vaults.length });
}
