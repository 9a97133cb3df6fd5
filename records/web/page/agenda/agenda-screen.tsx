import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { plusDays } from '../../port/opening-hours.ts';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import { Icon } from '../elements/icon.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { dayTitle } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { DayGrid } from './day-grid.tsx';
import type { ChosenPlace } from './grid-geometry.ts';
import { PhonePanel } from './phone-panel.tsx';
import { useNow } from './use-now.ts';
import { WaitingRoom } from './waiting-room.tsx';

/** The day of the practice: practitioners side by side, the telephone, and the waiting room. */
export function AgendaScreen() {
  const t = useTexts();
  const { language } = useLanguage();
  const { me, practitioners: all } = useOpenSession();
  const [added, setAdded] = useState<readonly string[]>([]);
  const isReception = !all.some(({ id }) => id === me.id);
  const practitioners = all.filter(({ id }) => isReception || id === me.id || added.includes(id));
  const others = all.filter((one) => !practitioners.includes(one));
  const navigate = useNavigate();
  const now = useNow(practiceTimeZone());
  const { date = now.slice(0, 10) } = useParams({ strict: false });
  const [place, setPlace] = useState<ChosenPlace | null>(null);
  const go = (to: string): void => {
    setPlace(null);
    void navigate({ to: '/agenda/$date', params: { date: to } });
  };
  return (
    <div className={styles.screen}>
      <section className={styles.main} aria-labelledby="day">
        <div className={styles.head}>
          <h1 id="day">{dayTitle(date, language)}</h1>
          <button
            type="button"
            className="button quiet"
            aria-label={t.agenda.previous}
            onClick={() => {
              go(plusDays(date, -1));
            }}
          >
            <Icon name="chevron-left" />
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              go(now.slice(0, 10));
            }}
          >
            {t.agenda.today}
          </button>
          <button
            type="button"
            className="button quiet"
            aria-label={t.agenda.next}
            onClick={() => {
              go(plusDays(date, 1));
            }}
          >
            <Icon name="chevron-right" />
          </button>
          <span className={styles.keys}>{t.agenda.stateKeys}</span>
          <button
            type="button"
            className="button"
            aria-label={t.agenda.print}
            onClick={() => {
              print();
            }}
          >
            <Icon name="printer" />
          </button>
        </div>
        {others.length > 0 && (
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
        <DayGrid date={date} now={now} practitioners={practitioners} chosen={place} onChoose={setPlace} />
      </section>
      <aside className={styles.side}>
        <PhonePanel date={date} now={now} practitioners={practitioners} place={place} onPlace={setPlace} />
        <WaitingRoom date={now.slice(0, 10)} now={now} practitioners={practitioners} />
      </aside>
    </div>
  );
}
