import { growthMeasures, type GrowthMeasure, type GrowthTable } from '@etanche/records-fhir';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { scoreOfPoint, type Child } from './child-of.ts';
import styles from './growth.module.css';
import { ageWords, scoreWords, valueWords } from './growth-words.ts';

/** Every measurement with its place in the reference, newest first. */
export function MeasurementTable({
  child,
  table,
  isCorrected,
}: {
  readonly child: Child;
  readonly table: GrowthTable | null;
  readonly isCorrected: boolean;
}) {
  const t = useTexts();
  const all = growthMeasures.flatMap((measure) => child.points[measure]);
  const dates = [...new Set(all.map(({ date }) => date))].toSorted().toReversed();
  const { language } = useLanguage();
  if (dates.length === 0) return <p className="soft">{t.growth.nothing}</p>;
  return (
    <div className={styles.scroll}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t.clinic.vaccine.date}</th>
            <th scope="col">{t.growth.age}</th>
            {growthMeasures.map((measure) => (
              <th key={measure} scope="col">
                {t.growth.measures[measure]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dates.map((date) => {
            const point = all.find((one) => one.date === date);
            const corrected = isCorrected ? (point?.correctedDays ?? null) : null;
            return (
              <tr key={date}>
                <th scope="row">{longDate(date, language)}</th>
                <td>
                  {ageWords(point?.days ?? 0, t)}
                  {corrected !== null && <small>{t.growth.correctedAge(ageWords(corrected, t))}</small>}
                </td>
                {growthMeasures.map((measure) => (
                  <Cell key={measure} {...{ child, table, isCorrected, measure, date }} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  child,
  table,
  isCorrected,
  measure,
  date,
}: {
  readonly child: Child;
  readonly table: GrowthTable | null;
  readonly isCorrected: boolean;
  readonly measure: GrowthMeasure;
  readonly date: string;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const point = child.points[measure].findLast((one) => one.date === date);
  if (point === undefined) return <td className="soft">—</td>;
  const score = scoreOfPoint(table, child, measure, point, isCorrected);
  return (
    <td>
      {valueWords(measure, point, language)}
      {score !== null && <small>{scoreWords(score, t, language)}</small>}
    </td>
  );
}
