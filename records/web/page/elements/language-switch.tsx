import { useLanguage, useFirstTexts } from '../text/use-texts.tsx';

/** A link-like button that shows everything in the other language. */
export function LanguageSwitch() {
  const t = useFirstTexts();
  const { switchLanguage } = useLanguage();
  return (
    <button type="button" className="link" onClick={switchLanguage}>
      {t.signIn.language}
    </button>
  );
}
