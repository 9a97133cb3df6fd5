import { useState, type DragEvent } from 'react';
import { freeRanges } from '../../worker/free-places.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { clock, minutesOfDay } from '../../port/opening-hours.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { initials } from '../elements/initials.ts';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { EntryCard } from './entry-card.tsx';
import {
  closedRanges,
  firstMinute,
  lanesOf,
  lastMinute,
  minuteAt,
  pixelsOf,
  topOf,
  type ChosenPlace,
} from './grid-geometry.ts';
import { useMoveEntry } from './use-move-entry.ts';

type Props = {
  readonly date: string;
  readonly now: string;
  readonly practitioner: Practitioner;
  /** Replaces the practitioner's name, where the columns are the days of one practitioner. */
  readonly title?: string;
  /** Name of the column where the title says too little. */
  readonly label?: string;
  readonly isOpen: boolean;
  readonly chosen: ChosenPlace | null;
  readonly onChoose: (place: ChosenPlace) => void;
};

/** Shortest gap that is shown as a free place. */
const shortestGap = 15;
const dragType = 'application/x-etanche-entry';

/** The day of one practitioner. Entries can be dropped here from any column. */
export function DayColumn({ date, now, practitioner, title, label, isOpen, chosen, onChoose }: Props) {
  const t = useTexts();
  const moving = useMoveEntry();
  const { data: day, error, refetch } = useRead('agendaDay', { practitioner: practitioner.id, date });
  const [target, setTarget] = useState<number | null>(null);
  const entries = (day?.entries ?? []).filter(({ state }) => state !== 'cancelled');
  const placed = entries
    .map((entry) => ({ entry, from: minutesOfDay(entry.start), to: minutesOfDay(entry.start) + entry.minutes }))
    .toSorted((one, other) => one.from - other.from);
  const appointments = entries.filter(({ blocked }) => blocked === null).length;
  const lanes = lanesOf(placed);
  const earliest = now.startsWith(date) ? minutesOfDay(now) : now > date ? lastMinute : 0;
  const free = day === undefined || !isOpen ? [] : freeRanges(entries, date, earliest);
  const places = free.filter(({ from, to }) => to - from >= shortestGap);
  const minuteOf = (event: DragEvent<HTMLElement>): number =>
    minuteAt(event.clientY - event.currentTarget.getBoundingClientRect().top);
  const drop = (event: DragEvent<HTMLElement>): void => {
    event.preventDefault();
    setTarget(null);
    const dragged = JSON.parse(event.dataTransfer.getData(dragType)) as {
      practitioner: string;
      date: string;
      entry: string;
      minutes: number;
      start: string;
      name: string;
    };
    const { name, minutes, start, ...from } = dragged;
    const to = { practitioner: practitioner.id, start: `${date}T${clock(minuteOf(event))}`, minutes };
    moving.move(name, from, { practitioner: from.practitioner, start, minutes }, to);
  };
  return (
    <section className={styles.column} aria-label={label ?? title ?? practitioner.name}>
      <header className={styles.columnHead}>
        {title === undefined && (
          <span className={styles.avatar} data-colour={practitioner.place % 5}>
            {initials(practitioner.name)}
          </span>
        )}
        <div>
          <h2>{title ?? practitioner.name}</h2>
          {day !== undefined && (
            <p>{title === undefined ? t.agenda.count(appointments, places.length) : t.planning.load(appointments)}</p>
          )}
        </div>
      </header>
      <div
        className={styles.slots}
        style={{ height: pixelsOf(lastMinute - firstMinute) }}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(dragType)) return;
          event.preventDefault();
          setTarget(minuteOf(event));
        }}
        onDragLeave={() => {
          setTarget(null);
        }}
        onDrop={drop}
      >
        {closedRanges(date, isOpen).map(({ from, to, isPause }) => (
          <div key={from} className={styles.closed} style={{ top: topOf(from), height: pixelsOf(to - from) }}>
            {isPause ? <span>{t.agenda.pause}</span> : !isOpen ? <span>{t.agenda.closed}</span> : null}
          </div>
        ))}
        <div className={styles.failures}>
          {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
          {moving.error !== null && <FailureNote error={moving.error} />}
        </div>
        {day === undefined && error === null && <Loading bars={6} />}
        {places.map(({ from: start, to }) => {
          const isChosen = chosen?.practitioner === practitioner.id && chosen.start === `${date}T${clock(start)}`;
          return (
            <button
              key={start}
              type="button"
              className={styles.free}
              aria-pressed={isChosen}
              style={{ top: topOf(start), height: pixelsOf(to - start) - 2 }}
              onClick={() => {
                onChoose({ practitioner: practitioner.id, start: `${date}T${clock(start)}`, minutes: to - start });
              }}
            >
              <Icon name="plus" size={14} /> {t.agenda.free(clock(start), to - start)}
            </button>
          );
        })}
        {target !== null && (
          <div className={styles.target} style={{ top: topOf(target) }}>
            {clock(target)}
          </div>
        )}
        {placed.map((one) => {
          const { lane, lanes: count } = lanes.get(one) ?? { lane: 0, lanes: 1 };
          return (
            <EntryCard
              key={one.entry.id}
              entry={one.entry}
              practitioner={practitioner.id}
              date={date}
              now={now}
              dragType={dragType}
              style={{
                top: topOf(one.from) + 1,
                height: pixelsOf(one.to - one.from) - 2,
                left: `calc(${(lane * 100) / count}% + 5px)`,
                width: `calc(${100 / count}% - 10px)`,
              }}
            />
          );
        })}
      </div>
    </section>
  );
}
