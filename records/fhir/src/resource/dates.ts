const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** A FHIR `date`: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, a day of the calendar. */
export function isDate(value: string): boolean {
  const [, year, month, day] = DATE.exec(value) ?? [];
  if (year === undefined || year === '0000') return false;
  if (month === undefined) return true;
  if (day === undefined) return Number(month) >= 1 && Number(month) <= 12;
  return isDayOfMonth(Number(year), Number(month), Number(day));
}

/** A FHIR `dateTime`: a date, or a day with a time and its zone. */
export function isDateTime(value: string): boolean {
  return value.includes('T') ? isInstant(value) : isDate(value);
}

/** A FHIR `instant`: a day with a time to the second and its zone. */
export function isInstant(value: string): boolean {
  const at = value.indexOf('T');
  return at === 10 && isDate(value.slice(0, at)) && TIME.test(value.slice(at + 1));
}

function isDayOfMonth(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
