import { measurements } from '@etanche/records-fhir';
import type { VisitMeasure } from '../../port/visit-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './visit.module.css';

type Shown = Pick<VisitMeasure, 'kind' | 'value' | 'second'>;

/** A measurement in words: "Tension 130/80 mmHg". */
export function useMeasureWords(): (measure: Shown) => string {
  const t = useTexts();
  const { language } = useLanguage();
  return ({ kind, value, second }) => {
    const amount = number(value, language) + (second === null ? '' : `/${number(second, language)}`);
    return `${t.visit.measures[kind]} ${amount}\u00a0${measurements[kind].unit}`;
  };
}

export function MeasureList({
  measures,
  onRemove,
}: {
  readonly measures: readonly VisitMeasure[];
  readonly onRemove: (id: string) => void;
}) {
  const t = useTexts();
  const words = useMeasureWords();
  return (
    <section aria-labelledby="measured">
      <h2 id="measured">{t.visit.measured}</h2>
      {measures.length === 0 && <p className="soft">{t.visit.nothingMeasured}</p>}
      <ul className={styles.measures}>
        {measures.map((measure) => (
          <li key={measure.id}>
            <span>{words(measure)}</span>
            <button
              type="button"
              aria-label={t.visit.remove(words(measure))}
              onClick={() => {
                onRemove(measure.id);
              }}
            >
              <Icon name="x" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
