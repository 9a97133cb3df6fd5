import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';

type Props = {
  readonly title: string;
  /** Names the practitioner too where there are several. */
  readonly label: string;
  readonly entries: number;
  readonly isKnown: boolean;
  readonly onOpen: () => void;
};

/** A day of the week that is not open: its load, and a button that opens it. */
export function ClosedDay({ title, label, entries, isKnown, onOpen }: Props) {
  const t = useTexts();
  return (
    <section className={styles.column} aria-label={label}>
      <header className={styles.columnHead}>
        <div>
          <h2>{title}</h2>
          {isKnown && <p>{t.planning.load(entries)}</p>}
        </div>
      </header>
      <div className={styles.unopened}>
        {isKnown && (
          <button type="button" className="button" onClick={onOpen}>
            {t.planning.openDay}
          </button>
        )}
      </div>
    </section>
  );
}
