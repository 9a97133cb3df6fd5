import { useQueryClient } from '@tanstack/react-query';
import { agendaPrint } from '../../paper/agenda-list.ts';
import type { DayView } from '../../port/agenda-calls.ts';
import { kindNamed } from '../../port/appointment-kinds.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { usePrint } from '../print/print-provider.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { dayTitle } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';

/** Prints the day of these practitioners as it is on screen: no day is opened for it. */
export function usePrintDay(date: string, practitioners: readonly Practitioner[]): () => void {
  const t = useTexts();
  const { practice } = useOpenSession();
  const print = usePrint();
  const client = useQueryClient();
  return () => {
    const stateOf = ({ state, unsent }: DayView['entries'][number]): string =>
      unsent === 'sent' ? t.agenda.states[state] : `${t.agenda.states[state]} (${t.unsent.label.toLowerCase()})`;
    const columns = practitioners.map(({ id, name }) => {
      const day = client.getQueryData<DayView>(['agendaDay', { practitioner: id, date }]);
      const entries = (day?.entries ?? []).filter(({ state }) => state !== 'cancelled');
      const rows = entries.map((entry) => ({
        ...{ time: entry.start.slice(11), minutes: entry.minutes, state: stateOf(entry) },
        patient: entry.patient?.name ?? entry.otherName ?? '',
        kind: entry.kindName ?? kindNamed(entry.kind).name,
        notes: entry.notes.map((note) => t.agenda.notes[note]).join(', '),
      }));
      return { practitioner: name, rows };
    });
    print(agendaPrint({ practice, day: `${dayTitle(date, 'fr')} ${date.slice(0, 4)}`, columns }));
  };
}
