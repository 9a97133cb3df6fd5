import { Link } from '@tanstack/react-router';
import { holidayOn } from '../../port/holidays.ts';
import { isOpenOn } from '../../port/opening-hours.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { initials } from '../elements/initials.ts';
import { useRead } from '../session/use-call.ts';
import { dayTitle } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { weeksOfMonth } from './calendar-days.ts';
import styles from './month-grid.module.css';

type Props = { readonly date: string; readonly today: string; readonly practitioners: readonly Practitioner[] };

/** A month with the load of each day. No day is opened for it. */
export function MonthGrid({ date, today, practitioners }: Props) {
  const t = useTexts();
  const { language } = useLanguage();
  const weeks = weeksOfMonth(date);
  const { data: loads, error } = useRead(
    'agendaLoads',
    {
      from: weeks[0]?.[0] ?? date,
      to: weeks.at(-1)?.at(-1) ?? date,
    },
    false,
  );
  const loadOf = (practitioner: string, day: string): number =>
    loads?.find((one) => one.practitioner === practitioner && one.date === day)?.entries ?? 0;
  const fullest = Math.max(20, ...(loads ?? []).map(({ entries }) => entries));
  return (
    <div className={styles.month}>
      {error !== null && <FailureNote error={error} />}
      <table>
        <thead>
          <tr>
            {t.planning.weekdays.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const holiday = holidayOn(day);
                const isOpen = isOpenOn(day);
                const shown = practitioners.filter(({ id }) => loadOf(id, day) > 0);
                return (
                  <td key={day} data-other={day.slice(0, 7) !== date.slice(0, 7)} data-open={isOpen}>
                    <Link to="/agenda/$date" params={{ date: day }} aria-current={day === today ? 'date' : undefined}>
                      <span className="visually-hidden">{dayTitle(day, language)}</span>
                      <span className={styles.number} aria-hidden="true">
                        {Number(day.slice(8))}
                      </span>
                      {holiday !== null && <span className={styles.holiday}>{t.planning.holidays[holiday]}</span>}
                      {shown.map(({ id, name, place }) => (
                        <span key={id} className={styles.load} data-colour={place % 5}>
                          <span className="visually-hidden">{t.labelled(name, t.planning.load(loadOf(id, day)))}</span>
                          <span aria-hidden="true">{initials(name)}</span>
                          <span className={styles.bar} aria-hidden="true">
                            <span style={{ width: `${Math.round((loadOf(id, day) / fullest) * 100)}%` }} />
                          </span>
                          <span aria-hidden="true">{loadOf(id, day)}</span>
                        </span>
                      ))}
                    </Link>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">{t.planning.whyClosed}</p>
    </div>
  );
}
