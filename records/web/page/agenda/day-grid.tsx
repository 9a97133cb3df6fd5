import { useEffect, useRef } from 'react';
import type { Practitioner } from '../../port/session-calls.ts';
import { isOpenOn, minutesOfDay } from '../../port/opening-hours.ts';
import styles from './agenda.module.css';
import { DayColumn } from './day-column.tsx';
import { topOf, type ChosenPlace } from './grid-geometry.ts';
import { HoursColumn, NowLine } from './hours-column.tsx';
import { walkEntries } from './walk-entries.ts';

type Props = {
  readonly date: string;
  readonly now: string;
  readonly practitioners: readonly Practitioner[];
  readonly chosen: ChosenPlace | null;
  readonly onChoose: (place: ChosenPlace) => void;
};

/** The columns of a day, with the hours at their left and the present time across. */
export function DayGrid({ date, now, practitioners, chosen, onChoose }: Props) {
  const isToday = now.startsWith(date);
  const minute = minutesOfDay(now);
  const isOpen = isOpenOn(date);
  const scroller = useRef<HTMLDivElement>(null);
  const first = useRef({ isToday, minute });
  useEffect(() => {
    const { isToday: isNow, minute: at } = first.current;
    const element = scroller.current;
    // The day opens at the present time, with what has just been above it.
    if (isNow && element !== null) element.scrollTop = topOf(at) - element.clientHeight / 3;
  }, []);
  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        className={styles.grid}
        onKeyDown={walkEntries}
        style={{ '--columns': practitioners.length } as React.CSSProperties}
      >
        <HoursColumn now={isToday ? minute : null} />
        {practitioners.map((practitioner) => (
          <DayColumn key={practitioner.id} {...{ date, now, practitioner, isOpen, chosen, onChoose }} />
        ))}
        {isToday && <NowLine minute={minute} />}
      </div>
    </div>
  );
}
