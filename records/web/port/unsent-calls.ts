import type { AgendaEntry, Card, WorkCode } from '@etanche/records-fhir';
import type { FoundPatient } from './patient-calls.ts';

export type UnsentKind =
  | 'note'
  | 'prescription'
  | 'measure'
  | 'appointment'
  | 'identity'
  | 'patient'
  | 'document'
  | 'task';

/** An entry of an agenda in words: `practitioner` is a member's id. */
export type PlacedEntry = AgendaEntry & { readonly practitioner: string };

/** One element of a resource that two people changed; null where it is absent. */
export type ContestedRow = { readonly element: string; readonly mine: string | null; readonly theirs: string | null };

/** Both sides of what a person decides. */
export type UnsentConflict =
  | { readonly kind: 'texts'; readonly mine: string; readonly theirs: string; readonly author: string | null }
  /** No rows for what the other member deleted. */
  | { readonly kind: 'rows'; readonly rows: readonly ContestedRow[]; readonly author: string | null }
  /** Empty `theirs`: the appointment was moved to another day or removed. */
  | { readonly kind: 'agenda'; readonly mine: PlacedEntry; readonly theirs: readonly PlacedEntry[] }
  | { readonly kind: 'alike'; readonly mine: Card; readonly theirs: readonly FoundPatient[] };

/** Something that this device stores sealed, because the server did not answer or refused it. */
export type UnsentItem = {
  /** Names it for `unsentResolve`. */
  readonly name: string;
  readonly kind: UnsentKind;
  /** The file that it concerns; empty if none. */
  readonly scope: string;
  /** Time of the first attempt, in ms since 1970. */
  readonly at: number;
  /** Code of the server's refusal; null while there is no answer, and it is sent again. */
  readonly failure: string | null;
  /** True while an earlier entry about the same thing needs a decision. */
  readonly isBehind: boolean;
  readonly conflict: UnsentConflict | null;
  /** The subject, as far as its kind has one. */
  readonly patient: string | null;
  readonly entry: PlacedEntry | null;
  readonly title: string | null;
  readonly task: WorkCode | null;
};

export type Unsent = {
  readonly items: readonly UnsentItem[];
  /** Entries of this member on this device that do not open. They stay on the device. */
  readonly unreadable: number;
  /** The vaults say that this member may no longer write: nothing of it can be sent. */
  readonly ended: 'retired' | 'frozen' | 'replaced' | null;
  /** Parts of what this device may store that are in use, the fuller one of entries and bytes: 0 to 1. */
  readonly used: number;
};

/** Since when the server does not answer, in ms since 1970; null while it does. */
export type Reach = { readonly awaySince: number | null };

export type UnsentCalls = {
  unsent(input: Readonly<Record<string, never>>): Unsent;
  reach(input: Readonly<Record<string, never>>): Reach;
  /** Sends everything now. */
  unsentSend(input: null): Unsent;
  /**
   * Decides a conflict: `mine` is written over the other version, `theirs` deletes the own one from this device.
   *
   * @param input.scope the file to use in place of a new one, for `theirs` of files that look alike
   */
  unsentResolve(input: { readonly name: string; readonly keep: 'mine' | 'theirs'; readonly scope?: string }): Unsent;
  /** Everything that waits as a FHIR Bundle in JSON, with the documents, for a member who cannot send it any more. */
  unsentExport(input: null): string;
};

export type UnsentEvents = { readonly unsent: Unsent; readonly reach: Reach };
