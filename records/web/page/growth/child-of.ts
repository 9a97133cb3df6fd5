import {
  growthPoints,
  monthsOfDays,
  scoreOf,
  type GrowthMeasure,
  type GrowthPoint,
  type GrowthPoints,
  type GrowthScore,
  type GrowthSex,
  type GrowthTable,
  type Synthesis,
} from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { ageOn } from '../text/format.ts';

/** The references end at 19 or 20 years. */
const mostYears = 20;

/** A child as a growth chart sees it. */
export type Child = {
  readonly birth: string;
  /** Null: no reference is for this patient. */
  readonly sex: GrowthSex | null;
  readonly gestationDays: number | null;
  readonly points: GrowthPoints;
};

/** True under 20 years, also by the year of birth alone: an older patient has no tab of growth. */
export function isChild({ card }: PatientHeader): boolean {
  if (card.birthDate === null) return false;
  const today = practiceToday();
  const years = ageOn(card.birthDate, today) ?? Number(today.slice(0, 4)) - Number(card.birthDate.slice(0, 4));
  return years < mostYears;
}

/** Null if the day of birth is unknown. */
export function childOf({ card }: PatientHeader, synthesis: Synthesis): Child | null {
  if (card.birthDate?.length !== 10) return null;
  const gestationDays = synthesis.gestation?.days ?? null;
  return {
    birth: card.birthDate,
    sex: card.sex === 'male' || card.sex === 'female' ? card.sex : null,
    gestationDays,
    points: growthPoints(synthesis.measures, card.birthDate, gestationDays),
  };
}

/** The age at which a point is compared and drawn, in months. */
export function monthsOf({ days, correctedDays }: GrowthPoint, isCorrected: boolean): number {
  return monthsOfDays(isCorrected && correctedDays !== null ? correctedDays : days);
}

export function scoreOfPoint(
  table: GrowthTable | null,
  { sex }: Child,
  measure: GrowthMeasure,
  point: GrowthPoint,
  isCorrected: boolean,
): GrowthScore | null {
  if (table === null || sex === null) return null;
  return scoreOf(table, measure, sex, monthsOf(point, isCorrected), point.value);
}
