import { en } from './text/en.ts';
import { fr } from './text/fr.ts';
import type { Texts } from './text/texts.ts';

const texts = { fr, en } as const;

export function textsIn(language: Texts['language']): Texts {
  return texts[language];
}

/** The first of the visitor's languages that the page speaks, French when there is none. */
export function preferredLanguage(languages: readonly string[]): Texts['language'] {
  for (const language of languages) {
    if (/^fr\b/i.test(language)) return 'fr';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'fr';
}
