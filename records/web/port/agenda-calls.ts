import type { AgendaEntry, AppointmentState, BlockReason } from '@etanche/records-fhir';
import type { Failure } from './messages.ts';

/** An entry as a screen shows it: at the server, on this device only, or before a decision. */
export type ShownEntry = AgendaEntry & { readonly unsent: 'sent' | 'waits' | 'decision' };

/** The result of an action: its entry, and false if this device stores it until the server answers. */
export type Stored = { readonly entry: string; readonly isSent: boolean };

/** One day of one practitioner, as opened. `date` is `YYYY-MM-DD`. */
export type DayView = {
  readonly practitioner: string;
  readonly date: string;
  readonly entries: readonly ShownEntry[];
};

export type NewAppointment = {
  readonly practitioner: string;
  /** `YYYY-MM-DDTHH:MM`, in the practice's time zone. */
  readonly start: string;
  readonly minutes: number;
  readonly patient: { readonly scope: string; readonly name: string } | null;
  readonly kind: string;
  /** Codes of `practicalNotes`. */
  readonly notes: readonly string[];
};

/** How full a day of a practitioner is, as the server counts it. */
export type DayLoadView = {
  readonly practitioner: string;
  readonly date: string;
  /** Entries, including cancelled ones. */
  readonly entries: number;
};

/** A time without appointments. */
export type BlockedTime = {
  readonly practitioner: string;
  readonly start: string;
  readonly minutes: number;
  readonly reason: BlockReason;
};

/** The same appointment again, every some weeks. */
export type AppointmentSeries = {
  readonly first: NewAppointment;
  readonly everyWeeks: number;
  /** How many further times. */
  readonly times: number;
};

/**
 * The outcome of one day of a series: `waits` is tried later, because the vaults count days that are opened; `taken`
 * and `closed` were left out.
 */
export type SeriesDay = {
  readonly start: string;
  readonly outcome: 'waits' | 'booked' | 'taken' | 'closed' | 'failed';
};

/** A series that is being booked. `nextAt` is in ms since 1970; null when it is finished or was stopped. */
export type SeriesProgress = {
  readonly id: string;
  readonly name: string | null;
  readonly days: readonly SeriesDay[];
  readonly nextAt: number | null;
  readonly isStopped: boolean;
  /** The failure that stopped it. */
  readonly failure: Failure | null;
};

/** An input without a value, for a call that a screen reads. */
type Nothing = Readonly<Record<string, never>>;

export type AgendaCalls = {
  /** How full the days of a range are. It opens no day. Days without entries are absent. */
  agendaLoads(input: { readonly from: string; readonly to: string }): readonly DayLoadView[];
  /** The days that this session has open; they cost nothing to show. */
  agendaOpenDays(input: Nothing): readonly { readonly practitioner: string; readonly date: string }[];
  agendaBlock(input: BlockedTime): Stored;
  /** Begins a series; `series` events report its progress. @returns its id */
  agendaRepeat(input: AppointmentSeries): string;
  agendaStopSeries(input: { readonly id: string }): null;
  agendaSeries(input: Nothing): readonly SeriesProgress[];
  /** An iCalendar file of days that are open. Without names an appointment is "busy". */
  agendaCalendarFile(input: {
    readonly practitioners: readonly string[];
    readonly dates: readonly string[];
    readonly hasNames: boolean;
  }): string;
  /** Opens a day: one unit of the agenda quota, unless this device has opened it in the last 24 hours. */
  agendaDay(input: { readonly practitioner: string; readonly date: string }): DayView;
  /** Reads a day again that is open. */
  agendaRefresh(input: { readonly practitioner: string; readonly date: string }): DayView;
  /**
   * A patient's appointments from today on that take place, earliest first, in the days that are open: it opens none.
   */
  agendaComing(input: { readonly scope: string }): readonly ComingAppointment[];
  agendaBook(input: NewAppointment): Stored;
  agendaSetState(input: EntryName & { readonly state: AppointmentState; readonly reason: string | null }): Stored;
  /** Moves an entry to another time, day or practitioner, or changes its length. */
  agendaMove(
    input: EntryName & {
      readonly to: { readonly practitioner: string; readonly start: string; readonly minutes: number };
    },
  ): Stored;
  /** Free places of at least `minutes`, from `from` on, earliest first. */
  agendaFree(input: {
    readonly practitioners: readonly string[];
    readonly from: string;
    readonly days: number;
    readonly minutes: number;
    readonly most: number;
  }): readonly FreePlace[];
};

export type EntryName = { readonly practitioner: string; readonly date: string; readonly entry: string };

export type ComingAppointment = { readonly practitioner: string; readonly start: string };

export type FreePlace = { readonly practitioner: string; readonly start: string; readonly minutes: number };

/** A day was written or read again, by this page or another one of the session. */
export type AgendaEvents = {
  readonly agenda: { readonly practitioner: string; readonly date: string };
  readonly series: SeriesProgress;
};
