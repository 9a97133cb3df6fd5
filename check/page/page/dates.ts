/** A day (`2020-10-02`) or a month (`2020-10`) of the manifest, in words. */
export function dayInWords(day: string, language: string): string {
  const [year = 0, month = 1, date] = day.split('-').map(Number);
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', timeZone: 'UTC' };
  if (date !== undefined) options.day = 'numeric';
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', options).format(
    Date.UTC(year, month - 1, date ?? 1),
  );
}

/** The name of a country code (ISO 3166-1 alpha-2), if the browser knows it. */
export function countryInWords(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `yyyy-mm-dd` in the visitor's time zone. */
export function localDay(now: number): string {
  const date = new Date(now);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
