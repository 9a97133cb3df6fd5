import { isCurrentDocument, type Synthesis } from '@etanche/records-fhir';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './synthesis.module.css';

const years = 3;
const yearMs = 365.25 * 86_400_000;

/** The last years as rows of marks, one row for each kind. */
export function Timeline({ synthesis }: { readonly synthesis: Synthesis }) {
  const t = useTexts();
  const { language } = useLanguage();
  const now = Date.now();
  const start = now - years * yearMs;
  const results = synthesis.measures.flatMap(({ points }) => points.filter(({ abnormal }) => abnormal !== null));
  const rows = [
    { name: t.patient.tabs.visits, dates: synthesis.visits.map(({ date }) => date) },
    { name: t.patient.tabs.prescriptions, dates: synthesis.prescriptions.map(({ date }) => date) },
    { name: t.patient.tabs.results, dates: results.map(({ date }) => date) },
    { name: t.patient.tabs.documents, dates: synthesis.documents.filter(isCurrentDocument).map(({ date }) => date) },
    { name: t.patient.tabs.vaccines, dates: synthesis.vaccines.map(({ date }) => date) },
  ];
  const place = (date: string): number => ((Date.parse(date) - start) / (now - start)) * 100;
  const firstYear = new Date(start).getUTCFullYear() + 1;
  return (
    <section className={`card ${styles.timeline ?? ''}`} aria-label={t.patient.timeline}>
      {rows.map(({ name, dates }) => {
        const marks = [...new Set(dates.flatMap((date) => (date === null ? [] : [date.slice(0, 10)])))].filter(
          (date) => place(date) >= 0 && place(date) <= 100,
        );
        return (
          <div key={name} className={styles.row}>
            <span>
              {name} <span className="visually-hidden">: {marks.length}</span>
            </span>
            <div className={styles.track}>
              {marks.map((date) => (
                <i key={date} title={longDate(date, language)} style={{ left: `${place(date).toFixed(2)}%` }} />
              ))}
            </div>
          </div>
        );
      })}
      <div className={styles.row} aria-hidden="true">
        <span />
        <div className={styles.track}>
          {Array.from({ length: years }, (_, i) => firstYear + i).map((year) => (
            <small key={year} style={{ left: `${place(`${String(year)}-01-01`).toFixed(2)}%` }}>
              {year}
            </small>
          ))}
        </div>
      </div>
    </section>
  );
}
