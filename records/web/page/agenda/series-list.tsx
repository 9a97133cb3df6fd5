import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { SeriesProgress } from '../../port/agenda-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useSession } from '../session/session-context.tsx';
import { readAgain, useRead, useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';

/** The series that this session books, with the days that need a person. */
export function SeriesList() {
  const t = useTexts();
  const { port } = useSession();
  const client = useQueryClient();
  const { data: series } = useRead('agendaSeries', {});
  useEffect(() => port.on('series', () => void readAgain(client, ['agendaSeries'])), [port, client]);
  if (series === undefined || series.length === 0) return null;
  return (
    <section className={styles.waiting} aria-labelledby="series">
      <h2 id="series">
        <Icon name="repeat" /> {t.planning.series}
      </h2>
      <ul>
        {series.map((one) => (
          <Series key={one.id} series={one} />
        ))}
      </ul>
    </section>
  );
}

function Series({ series }: { readonly series: SeriesProgress }) {
  const t = useTexts();
  const { language } = useLanguage();
  const stop = useWrite('agendaStopSeries');
  const seconds = useSecondsUntil(series.nextAt);
  const booked = series.days.filter(({ outcome }) => outcome === 'booked').length;
  const isOver = series.isStopped || !series.days.some(({ outcome }) => outcome === 'waits');
  return (
    <li className={styles.series}>
      <strong>{t.planning.seriesOf(series.name ?? t.agenda.reserved, booked, series.days.length)}</strong>
      {!isOver && (
        <button
          type="button"
          className="link"
          onClick={() => {
            stop.mutate({ id: series.id });
          }}
        >
          {t.planning.stop}
        </button>
      )}
      <span className="soft" role="status">
        {isOver
          ? series.isStopped
            ? t.planning.seriesStopped
            : t.planning.seriesDone
          : seconds === null
            ? t.loading
            : t.planning.seriesNext(seconds)}
      </span>
      {series.failure !== null && <span className={styles.seriesFailure}>{t.failure(series.failure).title}</span>}
      <ol>
        {series.days
          .filter(({ outcome }) => outcome !== 'booked')
          .map(({ start, outcome }) => (
            <li key={start}>
              {longDate(start, language)} {start.slice(11)}, {t.planning.outcomes[outcome]}
            </li>
          ))}
      </ol>
    </li>
  );
}

/** Whole seconds until a time in ms since 1970, counted down. */
function useSecondsUntil(at: number | null): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === null) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [at]);
  return at === null ? null : Math.max(0, Math.ceil((at - now) / 1000));
}
