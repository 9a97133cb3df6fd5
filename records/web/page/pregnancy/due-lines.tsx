import type { PlannedLine } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

/**
 * Lines of the calendar that are late or due, each with its button.
 *
 * @param props.onDone null where nothing is written
 */
export function DueLines({
  lines,
  onDone,
}: {
  readonly lines: readonly PlannedLine[];
  readonly onDone: ((line: PlannedLine) => void) | null;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  return (
    <ul className="rows">
      {lines.map((one) => (
        <li key={one.line.id} className={styles.due}>
          <Icon name={one.line.kind === 'test' ? 'flask' : one.line.kind === 'ultrasound' ? 'eye' : 'calendar'} />
          <span>
            <strong>{one.line.name}</strong>{' '}
            <span className={one.state === 'late' ? styles.late : 'tag'}>{t.pregnancy.states[one.state]}</span>
            <small>
              {t.pregnancy.between(longDate(one.from, language), longDate(one.to, language))}
              {one.line.isMandatory ? '' : ` · ${t.pregnancy.offered}`}
            </small>
          </span>
          {onDone !== null && (
            <button
              type="button"
              className="button"
              aria-label={t.labelled(t.pregnancy.done, one.line.name)}
              onClick={() => {
                onDone(one);
              }}
            >
              {t.pregnancy.done}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
