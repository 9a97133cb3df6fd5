import type { Practitioner } from '../../port/session-calls.ts';
import { clock, isOpenOn, minutesOfDay } from '../../port/opening-hours.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { DayColumn } from './day-column.tsx';
import { firstMinute, lastMinute, pixelsOf, topOf, type ChosenPlace } from './grid-geometry.ts';

type Props = {
  readonly date: string;
  readonly now: string;
  readonly practitioners: readonly Practitioner[];
  readonly chosen: ChosenPlace | null;
  readonly onChoose: (place: ChosenPlace) => void;
};

/** The columns of a day, with the hours at their left and the present time across. */
export function DayGrid({ date, now, practitioners, chosen, onChoose }: Props) {
  const t = useTexts();
  const hours = Array.from({ length: (lastMinute - firstMinute) / 60 + 1 }, (_, i) => firstMinute + i * 60);
  const isToday = now.startsWith(date);
  const minute = minutesOfDay(now);
  const isOpen = isOpenOn(date);
  return (
    <div className={styles.scroller}>
      <div className={styles.grid} style={{ '--columns': practitioners.length } as React.CSSProperties}>
        <div className={styles.hours} style={{ height: pixelsOf(lastMinute - firstMinute) }} aria-hidden="true">
          {hours.map((hour) => (
            <span key={hour} style={{ top: topOf(hour) }}>
              {hour / 60} h
            </span>
          ))}
          {isToday && minute >= firstMinute && minute <= lastMinute && (
            <span className={styles.clock} style={{ top: topOf(minute) }}>
              {clock(minute)}
            </span>
          )}
        </div>
        {practitioners.map((practitioner) => (
          <DayColumn
            key={practitioner.id}
            {...{ date, now, practitioner, isOpen, chosen, onChoose }}
            others={practitioners}
          />
        ))}
        {isToday && minute >= firstMinute && minute <= lastMinute && (
          <div
            className={styles.now}
            style={{ top: topOf(minute) + headHeight }}
            role="img"
            aria-label={t.agenda.now(clock(minute))}
          />
        )}
      </div>
    </div>
  );
}

/** Height of the practitioners' names above the columns, as in the style. */
const headHeight = 56;
