import type { ScenarioResult, TheftResult } from '../../theft.ts';
import type { AttackContext } from './attack-context.ts';

/** Members of the attacked practice; its founder is doctor and administrator. */
export const victims = {
  doctor: 'Dr Basile Second',
  secretary: 'Céline Accueil',
  administrator: 'Didier Gestion',
} as const;

/** The members of a practice that is attacked through each role. */
export const victimOfEachRole = [
  { name: victims.doctor, roles: ['doctor'] },
  { name: victims.secretary, roles: ['secretary'] },
  { name: victims.administrator, roles: ['administrator'] },
] as const;

/** Most people in one search: a locator of a combined term has at most this many postings (docs/operate.md). */
const cardsOfSearch = 8;

/** Most people that a fast attacker may have seen when the first alarm is raised. */
export const identityAlarm = 150;

/** A member's quotas in 24 hours, over all vaults together. */
type Bounds = {
  /** Files opened. */
  readonly records: number;
  /** Persons seen in searches and in the agenda. */
  readonly identities: number;
};

export function boundsOf({ attacked }: AttackContext, role: 'doctor' | 'secretary' | 'gateway'): Bounds {
  const { emergency, people, roles } = attacked.quotas;
  const { scope, search, agenda } = roles[role];
  const entriesOfDay = Math.max(0, ...attacked.places.days.map(({ entries }) => entries));
  const units = search * cardsOfSearch + agenda * entriesOfDay;
  // Even if the units could show more, a member sees no more people than this, plus emergencies.
  return { records: scope, identities: Math.min(units, people.perDay + emergency * cardsOfSearch) };
}

type Row = Pick<TheftResult, 'id' | 'stolen' | 'tried' | 'then' | 'undefended' | 'defended' | 'alarmAt'>;

/** The result of a scenario, counted in persons of the practice. */
export function scenarioResult(
  { attacked, now }: AttackContext,
  started: number,
  { bound, alarmBy, remarks, ...row }: Row & Omit<ScenarioResult, 'result'>,
): ScenarioResult {
  const of = attacked.truth.patients.length;
  return { bound, alarmBy, remarks, result: { ...row, of, unit: 'persons', seconds: (now() - started) / 1000 } };
}
