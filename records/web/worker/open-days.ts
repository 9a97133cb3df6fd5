import type { AgendaDay } from '@etanche/records-client';
import type { WorkerSide } from '../port/worker-side.ts';
import type { SessionHost } from './session-host.ts';

type DayOf = { readonly practitioner: string; readonly date: string };

/** The days that the session has open, each once for all tabs. Each follows what other members write. */
export type OpenDays = {
  open(practitioner: string, date: string): Promise<AgendaDay>;
  /** Null for a day that is not open: opening it may cost a unit. */
  find(practitioner: string, date: string): Promise<AgendaDay> | null;
  all(): readonly DayOf[];
};

export function createOpenDays(host: SessionHost, emit: WorkerSide['emit']): OpenDays {
  const days = new Map<string, Promise<AgendaDay>>();
  host.onClose(() => {
    days.clear();
  });
  const follow = (key: string, day: AgendaDay): void => {
    const { practitioner, date } = day;
    host.open().data.live.followDay(day, (change) => {
      // Opened again, it shows why it ended.
      if (change !== 'changed') days.delete(key);
      emit('agenda', { practitioner, date });
    });
  };
  return {
    open(practitioner, date) {
      const key = `${practitioner}/${date}`;
      const known = days.get(key);
      if (known !== undefined) return known;
      const opening = host.open().data.agenda.day(practitioner, date);
      days.set(key, opening);
      opening
        .then((day) => {
          follow(key, day);
        })
        .catch(() => days.delete(key));
      return opening;
    },
    find: (practitioner, date) => days.get(`${practitioner}/${date}`) ?? null,
    all: () =>
      Array.from(days.keys(), (key) => {
        const [practitioner = '', date = ''] = key.split('/');
        return { practitioner, date };
      }),
  };
}
