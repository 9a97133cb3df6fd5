export type Language = 'fr' | 'en';

/** The first of the visitor's languages that the pages have, French when there is none. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const language of languages) {
    if (/^fr\b/i.test(language)) return 'fr';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'fr';
}
