import { Icon } from '../elements/icon.tsx';
import { shortTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import type { Keeping } from './use-keeping.ts';
import styles from './visit.module.css';

/** Nothing is shown as kept before the server has answered. */
export function SaveLine({ keeping: { keptAt, isBehind, storedAt, error } }: { readonly keeping: Keeping }) {
  const t = useTexts();
  const { language } = useLanguage();
  if (error !== null)
    return (
      <p className={styles.lost} role="status">
        <Icon name="alert-triangle" size={16} /> {t.visit.notKept}
      </p>
    );
  if (storedAt !== null)
    return (
      <p className={styles.lost} role="status">
        <Icon name="alert-triangle" size={16} /> {t.unsent.onDevice(shortTime(storedAt, language))}
      </p>
    );
  if (isBehind)
    return (
      <p className="soft" role="status">
        {t.visit.keeping}
      </p>
    );
  if (keptAt === null) return <p role="status" />;
  return (
    <p className={styles.kept} role="status">
      <Icon name="check" size={16} /> {t.visit.kept(shortTime(keptAt, language))}
    </p>
  );
}
