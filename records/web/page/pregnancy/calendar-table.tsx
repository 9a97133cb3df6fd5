import type { PlannedLine } from '@etanche/records-fhir';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

/** The whole calendar of this pregnancy, with the source of each line. */
export function CalendarTable({ lines }: { readonly lines: readonly PlannedLine[] }) {
  const t = useTexts();
  const { language } = useLanguage();
  const ordered = lines.toSorted((one, other) => one.from.localeCompare(other.from));
  return (
    <details className={styles.calendar}>
      <summary>{t.pregnancy.calendar}</summary>
      <p className="soft">{t.pregnancy.calendarLead(lines[0]?.line.year ?? 0)}</p>
      <div className={styles.scroll}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t.pregnancy.what}</th>
              <th scope="col">{t.pregnancy.when}</th>
              <th scope="col">{t.practice.status}</th>
              <th scope="col">{t.pregnancy.sourceColumn}</th>
            </tr>
          </thead>
          <tbody>
            {ordered.map(({ line, from, to, state, doneOn }) => (
              <tr key={line.id}>
                <th scope="row">
                  {line.name}
                  {!line.isMandatory && <small> {t.pregnancy.offered}</small>}
                </th>
                <td>{t.pregnancy.between(longDate(from, language), longDate(to, language))}</td>
                <td>
                  {t.pregnancy.states[state]}
                  {doneOn !== null && <small> {longDate(doneOn, language)}</small>}
                </td>
                <td className="soft">
                  {line.source} ({line.year})
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
