const dayMs = 86_400_000;
const monthDays = 30.4375;
/** A birth before 37 weeks is preterm; the age is corrected by the days that lack to 40 weeks. */
const pretermDays = 37 * 7;
const fullTermDays = 40 * 7;
/** An age is corrected until the second birthday. */
const correctedUntilDays = 730;

/** Days from one day to another, both `YYYY-MM-DD`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

/** Months of 30.4375 days, as growth tables count them. */
export function monthsOfDays(days: number): number {
  return days / monthDays;
}

/**
 * The age that a child born too early would have if it had been born at 40 weeks of amenorrhoea; negative before that
 * day. Null if the child was born at term, the duration is unknown, or the child is two years old.
 */
export function correctedDays(days: number, gestationDays: number | null): number | null {
  if (gestationDays === null || gestationDays >= pretermDays || days > correctedUntilDays) return null;
  return days - (fullTermDays - gestationDays);
}
