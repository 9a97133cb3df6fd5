import type { DemonstrationPerson } from './session-calls.ts';

/** Settings of an installation, inserted into the scripts when the application is built. */
export type Site = {
  /** Origin of the records server. */
  readonly serverUrl: string;
  /** IANA name, such as `Europe/Paris`: the agenda's times are written in it. */
  readonly timeZone: string;
  /** The weekdays on which the practice works: Monday is 1, Sunday 7. */
  readonly weekdays: readonly number[];
  /** The trial's service that holds the keys of the demonstration; null in every real installation. */
  readonly demonstration: { readonly url: string; readonly people: readonly DemonstrationPerson[] } | null;
};
