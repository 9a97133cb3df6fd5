import type { Language } from '@etanche/ui';
import type { FirstTexts } from './first-fr.ts';
import type { Texts } from './fr.ts';

/** Scripts of one language, so that nobody loads the texts of the other one. */
type Scripts = { readonly first: () => Promise<FirstTexts>; readonly all: () => Promise<Texts> };

const scripts: Readonly<Record<Language, Scripts>> = {
  fr: {
    first: async () => (await import('./first-fr.ts')).firstFr,
    all: async () => (await import('./fr.ts')).fr,
  },
  en: {
    first: async () => (await import('./first-en.ts')).firstEn,
    all: async () => (await import('./en.ts')).en,
  },
};

export type LoadedTexts = {
  readonly language: Language;
  readonly first: FirstTexts;
  /** Null until the screens behind the door are loaded. */
  readonly all: Texts | null;
};

/** @throws TypeError if the host does not answer with the script */
export async function loadFirstTexts(language: Language): Promise<LoadedTexts> {
  return { language, first: await scripts[language].first(), all: null };
}

/** @throws TypeError if the host does not answer with the script */
export async function loadTexts(language: Language): Promise<LoadedTexts> {
  const [first, all] = await Promise.all([scripts[language].first(), scripts[language].all()]);
  return { language, first, all };
}
