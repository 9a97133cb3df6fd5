import { Link } from '@tanstack/react-router';
import { Icon } from '../elements/icon.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead } from '../session/use-call.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { wordsOf } from './unsent-words.ts';
import styles from './unsent.module.css';

/** Changes of this file that are on this device only; the screen below already shows them. */
export function UnsentHere({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { practitioners } = useOpenSession();
  const { data } = useRead('unsent', {});
  const items = (data?.items ?? []).filter((item) => item.scope === scope);
  if (items.length === 0) return null;
  return (
    <ul className={styles.here} aria-label={t.unsent.label}>
      {items.map((item) => (
        <li key={item.name}>
          <Icon name={item.failure === null ? 'wifi-off' : 'alert-triangle'} size={16} />{' '}
          <strong>{t.unsent.kinds[item.kind]}</strong>
          {item.title !== null || item.entry !== null || item.task !== null
            ? ` ${wordsOf(item, t, language, practitioners).slice(1).join(', ')}`
            : ''}
          <span className="tag">
            {t.unsent.states[item.failure !== null ? 'decision' : item.isBehind ? 'behind' : 'waits']}
          </span>
          {item.failure !== null && (
            <Link to="/unsent" className="link">
              {t.unsent.show}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
