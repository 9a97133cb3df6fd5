import type { MessageView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { useStructuredTexts } from './use-exchange-texts.ts';

/** The documents of the archives of a message: those that are filed, and those that are not, with the reason. */
export function ArchivedDocuments({ archives }: Pick<MessageView, 'archives'>) {
  const c = useStructuredTexts();
  const t = useTexts();
  const { language } = useLanguage();
  if (archives.length === 0) return null;
  return (
    <section aria-label={c.filing.title}>
      <h3>{c.filing.title}</h3>
      <ul className={styles.vaccines}>
        {archives.flatMap(({ place, documents, left }) => [
          ...documents.map(({ path, title, kind, date }) => (
            <li key={`${place}/${path}`} data-match="new">
              <Icon name="file-text" size={16} />
              <span>
                <strong>{title}</strong> {t.document.kinds[kind]} · {longDate(date, language)}
                <br />
                <small>{c.filing.filed}</small>
              </span>
            </li>
          )),
          ...left.map(({ path, code }) => (
            <li key={`${place}/${path}/${code}`} data-match="invalid">
              <Icon name="alert-triangle" size={16} />
              <span>
                <strong>{path}</strong>
                <br />
                <small>
                  {c.filing.left} {(Object.hasOwn(c.reasons, code) ? c.reasons[code] : null) ?? c.otherReason}
                </small>
              </span>
            </li>
          )),
        ])}
      </ul>
    </section>
  );
}
