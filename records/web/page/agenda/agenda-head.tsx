import { Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { holidayOn } from '../../port/holidays.ts';
import { plusDays } from '../../port/opening-hours.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { saveFile } from '../elements/save-file.ts';
import { useWrite } from '../session/use-call.ts';
import { dayTitle, monthTitle, shortDay } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { mondayOf, monthLater, type AgendaView } from './calendar-days.ts';

type Props = {
  readonly view: AgendaView;
  readonly date: string;
  readonly today: string;
  /** Days that the export contains, if they are open; null where there is nothing to export. */
  /** Prints the day as a list; null where the screen itself is printed. */
  readonly onPaper: (() => void) | null;
  readonly exported: { readonly practitioners: readonly string[]; readonly dates: readonly string[] } | null;
};

export const viewPaths = {
  day: '/agenda/$date',
  week: '/agenda/week/$date',
  month: '/agenda/month/$date',
} as const;

/** Title, steps back and forward, the choice of a view, export and print. */
export function AgendaHead({ view, date, today, exported, onPaper }: Props) {
  const t = useTexts();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const go = (to: string): void => {
    void navigate({ to: viewPaths[view], params: { date: to } });
  };
  const holiday = holidayOn(date);
  const monday = mondayOf(date);
  const steps = {
    day: {
      title: `${dayTitle(date, language)}${holiday === null ? '' : `, ${t.planning.holidays[holiday]}`}`,
      ...{ back: plusDays(date, -1), on: plusDays(date, 1) },
    },
    week: {
      title: t.planning.week(shortDay(monday, language), shortDay(plusDays(monday, 6), language)),
      ...{ back: plusDays(date, -7), on: plusDays(date, 7) },
    },
    month: { title: monthTitle(date, language), back: monthLater(date, -1), on: monthLater(date, 1) },
  }[view];
  const names = {
    day: [t.agenda.previous, t.agenda.next],
    week: [t.planning.previousWeek, t.planning.nextWeek],
    month: [t.planning.previousMonth, t.planning.nextMonth],
  }[view];
  return (
    <div className={styles.head}>
      <h1 id="day">{steps.title}</h1>
      <Step
        name={names[0]}
        icon="chevron-left"
        onGo={() => {
          go(steps.back);
        }}
      />
      <button
        type="button"
        className="button"
        onClick={() => {
          go(today);
        }}
      >
        {t.agenda.today}
      </button>
      <Step
        name={names[1]}
        icon="chevron-right"
        onGo={() => {
          go(steps.on);
        }}
      />
      <span className={styles.gap} />
      <nav className={styles.views} aria-label={t.planning.view}>
        {(['day', 'week', 'month'] as const).map((one) => (
          <Link
            key={one}
            to={viewPaths[one]}
            params={{ date }}
            aria-current={one === view ? 'page' : undefined}
            activeOptions={{ exact: true }}
          >
            {t.planning.views[one]}
          </Link>
        ))}
      </nav>
      {exported !== null && <ExportButton {...exported} />}
      <button
        type="button"
        className="button"
        aria-label={t.agenda.print}
        onClick={() => {
          if (onPaper === null) print();
          else onPaper();
        }}
      >
        <Icon name="printer" />
      </button>
    </div>
  );
}

function Step({
  name,
  icon,
  onGo,
}: {
  readonly name: string | undefined;
  readonly icon: 'chevron-left' | 'chevron-right';
  readonly onGo: () => void;
}) {
  return (
    <button type="button" className="button quiet" aria-label={name} onClick={onGo}>
      <Icon name={icon} />
    </button>
  );
}

function ExportButton({
  practitioners,
  dates,
}: {
  readonly practitioners: readonly string[];
  readonly dates: readonly string[];
}) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const file = useWrite('agendaCalendarFile');
  const save = (hasNames: boolean): void => {
    file.mutate(
      { practitioners, dates, hasNames },
      {
        onSuccess: (text) => {
          saveFile(text, 'text/calendar', t.planning.exportFile);
        },
        ifShown: () => {
          dialog.current?.close();
        },
      },
    );
  };
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={t.planning.export}
        onClick={() => dialog.current?.showModal()}
      >
        <Icon name="download" />
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="export" onClose={file.reset}>
        <div className="dialog-body">
          <h2 id="export">{t.planning.exportTitle}</h2>
          <p>{t.planning.exportLead}</p>
          <button
            type="button"
            className="button primary"
            onClick={() => {
              save(false);
            }}
          >
            {t.planning.exportPlain}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              save(true);
            }}
          >
            {t.planning.exportNames}
          </button>
          <p className="soft">{t.planning.exportWarning}</p>
          {file.error !== null && <FailureNote error={file.error} />}
          <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
            {t.close}
          </button>
        </div>
      </dialog>
    </>
  );
}
