import type { Chain, Federation, PracticeStatement } from '@etanche/core-vault-protocol';

/**
 * A freeze as a vault states it, with the indices of the vaults that state it, among those that agree. Until every
 * honest vault has it, the others may still serve the member.
 */
export type Freeze = PracticeStatement['freezes'][number] & { readonly vaults: readonly number[] };

/** The chain, with the statuses and freezes that t vaults sign. */
export type PracticeState = {
  readonly practice: string;
  readonly federation: Federation;
  readonly chain: Chain;
  /** `frozen`: fewer than t vaults would serve it. */
  readonly statuses: ReadonlyMap<string, 'active' | 'frozen' | 'retired'>;
  /** Freezes that are active at any vault. */
  readonly freezes: readonly Freeze[];
  /** Milliseconds, by the client's clock. */
  readonly readAt: number;
};
