const dayMs = 86_400_000;
/** Days from the first day of the last period to the conception. */
const daysToConception = 14;

/** How the beginning was dated: first day of the last period, or date of conception by ultrasound. */
export const datingMethods = ['last_period', 'ultrasound'] as const;
export type DatingMethod = (typeof datingMethods)[number];

/**
 * The due date is 41 weeks of amenorrhoea. Source: CNGOF, Grossesse prolongée et terme dépassé, recommandations pour la
 * pratique clinique, J Gynecol Obstet Biol Reprod 2011;40:818-840: prolonged from 41+0, past the term from 42+0.
 */
export const dueWeeks = 41;
export const pastTermWeeks = 42;
export const dueRule = {
  text: 'Terme à 41 semaines d’aménorrhée ; grossesse prolongée à partir de 41 SA, terme dépassé à partir de 42 SA.',
  source: 'CNGOF, Grossesse prolongée et terme dépassé, J Gynecol Obstet Biol Reprod 2011;40:818-840',
} as const;

/** The first day of the first week of amenorrhoea. @param date `YYYY-MM-DD` */
export function amenorrhoeaSince(method: DatingMethod, date: string): string {
  return method === 'last_period' ? date : plusDays(date, -daysToConception);
}

export function conceptionOf(since: string): string {
  return plusDays(since, daysToConception);
}

export function dueDateOf(since: string): string {
  return plusDays(since, dueWeeks * 7);
}

/** Completed weeks of amenorrhoea and further days; null before the first day. */
export function termOn(since: string, day: string): { readonly weeks: number; readonly days: number } | null {
  const count = Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${since}T00:00:00Z`)) / dayMs);
  return count < 0 ? null : { weeks: Math.floor(count / 7), days: count % 7 };
}

export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
