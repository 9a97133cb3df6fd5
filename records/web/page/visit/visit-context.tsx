import type { ResultLine, Synthesis } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { Icon } from '../elements/icon.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './visit.module.css';

/** Abnormal results beside a consultation. */
const shownResults = 5;

/** The part of the file that stays in view while the doctor writes. */
export function VisitContext({ synthesis }: { readonly synthesis: Synthesis }) {
  const t = useTexts();
  const { language } = useLanguage();
  // The consultation that goes on is in the file too.
  const today = practiceToday();
  const last = synthesis.visits.find(({ date }) => date !== null && date.slice(0, 10) < today);
  const problems = synthesis.problems.filter(({ isActive }) => isActive);
  const abnormal = synthesis.results.filter(({ values }) => (values[0]?.abnormal ?? null) !== null);
  return (
    <aside className={styles.context}>
      <h2>{t.patient.treatment}</h2>
      {synthesis.treatments.length === 0 && <p className="soft">{t.patient.noTreatment}</p>}
      <ul>
        {synthesis.treatments.map(({ id, name, strength, dose }) => (
          <li key={id}>
            <strong>{name}</strong> {strength} <small>{dose}</small>
          </li>
        ))}
      </ul>
      <h2>{t.patient.problems}</h2>
      {problems.length === 0 && <p className="soft">{t.patient.noProblems}</p>}
      <ul>
        {problems.map(({ id, name, isLongTerm }) => (
          <li key={id}>
            {name} {isLongTerm && <span className="tag">ALD</span>}
          </li>
        ))}
      </ul>
      {abnormal.length > 0 && (
        <>
          <h2>{t.visit.abnormal}</h2>
          <ul>
            {abnormal.slice(0, shownResults).map((line) => (
              <Abnormal key={`${line.code} ${line.unit}`} line={line} />
            ))}
          </ul>
        </>
      )}
      {last !== undefined && (
        <>
          <h2>
            {longDate(last.date, language)}, {last.author}
          </h2>
          <p className="soft">
            <Icon name="history" size={16} /> {last.reason}.{' '}
            {last.sections.findLast(({ title }) => title !== 'Motif')?.text}
          </p>
        </>
      )}
    </aside>
  );
}

function Abnormal({ line }: { readonly line: ResultLine }) {
  const { language } = useLanguage();
  const [value, before] = line.values;
  if (value === undefined) return null;
  return (
    <li className={styles.abnormal}>
      <strong>
        {line.name} {value.text} {line.unit} {value.abnormal === 'low' ? '↓' : '↑'}
      </strong>
      {before !== undefined && <span> ({before.text})</span>}
      <small>{longDate(value.date, language)}</small>
    </li>
  );
}
