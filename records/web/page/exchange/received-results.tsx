import type { ResultLine } from '@etanche/records-fhir';
import type { MatchView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { SmallCurve } from '../patients/small-curve.tsx';
import { number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** Received results, abnormal ones first, beside the value before and the curve of the proposed patient. */
export function ReceivedResults({
  results,
  history,
}: {
  readonly results: readonly ResultLine[];
  readonly history: MatchView['history'];
}) {
  const t = useTexts();
  const e = useExchangeTexts();
  const { language } = useLanguage();
  const limit = (value: number | null): string | null => (value === null ? null : number(value, language));
  return (
    <section aria-label={e.results.title} className={styles.scroll} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{e.results.analysis}</th>
            <th scope="col" className={styles.number}>
              {e.results.value}
            </th>
            <th scope="col">{e.results.reference}</th>
            {history !== null && (
              <>
                <th scope="col" className={styles.number}>
                  {e.results.before}
                </th>
                <th scope="col">{e.results.curve}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {results.map(({ code, name, unit, range, values: [last] }) => {
            if (last === undefined) return null;
            const key = `${code} ${unit}`;
            const known = history?.results.find((one) => `${one.code} ${one.unit}` === key);
            const series = history?.measures.find((one) => `${one.code} ${one.unit}` === key);
            const before = known?.values.find(({ date, id }) => !id.startsWith('received/') && date !== last.date);
            return (
              <tr key={key} data-abnormal={last.abnormal !== null}>
                <th scope="row">{name}</th>
                <td className={styles.number}>
                  <span className={last.abnormal === null ? undefined : styles.abnormal}>
                    {last.text}{' '}
                    {last.abnormal !== null && (
                      <>
                        <Icon name={last.abnormal === 'high' ? 'arrow-up' : 'arrow-down'} size={14} />
                        <span className="visually-hidden">{t.patient[last.abnormal]}</span>
                      </>
                    )}
                  </span>{' '}
                  <small>{unit}</small>
                </td>
                <td className="soft">
                  {range === null ? '' : t.patient.reference(limit(range.low), limit(range.high))}
                </td>
                {history !== null && (
                  <>
                    <td className={styles.number}>{before?.text ?? ''}</td>
                    <td>{series !== undefined && <SmallCurve series={series} />}</td>
                  </>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {history !== null && <p className="soft">{e.results.historyHint}</p>}
    </section>
  );
}
