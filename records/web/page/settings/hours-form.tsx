import type { HoursDocument } from '@etanche/records-client';
import { practiceSetup } from '../../port/practice-setup.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { useTexts } from '../text/use-texts.tsx';
import { readRanges, writeRanges } from './hours-text.ts';
import { FormFooter } from './form-footer.tsx';
import { FormState } from './form-state.tsx';
import styles from './settings.module.css';
import { useDraft } from './use-draft.ts';
import { usePut } from './use-put.ts';

type Entry = {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly authorName: string | null;
  readonly content: HoursDocument;
};

type Shown = {
  readonly days: readonly string[];
  readonly timeZone: string;
  readonly closures: HoursDocument['closures'];
};

/** Opening hours by weekday as short texts, and closures. */
export function HoursForm({ entry }: { readonly entry: Entry | undefined }) {
  const t = useTexts();
  const put = usePut();
  const draft = useDraft<HoursDocument, Shown>(entry, (content) => {
    const hours = content ?? practiceSetup().hours;
    const rangesOf = (day: number) => hours.weekdays.find((one) => one.day === day)?.ranges ?? [];
    return {
      days: t.settings.days.map((_, i) => writeRanges(rangesOf(i + 1))),
      ...{ timeZone: hours.timeZone, closures: hours.closures },
    };
  });
  const { days, timeZone, closures } = draft.content;
  const set = (part: Partial<typeof draft.content>): void => {
    draft.setContent((all) => ({ ...all, ...part }));
  };
  const read = days.map(readRanges);
  const isReadable = read.every((ranges) => ranges !== null);
  const change = (i: number, part: Partial<HoursDocument['closures'][number]>): void => {
    set({ closures: closures.map((one, at) => (at === i ? { ...one, ...part } : one)) });
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReadable) return;
        const weekdays = read.flatMap((ranges, i) => (ranges.length === 0 ? [] : [{ day: i + 1, ranges }]));
        draft.sending();
        put.put({ document: 'hours', timeZone, weekdays, closures }, entry ?? null);
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
              set({ days: days.map((text, at) => (at === i ? target.value : text)) });
            }}
          />
        </label>
      ))}
      <label className={styles.row}>
        <span>{t.settings.timeZone}</span>
        <input
          value={timeZone}
          onChange={({ target }) => {
            set({ timeZone: target.value });
          }}
        />
      </label>
      <h3>{t.settings.closures}</h3>
      {closures.length === 0 && <p className="soft">{t.settings.noClosures}</p>}
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
              set({ closures: closures.filter((_, at) => at !== i) });
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
          set({ closures: [...closures, { from: date, to: date, reason: '' }] });
        }}
      >
        {t.settings.add}
      </button>
      <FormState draft={draft} put={put} />
      {!isReadable && <p className={styles.fault}>{t.settings.issues['hours_order']}</p>}
      <FormFooter entry={entry} isPending={put.isPending} />
    </form>
  );
}
