import type { DueVaccine } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './vaccines.module.css';

/** Due and late vaccines, late ones first, each with its button. */
export function DueList({
  due,
  onGive,
}: {
  readonly due: readonly DueVaccine[];
  readonly onGive: (one: DueVaccine) => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  return (
    <ul className="rows">
      {due.map((one) => (
        <li key={one.line} className={styles.due}>
          <Icon name="vaccine" />
          <span>
            <strong>
              {one.name}
              {one.dose === null ? '' : `, ${t.clinic.vaccine.dose} ${one.dose}`}
            </strong>{' '}
            <span className={one.isLate ? styles.late : 'tag'}>
              {one.isLate ? t.clinic.vaccine.late : t.clinic.vaccine.due}
            </span>
            <small>
              {t.clinic.vaccine.expected(longDate(one.since, language))} · {t.clinic.vaccine.recorded(one.recorded)}
            </small>
          </span>
          <button
            type="button"
            className="button"
            aria-label={t.clinic.vaccine.giveDisease(one.name)}
            onClick={() => {
              onGive(one);
            }}
          >
            {t.clinic.vaccine.give}
          </button>
        </li>
      ))}
    </ul>
  );
}
