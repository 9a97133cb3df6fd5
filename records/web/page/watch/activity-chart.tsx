import { useState } from 'react';
import { practiceClock } from '../../port/practice-time.ts';
import type { ActivityView } from '../../port/watch-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { shortDay } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { alarmBelow } from './alarm-below.ts';
import { LineChart } from './line-chart.tsx';
import { VaultNotes } from './vault-notes.tsx';
import styles from './watch.module.css';

type Span = 'day' | 'month';
type Row = { readonly label: string; readonly files: number; readonly sum: number };

/** The files that one member opened in 24 hours or 30 days, as a curve, a sentence and a table. */
export function ActivityChart({ id, name }: { readonly id: string; readonly name: string }) {
  const t = useTexts();
  const [span, setSpan] = useState<Span>('day');
  const { data, error, refetch } = useRead('activity', { member: id }, false);
  const texts = t.watch.activity;
  return (
    <section className={`card ${styles.activity ?? ''}`} aria-labelledby="activity">
      <div className={styles.head}>
        <h2 id="activity">{span === 'day' ? texts.dayTitle(name) : texts.monthTitle(name)}</h2>
        <div className={styles.spans} role="group" aria-label={texts.choose}>
          {(['day', 'month'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              aria-pressed={span === one}
              onClick={() => {
                setSpan(one);
              }}
            >
              {texts[one]}
            </button>
          ))}
        </div>
      </div>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading bars={4} />}
      {data !== undefined && <Curve activity={data} span={span} />}
    </section>
  );
}

function Curve({ activity, span }: { readonly activity: ActivityView; readonly span: Span }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { limit, quarters, days, silent, lower } = activity;
  const alarm = alarmBelow(activity);
  const texts = t.watch.activity;
  if (limit === 0 && days.every(({ files }) => files === 0)) return <p className="soft">{texts.noLimit}</p>;
  const sums = runningSums(quarters.map(({ files }) => files));
  const values = span === 'day' ? sums : days.map(({ files }) => files);
  const total = span === 'day' ? (sums.at(-1) ?? 0) : values.reduce((sum, files) => sum + files, 0);
  const ticks =
    span === 'day'
      ? quarters.flatMap(({ at }, place) => {
          const clock = practiceClock(at).slice(11);
          return clock.endsWith(':00') && Number(clock.slice(0, 2)) % 4 === 0 ? [{ place, text: clock }] : [];
        })
      : days.flatMap(({ day }, place) => (place % 6 === 0 ? [{ place, text: shortDay(day, language) }] : []));
  const rows = span === 'day' ? hoursOf(quarters) : daysOf(days, (day) => shortDay(day, language));
  const caption =
    span === 'day' ? texts.dayCaption(total, limit, alarm) : texts.monthCaption(total, Math.max(...values), limit);
  return (
    <figure className={styles.figure}>
      <LineChart
        values={values}
        ticks={ticks}
        last={span === 'day' ? texts.last(total, practiceClock().slice(11)) : String(values.at(-1) ?? 0)}
        limit={{ value: limit, text: texts.limit(limit) }}
        alarm={alarm === null ? null : { value: alarm, text: texts.alarm(alarm) }}
      />
      <figcaption>{caption}</figcaption>
      <VaultNotes silent={silent} lower={lower} />
      <details>
        <summary>{texts.numbers}</summary>
        {rows.length === 0 ? (
          <p className="soft">{texts.nothing}</p>
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{span === 'day' ? texts.hour : texts.date}</th>
                <th scope="col">{texts.opened}</th>
                <th scope="col">{texts.sum}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ label, files, sum }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td>{files}</td>
                  <td>{sum}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </details>
    </figure>
  );
}

function runningSums(values: readonly number[]): readonly number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** The hours in which something was opened, with the sum up to their end. */
function hoursOf(quarters: ActivityView['quarters']): readonly Row[] {
  const rows: Row[] = [];
  let sum = 0;
  for (const { at, files } of quarters) {
    sum += files;
    if (files === 0) continue;
    const clock = practiceClock(at);
    const label = `${clock.slice(8, 10)}/${clock.slice(5, 7)} ${clock.slice(11, 13)}:00`;
    const last = rows.at(-1);
    if (last?.label === label) rows[rows.length - 1] = { label, files: last.files + files, sum };
    else rows.push({ label, files, sum });
  }
  return rows;
}

function daysOf(days: ActivityView['days'], nameOf: (day: string) => string): readonly Row[] {
  let sum = 0;
  return days.flatMap(({ day, files }) => {
    sum += files;
    return files === 0 ? [] : [{ label: nameOf(day), files, sum }];
  });
}
