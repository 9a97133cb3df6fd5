import { holidayOn } from '../../port/holidays.ts';
import { isOpenOn, minutesOfDay, weekdayOf } from '../../port/opening-hours.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useRead } from '../session/use-call.ts';
import { usePracticeSetup } from '../session/use-settings.ts';
import { weekdayTitle } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { weekOf } from './calendar-days.ts';
import { ClosedDay } from './closed-day.tsx';
import { DayColumn } from './day-column.tsx';
import type { ChosenPlace } from './grid-geometry.ts';
import { HoursColumn, NowLine } from './hours-column.tsx';
import { useOpenDays } from './use-open-days.ts';
import { walkEntries } from './walk-entries.ts';

type Props = {
  readonly date: string;
  readonly now: string;
  readonly practitioners: readonly Practitioner[];
  readonly chosen: ChosenPlace | null;
  readonly onChoose: (place: ChosenPlace) => void;
};

/**
 * The week of one practitioner, or of several one below the other. A day that is open or empty is shown in full; the
 * others show how many appointments they have, because each day that is opened counts.
 */
export function WeekGrid({ date, now, practitioners, chosen, onChoose }: Props) {
  const t = useTexts();
  const { language } = useLanguage();
  const { weekdays } = usePracticeSetup().hours;
  const days = weekOf(date).filter((day) => weekdays.some((one) => one.day === weekdayOf(day)));
  const range = { from: days[0] ?? date, to: days.at(-1) ?? date };
  const { data: loads, error } = useRead('agendaLoads', range, false);
  const openDays = useOpenDays();
  const isThisWeek = days.includes(now.slice(0, 10));
  const areMany = practitioners.length > 1;
  return (
    <div className={styles.scroller}>
      {error !== null && <FailureNote error={error} />}
      {practitioners.map((practitioner) => (
        <div key={practitioner.id} className={areMany ? styles.weekOf : undefined}>
          {areMany && <h2 className={styles.weekName}>{practitioner.name}</h2>}
          <div
            className={styles.grid}
            onKeyDown={walkEntries}
            style={{ '--columns': days.length, '--narrowest': '122px' } as React.CSSProperties}
          >
            <HoursColumn now={isThisWeek ? minutesOfDay(now) : null} />
            {days.map((day) => {
              const holiday = holidayOn(day);
              const entries =
                loads?.find((one) => one.practitioner === practitioner.id && one.date === day)?.entries ?? 0;
              const title = `${weekdayTitle(day, language)}${holiday === null ? '' : `, ${t.planning.holidays[holiday]}`}`;
              const label = areMany ? t.labelled(practitioner.name, title) : title;
              const isShown = loads !== undefined && (entries === 0 || openDays.isOpen(practitioner.id, day));
              return isShown ? (
                <DayColumn
                  key={day}
                  {...{ date: day, now, practitioner, title, label, chosen, onChoose }}
                  isOpen={isOpenOn(day)}
                />
              ) : (
                <ClosedDay
                  key={day}
                  {...{ title, label, entries }}
                  isKnown={loads !== undefined}
                  onOpen={() => {
                    openDays.open(practitioner.id, day);
                  }}
                />
              );
            })}
            {isThisWeek && <NowLine minute={minutesOfDay(now)} />}
          </div>
        </div>
      ))}
      <p className={styles.why}>{t.planning.whyClosed}</p>
    </div>
  );
}
