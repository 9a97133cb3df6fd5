import { Icon } from '../elements/icon.tsx';
import { shortTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { useKeptForm } from './kept-form.tsx';

/** Says that a form shows what was typed before and not stored, with a way to begin again; nothing for a new form. */
export function KeptNote() {
  const t = useTexts();
  const { language } = useLanguage();
  const { keptAt, isContested, isKept, discard } = useKeptForm();
  if (!isKept)
    return (
      <p className="kept-note" role="status">
        <Icon name="alert-triangle" size={16} /> {t.kept.notHere}
      </p>
    );
  if (keptAt === null) return null;
  return (
    <p className="kept-note" role="status">
      <span>
        <Icon name="history" size={16} /> {t.kept.again(shortTime(keptAt, language))}
        {isContested && <strong> {t.kept.contested}</strong>}
      </span>
      <button type="button" className="link" onClick={discard}>
        {t.kept.discard}
      </button>
    </p>
  );
}
