import type { Founding } from '@etanche/records-client';
import type { DemonstrationPerson } from './session-calls.ts';

/** Settings of an installation, inserted into the scripts when the application is built. */
export type Site = {
  /** Origin of the records server. */
  readonly serverUrl: string;
  /** The vaults, from their operators: the records server must not choose them. */
  readonly federation: Founding['federation'];
  /** The trial's service that holds the keys of the demonstration; null in every real installation. */
  readonly demonstration: { readonly url: string; readonly people: readonly DemonstrationPerson[] } | null;
};
