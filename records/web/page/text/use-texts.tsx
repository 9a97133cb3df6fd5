import { preferredLanguage, type Language } from '@etanche/ui';
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { en } from './en.ts';
import { fr, type Texts } from './fr.ts';

const texts: Readonly<Record<Language, Texts>> = { fr, en };

type Chosen = { readonly language: Language; readonly switchLanguage: () => void };
const Context = createContext<Chosen>({ language: 'fr', switchLanguage: () => undefined });

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() => preferredLanguage(navigator.languages));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const chosen = useMemo(
    () => ({
      language,
      switchLanguage: () => {
        setLanguage(language === 'fr' ? 'en' : 'fr');
      },
    }),
    [language],
  );
  return <Context value={chosen}>{children}</Context>;
}

export function useTexts(): Texts {
  return texts[use(Context).language];
}

export function useLanguage(): Chosen {
  return use(Context);
}
