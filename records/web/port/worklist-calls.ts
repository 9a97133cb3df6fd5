import type { WorkCode, WorkItem } from '@etanche/records-fhir';

/** An input without a value, for a call that a screen reads. */
type Nothing = Readonly<Record<string, never>>;

/** An item as a screen shows it. */
export type ShownItem = WorkItem & {
  readonly version: number;
  /** At the server, on this device only, or before a decision. */
  readonly unsent: 'sent' | 'waits' | 'decision';
};

/** The list of a doctor as opened. */
export type ListView = {
  readonly member: string;
  readonly name: string;
  /** Items to do, most urgent first. */
  readonly open: readonly ShownItem[];
  /** Items that were done, newest first, until another item takes their place. */
  readonly done: readonly ShownItem[];
  /** Somebody else looks after the list until this day. */
  readonly replacement: { readonly id: string; readonly name: string; readonly until: string } | null;
  /** Lists that this member looks after. */
  readonly replaces: readonly { readonly member: string; readonly name: string; readonly until: string }[];
};

/** A list before it is opened. */
export type ListName = {
  readonly member: string;
  readonly name: string;
  /** True if opening it costs no unit now. */
  readonly isFree: boolean;
};

export type NewTask = {
  /** Whose list it goes on. */
  readonly list: string;
  readonly code: WorkCode;
  readonly patient: { readonly scope: string; readonly name: string };
  /** Null for the reception. */
  readonly to: string | null;
  readonly due: string | null;
  /** For a message between doctors only. */
  readonly text: string | null;
};

/** An item in the version that somebody has read. A newer one is not marked: it may have another result. */
export type ItemName = { readonly list: string; readonly id: string; readonly version: number };

/** False if this device stores it until the server answers. */
export type Added = { readonly isSent: boolean };
export type Marked = Added & { readonly version: number };

export type WorklistCalls = {
  /** The lists of the doctors, the own one first. It opens none. */
  lists(input: Nothing): readonly ListName[];
  /** How many items of the lists that are open, or that open without a unit, wait for this member; null if none is. */
  listCount(input: Nothing): { readonly count: number | null };
  /** Opens a list: one unit, unless this device has opened it in the last 24 hours. */
  list(input: { readonly member: string }): ListView;
  /** Whether the list has a further page that is not open. It opens none. */
  listHasMore(input: { readonly member: string }): boolean;
  /** Opens the next page of a list, for one unit. */
  listMore(input: { readonly member: string }): null;
  taskAdd(input: NewTask): Added;
  /** Puts results of a file on a doctor's list, with the values before. */
  resultsShow(input: { readonly scope: string; readonly ids: readonly string[]; readonly list: string }): Added;
  /** Marks an item as seen and filed, or done. `version` is the one of the item then. */
  itemDone(input: ItemName): Marked;
  itemReopen(input: ItemName): Marked;
  /** Hands the own list over to another doctor, up to and including a day. It opens that doctor's list. */
  handOver(input: { readonly to: string; readonly until: string }): null;
  handBack(input: Nothing): null;
};

/** A list was written or read again. */
export type WorklistEvents = { readonly worklist: { readonly member: string } };
