import type { EntryName } from '../../port/agenda-calls.ts';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

export type Placed = { readonly practitioner: string; readonly start: string; readonly minutes: number };

/** Moves an entry or changes its length; a toast can take it back. */
export function useMoveEntry() {
  const t = useTexts();
  const toast = useToast();
  const move = useWrite('agendaMove');
  return {
    error: move.error,
    move(name: string, entry: EntryName, before: Placed, to: Placed): void {
      const isLength = before.start === to.start && before.practitioner === to.practitioner;
      const text = isLength ? t.planning.resized(name, to.minutes) : t.agenda.moved(name, to.start.slice(11));
      move.mutate(
        { ...entry, to },
        {
          onSuccess: ({ isSent }) => {
            toast(isSent ? text : t.unsent.toast(text), () => {
              const moved = { practitioner: to.practitioner, date: to.start.slice(0, 10), entry: entry.entry };
              move.mutate({ ...moved, to: before });
            });
          },
        },
      );
    },
  };
}
