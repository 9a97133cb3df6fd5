import { practiceSetup } from './practice-setup.ts';

/** A kind of appointment. `colour` is a number of the style's list of kinds. */
export type AppointmentKind = {
  readonly code: string;
  readonly name: string;
  readonly minutes: number;
  readonly colour: number;
};

/** The kinds of the practice. The first one is usual, so that the agenda does not write its name. */
export function appointmentKinds(): readonly [AppointmentKind, ...AppointmentKind[]] {
  return practiceSetup().kinds;
}

/** The kind with this code; the usual one for another program's code. */
export function kindNamed(code: string): AppointmentKind {
  const kinds = appointmentKinds();
  return kinds.find((kind) => kind.code === code) ?? kinds[0];
}
