import type { Language } from '@etanche/ui';
import type { Texts } from './fr.ts';

export type LoadedTexts = { readonly language: Language; readonly texts: Texts };

/** Each language is a script of its own, so that nobody loads the texts of the other one. */
const scripts: Readonly<Record<Language, () => Promise<Texts>>> = {
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
};

/** @throws TypeError if the host does not answer with the script */
export async function loadTexts(language: Language): Promise<LoadedTexts> {
  return { language, texts: await scripts[language]() };
}
