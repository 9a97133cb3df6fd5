import type { Language } from '@etanche/ui';
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { FirstTexts } from './first-fr.ts';
import type { Texts } from './fr.ts';
import { loadFirstTexts, loadTexts, type LoadedTexts } from './load-texts.ts';

type Chosen = LoadedTexts & {
  readonly switchLanguage: () => void;
  /** Adds the texts of the screens behind the door. Rejects if their script does not load. */
  readonly loadAll: () => Promise<void>;
};
const Context = createContext<Chosen | null>(null);

/** Gives texts to all screens. The language changes when the texts of the other one are there. */
export function LanguageProvider({ first, children }: { readonly first: LoadedTexts; readonly children: ReactNode }) {
  const [loaded, setLoaded] = useState(first);
  const [hasFailed, setFailed] = useState(false);
  const { language } = loaded;
  const hasAll = loaded.all !== null;
  const wanted = useRef(language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const loadAll = useCallback(async () => {
    const texts = await loadTexts(language);
    if (wanted.current === language) setLoaded(texts);
  }, [language]);
  const switchLanguage = useCallback(() => {
    const next: Language = language === 'fr' ? 'en' : 'fr';
    wanted.current = next;
    setFailed(false);
    (hasAll ? loadTexts : loadFirstTexts)(next).then(
      (texts) => {
        if (wanted.current === next) setLoaded(texts);
      },
      () => {
        wanted.current = language;
        setFailed(true);
      },
    );
  }, [language, hasAll]);
  const chosen = useMemo(() => ({ ...loaded, switchLanguage, loadAll }), [loaded, switchLanguage, loadAll]);
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
  const t = useFirstTexts();
  return (
    <div className="toast">
      <span>{t.languageFailed}</span>
      <button type="button" className="link" onClick={onClose}>
        {t.close}
      </button>
    </div>
  );
}

/** For the screens without a session, and for what they share with the others. */
export function useFirstTexts(): FirstTexts {
  return useLanguage().first;
}

/** For the screens behind the door, which are shown once their texts are loaded. */
export function useTexts(): Texts {
  const { all } = useLanguage();
  if (all === null) throw new RangeError('the texts of this screen are not loaded');
  return all;
}

export function useLanguage(): Chosen {
  const chosen = use(Context);
  if (chosen === null) throw new RangeError('no language around this element');
  return chosen;
}
