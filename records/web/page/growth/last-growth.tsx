import { growthMeasures, velocityOf, type GrowthTable } from '@etanche/records-fhir';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { scoreOfPoint, type Child } from './child-of.ts';
import styles from './growth.module.css';
import { scoreWords, valueWords, velocityWords } from './growth-words.ts';

/** The last value of each measurement, its place in the reference, and the velocity. */
export function LastGrowth({ child, table }: { readonly child: Child; readonly table: GrowthTable | null }) {
  const t = useTexts();
  const { language } = useLanguage();
  const measured = growthMeasures.filter((measure) => child.points[measure].length > 0);
  if (measured.length === 0) return <p className="soft">{t.growth.nothing}</p>;
  return (
    <ul className="rows">
      {measured.map((measure) => {
        const points = child.points[measure];
        const last = points.at(-1);
        if (last === undefined) return null;
        const score = scoreOfPoint(table, child, measure, last, true);
        const velocity = velocityOf(measure, points);
        return (
          <li key={measure} className={styles.last}>
            <span>{t.growth.measures[measure]}</span>
            <span>
              <b>{valueWords(measure, last, language)}</b>
              {score !== null && <small>{scoreWords(score, t, language)}</small>}
            </span>
            <span>
              {velocity !== null && velocityWords(velocity, t, language)}
              <small>
                {velocity === null ? longDate(last.date, language) : t.growth.since(longDate(velocity.from, language))}
              </small>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
