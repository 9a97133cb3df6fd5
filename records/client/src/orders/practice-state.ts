import type { Chain, Federation, PracticeStatement } from '@etanche/core-vault-protocol';

/**
 * A freeze as a vault states it, and the indices of the vaults that state it, among those that agree. It holds for certain
 * once every honest vault has it: until then the others may still serve the member.
 */
export type Freeze = PracticeStatement['freezes'][number] & { readonly vaults: readonly number[] };

/** The chain, and what t vaults sign about now. */
export type PracticeState = {
  readonly practice: string;
  readonly federation: Federation;
  readonly chain: Chain;
  /** `frozen`: fewer than t vaults would serve it. */
  readonly statuses: ReadonlyMap<string, 'active' | 'frozen' | 'retired'>;
  /** Those that stand at any of the vaults. */
  readonly freezes: readonly Freeze[];
  /** Milliseconds, by the client's clock. */
  readonly readAt: number;
};
