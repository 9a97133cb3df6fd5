import { Icon } from '../elements/icon.tsx';
import { useRead } from '../session/use-call.ts';
import { shortTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './unsent.module.css';

/** Since when the server does not answer; nothing while it does. */
export function ReachMark() {
  const t = useTexts();
  const { language } = useLanguage();
  const { data } = useRead('reach', {});
  const since = data?.awaySince ?? null;
  return (
    <span role="status" className={since === null ? 'visually-hidden' : styles.away}>
      {since !== null && (
        <>
          <Icon name="wifi-off" size={16} /> {t.unsent.away(shortTime(since, language))}
        </>
      )}
    </span>
  );
}
