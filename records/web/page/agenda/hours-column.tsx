import { clock } from '../../port/opening-hours.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { firstMinute, lastMinute, pixelsOf, topOf } from './grid-geometry.ts';

/** Height of the names above the columns, as in the style. */
const headHeight = 56;

/** The hours at the left of the columns. `now` is a minute of the day; null on another day than today. */
export function HoursColumn({ now }: { readonly now: number | null }) {
  const hours = Array.from({ length: (lastMinute - firstMinute) / 60 + 1 }, (_, i) => firstMinute + i * 60);
  return (
    <div className={styles.hours} style={{ height: pixelsOf(lastMinute - firstMinute) }} aria-hidden="true">
      {hours.map((hour) => (
        <span key={hour} style={{ top: topOf(hour) }}>
          {hour / 60} h
        </span>
      ))}
      {now !== null && isShown(now) && (
        <span className={styles.clock} style={{ top: topOf(now) }}>
          {clock(now)}
        </span>
      )}
    </div>
  );
}

/** The present time across the columns. */
export function NowLine({ minute }: { readonly minute: number }) {
  const t = useTexts();
  if (!isShown(minute)) return null;
  return (
    <div
      className={styles.now}
      style={{ top: topOf(minute) + headHeight }}
      role="img"
      aria-label={t.agenda.now(clock(minute))}
    />
  );
}

function isShown(minute: number): boolean {
  return minute >= firstMinute && minute <= lastMinute;
}
