import { en } from './text/en.ts';
import { fr } from './text/fr.ts';
import type { Texts } from './text/texts.ts';

const texts = { fr, en } as const;

export function textsIn(language: Texts['language']): Texts {
  return texts[language];
}
