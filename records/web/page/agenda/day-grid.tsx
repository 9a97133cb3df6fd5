import type { Practitioner } from '../../port/session-calls.ts';
import { isOpenOn, minutesOfDay } from '../../port/opening-hours.ts';
import styles from './agenda.module.css';
import { DayColumn } from './day-column.tsx';
import type { ChosenPlace } from './grid-geometry.ts';
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
  return (
    <div className={styles.scroller}>
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
