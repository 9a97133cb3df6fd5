import type {
  Approval,
  ApproverCard,
  Federation,
  Order,
  OrderAnswer,
  PracticeStatement,
  SignedOrder,
} from '@etanche/core-vault-protocol';

export type VaultEntry = Federation['vaults'][number];

/** The own vault's data about itself and the others. */
export type Site = {
  readonly index: number;
  readonly origin: string;
  readonly rpId: string;
  readonly federation: Federation;
};

export type VaultView = {
  readonly vault: VaultEntry;
  readonly statement: PracticeStatement | null;
  readonly pending: readonly SignedOrder[];
  /** Why the vault gave no valid answer; null if it did. */
  readonly failure: string | null;
};

/** An order that is pending at some vault. Everything shown is read from `payload`, whose hash is signed. */
export type PendingView = {
  readonly id: string;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Null if this page cannot read the whole payload as an order; then it cannot be signed here. */
  readonly order: Order | null;
  readonly approvals: readonly Approval[];
  /** Empty until the order was sent from this page. */
  readonly states: readonly OrderState[];
  /** Whether it continues the chain shown, for exactly these vaults; otherwise it cannot be signed. */
  readonly follows: boolean;
};

export type PracticeView = {
  readonly practice: string;
  readonly vaults: readonly VaultView[];
  /** The statement on which t vaults agree. Freezes come from this page's own vault if it is one of them. */
  readonly head: PracticeStatement;
  readonly cards: ReadonlyMap<string, ApproverCard>;
  readonly orders: readonly PendingView[];
};

/** The state of an order at one vault; `code` is the reason of a refusal. */
export type OrderState = { readonly index: number } & (
  | { readonly answer: OrderAnswer; readonly code: null }
  | { readonly answer: null; readonly code: string }
);

/** The answer of each vault when an order was last sent to it, by the id of the order. */
export type OrderStates = ReadonlyMap<string, readonly OrderState[]>;
