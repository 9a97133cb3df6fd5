/** The public holidays of metropolitan France (article L. 3133-1 of the Code du travail). */
export type Holiday =
  | 'new_year'
  | 'easter_monday'
  | 'labour_day'
  | 'victory_1945'
  | 'ascension'
  | 'whit_monday'
  | 'national_day'
  | 'assumption'
  | 'all_saints'
  | 'armistice_1918'
  | 'christmas';

const fixed: Readonly<Record<string, Holiday>> = {
  '01-01': 'new_year',
  '05-01': 'labour_day',
  '05-08': 'victory_1945',
  '07-14': 'national_day',
  '08-15': 'assumption',
  '11-01': 'all_saints',
  '11-11': 'armistice_1918',
  '12-25': 'christmas',
};

const afterEaster: Readonly<Record<number, Holiday>> = { 1: 'easter_monday', 39: 'ascension', 50: 'whit_monday' };

/** The holiday of a day, `YYYY-MM-DD`; null on other days. */
export function holidayOn(date: string): Holiday | null {
  const sinceEaster = (Date.parse(`${date}T00:00:00Z`) - easterOf(Number(date.slice(0, 4)))) / 86_400_000;
  return fixed[date.slice(5)] ?? afterEaster[sinceEaster] ?? null;
}

/** Easter Sunday in the Gregorian calendar, by Meeus' form of the algorithm of 1876; ms since 1970. */
function easterOf(year: number): number {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const skipped = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25);
  const epact = (skipped + 19 * golden + 15) % 30;
  const moon = epact - Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  return Date.UTC(year, 2, 28 + moon - weekday);
}
