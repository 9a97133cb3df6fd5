import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Practitioner } from '../../port/session-calls.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { usePracticeSetup } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import { AgendaHead } from './agenda-head.tsx';
import styles from './agenda.module.css';
import { weekOf, type AgendaView } from './calendar-days.ts';
import { DayGrid } from './day-grid.tsx';
import type { ChosenPlace } from './grid-geometry.ts';
import { MonthGrid } from './month-grid.tsx';
import { PhonePanel } from './phone-panel.tsx';
import { SeriesList } from './series-list.tsx';
import { usePrintDay } from './use-print-day.ts';
import { useNow } from './use-now.ts';
import { WaitingRoom } from './waiting-room.tsx';
import { WeekGrid } from './week-grid.tsx';

/** The choice of the week of all practitioners. */
const everyone = 'all';

/** The agenda of a day, a week or a month, the telephone, and the waiting room. */
export function AgendaScreen({ view }: { readonly view: AgendaView }) {
  const t = useTexts();
  usePracticeSetup();
  const { me, practitioners: all } = useOpenSession();
  const [added, setAdded] = useState<readonly string[]>([]);
  const isReception = !all.some(({ id }) => id === me.id);
  const practitioners = all.filter(({ id }) => isReception || id === me.id || added.includes(id));
  const others = all.filter((one) => !practitioners.includes(one));
  const [weekOfId, setWeekOf] = useState<string | null>(null);
  const first = all.find(({ id }) => id === weekOfId) ?? practitioners[0];
  const ofWeek = weekOfId === everyone ? all : first === undefined ? [] : [first];
  const now = useNow();
  const { date = now.slice(0, 10) } = useParams({ strict: false });
  const onPaper = usePrintDay(date, practitioners);
  const shown = `${view}/${date}`;
  const [chosen, setChosen] = useState<{ readonly on: string; readonly place: ChosenPlace } | null>(null);
  const place = chosen?.on === shown ? chosen.place : null;
  const choose = (to: ChosenPlace | null): void => {
    setChosen(to === null ? null : { on: shown, place: to });
  };
  return (
    <div className={styles.screen}>
      <section className={styles.main} aria-labelledby="day">
        <AgendaHead
          {...{ view, date, today: now.slice(0, 10) }}
          onPaper={view === 'day' ? onPaper : null}
          exported={
            view === 'month'
              ? null
              : {
                  practitioners: (view === 'day' ? practitioners : ofWeek).map(({ id }) => id),
                  dates: view === 'day' ? [date] : weekOf(date),
                }
          }
        />
        {view === 'week' && first !== undefined && (
          <WeekOf practitioners={all} chosen={weekOfId === everyone ? everyone : first.id} onChoose={setWeekOf} />
        )}
        {view === 'day' && others.length > 0 && (
          <p className={styles.others}>
            {t.agenda.alsoShow}
            {others.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                className="link"
                onClick={() => {
                  setAdded([...added, id]);
                }}
              >
                {name}
              </button>
            ))}
          </p>
        )}
        {view === 'day' && <DayGrid {...{ date, now, practitioners, chosen: place, onChoose: choose }} />}
        {view === 'week' && ofWeek.length > 0 && (
          <WeekGrid key={weekOfId} {...{ date, now, practitioners: ofWeek, chosen: place, onChoose: choose }} />
        )}
        {view === 'month' && <MonthGrid {...{ date, today: now.slice(0, 10), practitioners: all }} />}
        {view !== 'month' && (
          <p className={styles.keys}>
            {t.agenda.stateKeys} · {t.planning.moveKeys}
          </p>
        )}
      </section>
      <aside className={styles.side}>
        <PhonePanel {...{ date, now, practitioners, place, onPlace: choose }} />
        <SeriesList />
        <WaitingRoom date={now.slice(0, 10)} now={now} practitioners={practitioners} />
      </aside>
    </div>
  );
}

function WeekOf({
  practitioners,
  chosen,
  onChoose,
}: {
  readonly practitioners: readonly Practitioner[];
  /** An id, or `everyone`. */
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  const t = useTexts();
  return (
    <p className={styles.others}>
      <label>
        {t.planning.practitioner}{' '}
        <select
          value={chosen}
          onChange={({ target: { value } }) => {
            onChoose(value);
          }}
        >
          {practitioners.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {practitioners.length > 1 && <option value={everyone}>{t.planning.everyone}</option>}
        </select>
      </label>
    </p>
  );
}
