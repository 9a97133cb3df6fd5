import { useState } from 'react';
import type { HoursDocument } from '@etanche/records-client';
import { practiceSetup } from '../../port/practice-setup.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { readRanges, writeRanges } from './hours-text.ts';
import styles from './settings.module.css';
import { usePut } from './use-put.ts';

type Entry = {
  readonly id: string;
  readonly version: number;
  readonly authorName: string;
  readonly content: HoursDocument;
};

/** Opening hours by weekday as short texts, and closures. */
export function HoursForm({ entry }: { readonly entry: Entry | undefined }) {
  const t = useTexts();
  const { put, isPending, error, fault } = usePut();
  const first = entry?.content ?? practiceSetup().hours;
  const [days, setDays] = useState(() =>
    t.settings.days.map((_, i) => writeRanges(first.weekdays.find(({ day }) => day === i + 1)?.ranges ?? [])),
  );
  const [timeZone, setTimeZone] = useState(first.timeZone);
  const [closures, setClosures] = useState(first.closures);
  const read = days.map(readRanges);
  const isReadable = read.every((ranges) => ranges !== null);
  const change = (i: number, part: Partial<HoursDocument['closures'][number]>): void => {
    setClosures(closures.map((one, at) => (at === i ? { ...one, ...part } : one)));
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReadable) return;
        const weekdays = read.flatMap((ranges, i) => (ranges.length === 0 ? [] : [{ day: i + 1, ranges }]));
        put({ document: 'hours', timeZone, weekdays, closures }, entry ?? null);
      }}
    >
      <p className="soft">{t.settings.hoursHint}</p>
      {t.settings.days.map((name, i) => (
        <label key={name} className={styles.row}>
          <span>{name}</span>
          <input
            value={days[i] ?? ''}
            aria-invalid={read[i] === null}
            onChange={({ target }) => {
              setDays(days.map((text, at) => (at === i ? target.value : text)));
            }}
          />
        </label>
      ))}
      <label className={styles.row}>
        <span>{t.settings.timeZone}</span>
        <input
          value={timeZone}
          onChange={({ target }) => {
            setTimeZone(target.value);
          }}
        />
      </label>
      <h3>{t.settings.closures}</h3>
      {closures.map((closure, i) => (
        <div key={i} className={styles.closure}>
          <label>
            {t.settings.closureFrom}{' '}
            <input
              type="date"
              value={closure.from}
              onChange={({ target }) => {
                change(i, { from: target.value });
              }}
            />
          </label>
          <label>
            {t.settings.closureTo}{' '}
            <input
              type="date"
              value={closure.to}
              onChange={({ target }) => {
                change(i, { to: target.value });
              }}
            />
          </label>
          <label>
            {t.settings.reason}{' '}
            <input
              value={closure.reason}
              maxLength={80}
              onChange={({ target }) => {
                change(i, { reason: target.value });
              }}
            />
          </label>
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setClosures(closures.filter((_, at) => at !== i));
            }}
          >
            {t.settings.remove}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => {
          const date = practiceToday();
          setClosures([...closures, { from: date, to: date, reason: '' }]);
        }}
      >
        {t.settings.add}
      </button>
      {fault !== null && <p className={styles.fault}>{fault}</p>}
      {!isReadable && <p className={styles.fault}>{t.settings.issues['hours_order']}</p>}
      {error !== null && <FailureNote error={error} />}
      <Footer entry={entry} isPending={isPending} />
    </form>
  );
}

/** The button of a form, and who wrote the version before. */
export function Footer({
  entry,
  isPending,
}: {
  readonly entry: { readonly version: number; readonly authorName: string } | undefined;
  readonly isPending: boolean;
}) {
  const t = useTexts();
  return (
    <p className={styles.actions}>
      {entry !== undefined && <span className="soft">{t.settings.last(entry.authorName, entry.version)}</span>}
      <button type="submit" className="button primary" aria-disabled={isPending}>
        {t.settings.save}
      </button>
    </p>
  );
}
