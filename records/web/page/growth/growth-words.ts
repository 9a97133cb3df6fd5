import {
  monthsOfDays,
  type GrowthMeasure,
  type GrowthPoint,
  type GrowthScore,
  type GrowthVelocity,
} from '@etanche/records-fhir';
import type { Language } from '@etanche/ui';
import { number } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';

export const growthUnits: Readonly<Record<GrowthMeasure, string>> = {
  weight: 'kg',
  height: 'cm',
  head: 'cm',
  bmi: 'kg/m²',
};

/** 12 jours, 5 mois, 4 ans 3 mois. Negative for a corrected age before the term. */
export function ageWords(days: number, t: Texts): string {
  const months = Math.floor(monthsOfDays(Math.abs(days)));
  const sign = days < 0 ? '\u2212' : '';
  if (months < 1) return `${sign}${t.growth.days(Math.abs(days))}`;
  if (months < 24) return `${sign}${t.patient.months(months)}`;
  const rest = months % 12;
  return [t.patient.age(Math.floor(months / 12)), rest === 0 ? '' : t.patient.months(rest)].filter(Boolean).join(' ');
}

/** +0,4 DS, centile 66. */
export function scoreWords({ z, centile }: GrowthScore, t: Texts, language: Language): string {
  const rounded = Math.round(z * 10) / 10;
  const sign = rounded > 0 ? '+' : rounded < 0 ? '\u2212' : '';
  return t.growth.score(`${sign}${number(Math.abs(rounded), language)}`, centileWords(centile, language));
}

function centileWords(centile: number, language: Language): string {
  if (centile < 0.1) return `<\u00a0${number(0.1, language)}`;
  if (centile > 99.9) return `>\u00a0${number(99.9, language)}`;
  const isRounded = centile >= 1 && centile <= 99;
  return number(isRounded ? Math.round(centile) : Math.round(centile * 10) / 10, language);
}

export function valueWords(measure: GrowthMeasure, { value }: GrowthPoint, language: Language): string {
  return `${number(value, language)}\u00a0${growthUnits[measure]}`;
}

export function velocityWords({ value, unit }: GrowthVelocity, t: Texts, language: Language): string {
  const rounded = Math.round(value * (unit === 'g/day' ? 1 : 10)) / (unit === 'g/day' ? 1 : 10);
  const sign = rounded > 0 ? '+' : rounded < 0 ? '\u2212' : '';
  return `${sign}${number(Math.abs(rounded), language)}\u00a0${t.growth.velocityUnits[unit]}`;
}
