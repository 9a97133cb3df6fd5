/** A kind of appointment. `colour` is a number of the style's list of kinds. */
export type AppointmentKind = {
  readonly code: string;
  readonly name: string;
  readonly minutes: number;
  readonly colour: 1 | 2 | 3 | 4 | 5;
};

/** The kinds of every practice. The first one is usual, so that the agenda does not write its name. */
export const appointmentKinds: readonly AppointmentKind[] = [
  { code: 'consultation', name: 'Consultation', minutes: 20, colour: 1 },
  { code: 'long', name: 'Longue', minutes: 40, colour: 2 },
  { code: 'child', name: 'Enfant', minutes: 20, colour: 3 },
  { code: 'first', name: 'Première fois', minutes: 30, colour: 4 },
  { code: 'visit', name: 'Visite', minutes: 30, colour: 5 },
];

const [usual] = appointmentKinds as readonly [AppointmentKind];

/** The kind with this code; the usual one for another program's code. */
export function kindNamed(code: string): AppointmentKind {
  return appointmentKinds.find((kind) => kind.code === code) ?? usual;
}
