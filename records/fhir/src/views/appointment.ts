import { extensionsOf, labelOf, withExtensions } from '../french/coding.ts';
import { defined, isObject, objects, text, without, type Json, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';

/** The states of an appointment at a reception. */
export type AppointmentState =
  | 'planned'
  | 'confirmed'
  | 'arrived'
  | 'in_consultation'
  | 'seen'
  | 'absent'
  | 'cancelled';

/** Practical notes for the reception. There is no free text, so that nobody writes about health there. */
export const practicalNotes = ['interpreter', 'wheelchair', 'accompanied', 'first_time', 'home_visit'] as const;
export type PracticalNote = (typeof practicalNotes)[number];

/** Reasons for a time without appointments. There is no free text here either. */
export const blockReasons = ['absence', 'meeting', 'home_visits', 'urgent', 'training', 'holiday'] as const;
export type BlockReason = (typeof blockReasons)[number];

/** A patient of the practice, by the scope of the file. */
export interface AppointmentPatient {
  readonly scope: string;
  readonly name: string;
}

export interface AppointmentFacts {
  /** `YYYY-MM-DDTHH:MM:SS+HH:MM`, with the offset of the practice's time zone. */
  readonly start: string;
  readonly end: string;
  readonly minutes: number;
  /** Code and name of the kind of appointment. */
  readonly kind: { readonly code: string; readonly name: string };
  readonly patient: AppointmentPatient | null;
  readonly notes: readonly PracticalNote[];
}

/** An entry of an agenda for a screen. */
export interface AgendaEntry {
  /** Record id. */
  readonly id: string;
  /** As written: `YYYY-MM-DDTHH:MM` in the practice's time zone. */
  readonly start: string;
  readonly minutes: number;
  readonly state: AppointmentState;
  /** Code of the kind; empty for an entry of another program. */
  readonly kind: string;
  readonly kindName: string | null;
  readonly patient: AppointmentPatient | null;
  /** The name of a patient without a file here. */
  readonly otherName: string | null;
  readonly notes: readonly PracticalNote[];
  /** In ms since 1970; null before the arrival, or if another program marked it. */
  readonly arrivedAt: number | null;
  readonly cancelReason: string | null;
  /** The reason of a time without appointments; null for an appointment. */
  readonly blocked: BlockReason | null;
}

/** Identifier system of a file of this practice, by its scope. */
export const fileSystem = 'urn:uuid:2f0e3a52-7b0b-4a55-9d5c-6a4b0a1f7c11';
const kindSystem = 'urn:uuid:8a6b1a0e-93a5-4f0e-8a39-2f5f1f0f4f9e';
const blockSystem = 'urn:uuid:c2c6a7d0-5f04-4e1a-9f0e-3f0b8c1d7e55';
const noteUrl = 'urn:uuid:0f3a1bb5-8c55-4c0a-b4c8-6b9e6c6de1a4';
const arrivedUrl = 'urn:uuid:5b7e9c1c-3a57-49f7-9a86-0c6f8d6d2b72';

/** R4 statuses; `booked` is planned or confirmed by the status of the patient's participation. */
const statuses: Readonly<Record<AppointmentState, string>> = {
  planned: 'booked',
  confirmed: 'booked',
  arrived: 'arrived',
  in_consultation: 'checked-in',
  seen: 'fulfilled',
  absent: 'noshow',
  cancelled: 'cancelled',
};

/** Builds a planned Appointment; the client adds the practitioner. */
export function buildAppointment(facts: AppointmentFacts): Resource {
  const { start, end, minutes, kind, patient, notes } = facts;
  const extension = notes.map((note) => ({ url: noteUrl, valueCode: note }));
  return {
    resourceType: 'Appointment',
    ...defined({
      extension: extension.length === 0 ? undefined : extension,
      status: 'booked',
      appointmentType: { coding: [{ system: kindSystem, code: kind.code, display: kind.name }], text: kind.name },
      start,
      end,
      minutesDuration: minutes,
    }),
    participant:
      patient === null
        ? []
        : [
            {
              actor: {
                type: 'Patient',
                identifier: { system: fileSystem, value: patient.scope },
                display: patient.name,
              },
              status: 'needs-action',
            },
          ],
  };
}

/** Builds a time without appointments, which the agenda stores as an Appointment without a patient. */
export function buildBlockedTime(
  times: Pick<AppointmentFacts, 'start' | 'end' | 'minutes'>,
  reason: BlockReason,
): Resource {
  return {
    resourceType: 'Appointment',
    status: 'booked',
    appointmentType: { coding: [{ system: blockSystem, code: reason }] },
    start: times.start,
    end: times.end,
    minutesDuration: times.minutes,
    participant: [],
  };
}

/** Reads an Appointment of any program; a field that is missing is null or empty. */
export function readAppointment(id: string, appointment: JsonObject): AgendaEntry {
  const participant = patientOf(appointment);
  const actor = isObject(participant?.['actor']) ? participant['actor'] : {};
  const identifier = isObject(actor['identifier']) ? actor['identifier'] : {};
  const scope = identifier['system'] === fileSystem ? text(identifier['value']) : null;
  const name = text(actor['display']);
  const codings = objects(isObject(appointment['appointmentType']) ? appointment['appointmentType']['coding'] : []);
  const block = codings.find(({ system }) => system === blockSystem)?.['code'];
  const arrived = extensionsOf(appointment, arrivedUrl)[0]?.['valueInstant'];
  const notes = extensionsOf(appointment, noteUrl).map(({ valueCode }) => valueCode);
  return {
    id,
    start: (text(appointment['start']) ?? '').slice(0, 16),
    minutes: minutesOf(appointment),
    state: stateOf(appointment, participant),
    kind: text(codings.find(({ system }) => system === kindSystem)?.['code']) ?? '',
    kindName: labelOf(appointment['appointmentType']),
    patient: scope === null ? null : { scope, name: name ?? '' },
    otherName: scope === null ? name : null,
    notes: practicalNotes.filter((note) => notes.includes(note)),
    arrivedAt: typeof arrived === 'string' ? Date.parse(arrived) : null,
    cancelReason: labelOf(appointment['cancelationReason']),
    blocked: blockReasons.find((reason) => reason === block) ?? null,
  };
}

/** The Appointment in another state; everything else in it stays. @param at ms since 1970, stored for an arrival */
export function withAppointmentState(
  appointment: Resource,
  state: AppointmentState,
  at: number,
  reason: string | null,
): Resource {
  const participants = objects(appointment['participant']);
  const patient = patientOf(appointment);
  const participant = participants.map((one) =>
    one === patient && (state === 'planned' || state === 'confirmed')
      ? { ...one, status: state === 'planned' ? 'needs-action' : 'accepted' }
      : one,
  );
  const isBefore = state === 'planned' || state === 'confirmed';
  const known = extensionsOf(appointment, arrivedUrl);
  const arrival =
    state === 'arrived' ? [{ url: arrivedUrl, valueInstant: new Date(at).toISOString() }] : isBefore ? [] : known;
  const changed = withExtensions(without(appointment, 'cancelationReason'), arrivedUrl, arrival);
  return {
    ...changed,
    resourceType: 'Appointment',
    status: statuses[state],
    participant,
    ...(state === 'cancelled' && reason !== null ? { cancelationReason: { text: reason } } : {}),
  };
}

/** The Appointment at another time; everything else in it stays. */
export function atOtherTime(
  appointment: Resource,
  { start, end, minutes }: Pick<AppointmentFacts, 'start' | 'end' | 'minutes'>,
): Resource {
  return { ...appointment, start, end, minutesDuration: minutes };
}

/** The Appointment without its practitioners, before it is booked with another one. */
export function withoutPractitioners(appointment: Resource): Resource {
  const isPractitioner = ({ actor }: JsonObject): boolean => isObject(actor) && actor['type'] === 'Practitioner';
  return { ...appointment, participant: objects(appointment['participant']).filter((one) => !isPractitioner(one)) };
}

function patientOf(appointment: JsonObject): JsonObject | undefined {
  return objects(appointment['participant']).find(({ actor }) => {
    if (!isObject(actor)) return false;
    return actor['type'] === 'Patient' || (text(actor['reference']) ?? '').includes('Patient/');
  });
}

function stateOf(appointment: JsonObject, patient: JsonObject | undefined): AppointmentState {
  if (appointment['status'] === 'booked') return patient?.['status'] === 'accepted' ? 'confirmed' : 'planned';
  const found = Object.entries(statuses).find(([, status]) => status === appointment['status']);
  return (found?.[0] as AppointmentState | undefined) ?? 'planned';
}

function minutesOf(appointment: JsonObject): number {
  const { minutesDuration, start, end } = appointment;
  if (typeof minutesDuration === 'number') return minutesDuration;
  const length = (Date.parse(written(end)) - Date.parse(written(start))) / 60_000;
  return Number.isFinite(length) && length > 0 ? Math.round(length) : 15;
}

function written(value: Json | undefined): string {
  return text(value) ?? '';
}
