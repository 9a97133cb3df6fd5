import type { ReactNode } from 'react';
import { birthName, displayName, ongoingPregnancy, type Synthesis } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { isPastTerm, termWords } from '../pregnancy/pregnancy-words.ts';
import { Icon } from '../elements/icon.tsx';
import { ageOn, birthDate, longDate, monthsOn } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './patients.module.css';

/** A child under this age has its age in months. */
const monthsUntil = 2;

/** Identity and allergies, which never scroll away. */
export function PatientBar({
  action,
  header,
  synthesis,
}: {
  readonly header: PatientHeader;
  readonly synthesis: Synthesis | null;
  readonly action?: ReactNode;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { card, status, hasDoubt } = header;
  const today = practiceToday();
  const years = ageOn(card.birthDate, today);
  const birth = birthName(card);
  const sex = t.patient.sex[card.sex];
  const longTerm = synthesis?.problems.filter(({ isLongTerm, isActive }) => isLongTerm && isActive) ?? [];
  const pregnancy = ongoingPregnancy(synthesis?.obstetrics.pregnancies ?? []);
  const age =
    years === null || card.birthDate === null
      ? null
      : years < monthsUntil
        ? t.patient.months(monthsOn(card.birthDate, today))
        : t.patient.age(years);
  return (
    <header className={styles.bar}>
      <div>
        <h1>
          {displayName(card)}
          {birth !== null && <span> {t.patient.born(birth, sex)}</span>}
        </h1>
        <p className={styles.traits}>
          <strong>{sex}</strong>
          <span>
            <span>
              <strong>{birthDate(card.birthDate)}</strong>
              {age === null ? '' : `, ${age}`}
            </span>
          </span>
          <span data-status={status}>
            <Icon name={status === 'QUAL' ? 'circle-check' : 'circle-dashed'} size={16} /> {t.patient.status[status]}
          </span>
          {hasDoubt && (
            <span className={styles.warn}>
              <Icon name="alert-triangle" size={16} /> {t.patient.doubt}
            </span>
          )}
          {card.deceased && <span className={styles.warn}>{t.patient.deceased}</span>}
          {pregnancy !== null && (
            <span className={isPastTerm(pregnancy) ? styles.warn : styles.pregnancy}>
              {termWords(pregnancy, t, language)}
            </span>
          )}
          {longTerm.map(({ id, name }) => (
            <span key={id}>ALD {name}</span>
          ))}
        </p>
      </div>
      {synthesis !== null && <Allergies allergies={synthesis.allergies} language={language} />}
      {action}
    </header>
  );
}

function Allergies({
  allergies,
  language,
}: {
  readonly allergies: Synthesis['allergies'];
  readonly language: 'fr' | 'en';
}) {
  const t = useTexts();
  if (allergies.state !== 'listed') {
    return (
      <p className={allergies.state === 'none_known' ? styles.calm : styles.unknown}>
        {t.patient.allergies[allergies.state]}
      </p>
    );
  }
  const shown = allergies.list.filter(({ isIntolerance }) => !isIntolerance);
  return (
    <ul className={styles.allergies} aria-label={t.patient.allergies.listed}>
      {(shown.length === 0 ? allergies.list : shown).map(({ id, substance, reaction, date }) => (
        <li key={id}>
          <Icon name="alert-circle" />{' '}
          <span>
            <strong>{substance}</strong>
            {reaction !== null && t.labelled('', `${reaction.charAt(0).toLowerCase()}${reaction.slice(1)}`)}
            {date !== null && `, ${longDate(date.slice(0, 4), language)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
