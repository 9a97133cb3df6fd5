import type { AgendaEntry, AppointmentState } from '@etanche/records-fhir';

/** One day of one practitioner, as opened. `date` is `YYYY-MM-DD`. */
export type DayView = {
  readonly practitioner: string;
  readonly date: string;
  readonly entries: readonly AgendaEntry[];
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

export type AgendaCalls = {
  /** Opens a day: one unit of the agenda quota, unless this device has opened it in the last 24 hours. */
  agendaDay(input: { readonly practitioner: string; readonly date: string }): DayView;
  /** Reads a day again that is open. */
  agendaRefresh(input: { readonly practitioner: string; readonly date: string }): DayView;
  /** @returns the record id of the entry */
  agendaBook(input: NewAppointment): string;
  agendaSetState(input: EntryName & { readonly state: AppointmentState; readonly reason: string | null }): null;
  /** Moves an entry to another time, day or practitioner, or changes its length. */
  agendaMove(
    input: EntryName & {
      readonly to: { readonly practitioner: string; readonly start: string; readonly minutes: number };
    },
  ): null;
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

export type FreePlace = { readonly practitioner: string; readonly start: string; readonly minutes: number };

/** A day was written or read again, by this page or another one of the session. */
export type AgendaEvents = { readonly agenda: { readonly practitioner: string; readonly date: string } };
