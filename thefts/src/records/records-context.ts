import type { Played, TheftResult } from '../theft.ts';
import type { Robbery } from './robbery.ts';

/** Members of the robbed practice; its founder is a doctor and administrator besides. */
export const victims = {
  doctor: 'Dr Basile Second',
  secretary: 'Céline Accueil',
  administrator: 'Didier Gestion',
} as const;

/** People behind one search at most: a locator of a combined term holds so many postings (docs/operate.md). */
const cardsOfSearch = 8;

/** So many people at most has a fast thief seen when the first alarm is raised. */
export const identityAlarm = 150;

/** What quotas allow a member in 24 hours, over all vaults together. */
export type Bounds = {
  /** Files opened. */
  readonly records: number;
  /** Persons seen in searches and in the agenda. */
  readonly identities: number;
};

export function boundsOf({ robbed }: Robbery, role: 'doctor' | 'secretary'): Bounds {
  const { emergency, people, roles } = robbed.quotas;
  const { scope, search, agenda } = roles[role];
  const entriesOfDay = Math.max(0, ...robbed.places.days.map(({ entries }) => entries));
  const units = search * cardsOfSearch + agenda * entriesOfDay;
  // Whatever the units would show, a member sees no more people than this; emergencies are beside it.
  return { records: scope, identities: Math.min(units, people.perDay + emergency * cardsOfSearch) };
}

type Row = Pick<TheftResult, 'id' | 'stolen' | 'tried' | 'then' | 'undefended' | 'defended' | 'alarmAt'>;

/** A theft as it is told, counted in persons of the practice. */
export function playedRow(
  { robbed, now }: Robbery,
  started: number,
  { bound, alarmBy, remarks, ...row }: Row & Omit<Played, 'result'>,
): Played {
  const of = robbed.truth.patients.length;
  return { bound, alarmBy, remarks, result: { ...row, of, unit: 'persons', seconds: (now() - started) / 1000 } };
}
