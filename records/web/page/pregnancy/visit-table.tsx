import { dipstick, termOn, type DipstickField, type PregnancyVisitView } from '@etanche/records-fhir';
import { longDate, number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

const sticks = Object.keys(dipstick) as DipstickField[];

/** The visits of this pregnancy, newest first. A positive dipstick is marked by a sign and its colour. */
export function VisitTable({
  visits,
  since,
}: {
  readonly visits: readonly PregnancyVisitView[];
  readonly since: string;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  if (visits.length === 0) return <p className="soft">{t.pregnancy.noVisits}</p>;
  const value = (amount: number | null): string => (amount === null ? '—' : number(amount, language));
  return (
    <div className={styles.scroll}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t.clinic.vaccine.date}</th>
            <th scope="col">{t.pregnancy.termColumn}</th>
            <th scope="col">{t.pregnancy.fields.weight}</th>
            <th scope="col">{t.pregnancy.fields.pressure}</th>
            <th scope="col">{t.pregnancy.fields.fundal}</th>
            <th scope="col">{t.pregnancy.fields.fetal}</th>
            <th scope="col">{t.pregnancy.urine}</th>
          </tr>
        </thead>
        <tbody>
          {visits.map((visit) => {
            const term = termOn(since, visit.date);
            const urine = sticks.flatMap((field) => {
              const found = visit[field];
              return found === null ? [] : [{ field, found, isPositive: found !== 'négatif' }];
            });
            return (
              <tr key={visit.date}>
                <th scope="row">{longDate(visit.date, language)}</th>
                <td>{term === null ? '' : t.pregnancy.term(term.weeks, term.days)}</td>
                <td>{value(visit.weight)}</td>
                <td>
                  {visit.systolic === null || visit.diastolic === null ? '—' : `${visit.systolic}/${visit.diastolic}`}
                </td>
                <td>{value(visit.fundal)}</td>
                <td>{value(visit.fetal)}</td>
                <td>
                  {urine.length === 0
                    ? '—'
                    : urine.map(({ field, found, isPositive }) => (
                        <span key={field} className={isPositive ? styles.positive : styles.stick}>
                          {t.pregnancy.sticks[field]} {found}
                        </span>
                      ))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
