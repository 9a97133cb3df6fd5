import type { AgendaEntry } from '@etanche/records-fhir';
import { useQueries } from '@tanstack/react-query';
import type { Practitioner } from '../../port/session-calls.ts';
import { minutesOfDay } from '../../port/opening-hours.ts';
import { Icon } from '../elements/icon.tsx';
import { useSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';

type Props = { readonly date: string; readonly now: string; readonly practitioners: readonly Practitioner[] };

/** A wait from this many minutes on is marked. */
const longWait = 15;

/** Patients who have arrived, the one who waits longest first. */
export function WaitingRoom({ date, now, practitioners }: Props) {
  const t = useTexts();
  const { port } = useSession();
  const days = useQueries({
    queries: practitioners.map(({ id }) => ({
      queryKey: ['agendaDay', { practitioner: id, date }],
      queryFn: () => port.call('agendaDay', { practitioner: id, date }),
    })),
  });
  const waiting = days
    .flatMap(({ data }, i) => (data?.entries ?? []).map((entry) => ({ entry, practitioner: practitioners[i] })))
    .filter(({ entry }) => entry.state === 'arrived')
    .map((one) => ({ ...one, minutes: minutesWaited(one.entry, now) }))
    .toSorted((one, other) => other.minutes - one.minutes);
  return (
    <section className={styles.waiting} aria-labelledby="waiting">
      <h2 id="waiting">
        {t.agenda.waiting} <span className="count">{waiting.length}</span>
      </h2>
      {waiting.length === 0 && <p className="soft">{t.agenda.nobodyWaits}</p>}
      <ul>
        {waiting.map(({ entry, practitioner, minutes }) => (
          <li key={entry.id}>
            <strong>{entry.patient?.name ?? entry.otherName}</strong>
            <span className={styles.wait} data-long={minutes >= longWait}>
              {minutes >= longWait && <Icon name="hourglass" size={16} />}
              {t.agenda.waited(minutes)}
            </span>
            <span className="soft">
              {practitioner?.name} · {entry.start.slice(11)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Minutes since the arrival; since the appointed time if another program marked the arrival. */
export function minutesWaited(entry: AgendaEntry, now: string): number {
  if (entry.arrivedAt !== null) return Math.max(0, Math.floor((Date.now() - entry.arrivedAt) / 60_000));
  return Math.max(0, minutesOfDay(now) - minutesOfDay(entry.start));
}
