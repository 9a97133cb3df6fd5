import type { Language } from '@etanche/ui';
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Texts } from './fr.ts';
import { loadTexts, type LoadedTexts } from './load-texts.ts';

type Chosen = LoadedTexts & { readonly switchLanguage: () => void };
const Context = createContext<Chosen | null>(null);

/** Gives texts to all screens. The language changes when the texts of the other one are there. */
export function LanguageProvider({ first, children }: { readonly first: LoadedTexts; readonly children: ReactNode }) {
  const [loaded, setLoaded] = useState(first);
  const [hasFailed, setFailed] = useState(false);
  const { language } = loaded;
  const wanted = useRef(language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const switchLanguage = useCallback(() => {
    const next: Language = language === 'fr' ? 'en' : 'fr';
    wanted.current = next;
    setFailed(false);
    loadTexts(next).then(
      (texts) => {
        if (wanted.current === next) setLoaded(texts);
      },
      () => {
        setFailed(true);
      },
    );
  }, [language]);
  const chosen = useMemo(() => ({ ...loaded, switchLanguage }), [loaded, switchLanguage]);
  const close = useCallback(() => {
    setFailed(false);
  }, []);
  return (
    <Context value={chosen}>
      {children}
      {hasFailed && (
        <div className="toasts" role="alert">
          <NotLoaded onClose={close} />
        </div>
      )}
    </Context>
  );
}

/** No second attempt: Chromium keeps the failure of a module until the page is loaded again. */
function NotLoaded({ onClose }: { readonly onClose: () => void }) {
  const { texts } = useLanguage();
  return (
    <div className="toast">
      <span>{texts.languageFailed}</span>
      <button type="button" className="link" onClick={onClose}>
        {texts.close}
      </button>
    </div>
  );
}

export function useTexts(): Texts {
  return useLanguage().texts;
}

export function useLanguage(): Chosen {
  const chosen = use(Context);
  if (chosen === null) throw new RangeError('no language around this element');
  return chosen;
}
