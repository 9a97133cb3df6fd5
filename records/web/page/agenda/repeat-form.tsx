import type { AgendaEntry } from '@etanche/records-fhir';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';

type Props = { readonly entry: AgendaEntry; readonly practitioner: string; readonly onDone: () => void };

const intervals = [1, 2, 3, 4, 6, 8, 13, 26] as const;
const counts = [1, 2, 3, 4, 5, 6, 8, 10, 12] as const;

/** Books the same appointment again, at the same time, every some weeks. */
export function RepeatForm({ entry, practitioner, onDone }: Props) {
  const t = useTexts();
  const repeat = useWrite('agendaRepeat');
  const { done } = useKeptForm();
  const [everyWeeks, setWeeks] = useKept<number>('weeks', 1);
  const [times, setTimes] = useKept<number>('times', 4);
  const { start, minutes, kind, notes, patient } = entry;
  return (
    <fieldset className={styles.choices}>
      <legend>{t.planning.repeat}</legend>
      <KeptNote />
      <label>
        {t.planning.every}{' '}
        <select
          value={everyWeeks}
          onChange={({ target: { value } }) => {
            setWeeks(Number(value));
          }}
        >
          {intervals.map((count) => (
            <option key={count} value={count}>
              {t.planning.weeks(count)}
            </option>
          ))}
        </select>
      </label>
      <select
        aria-label={t.planning.repeat}
        value={times}
        onChange={({ target: { value } }) => {
          setTimes(Number(value));
        }}
      >
        {counts.map((count) => (
          <option key={count} value={count}>
            {t.planning.times(count)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button"
        onClick={() => {
          const first = { practitioner, start, minutes, kind, notes, patient };
          repeat.mutate({ first, everyWeeks, times }, { onSuccess: done, ifShown: onDone });
        }}
      >
        <Icon name="repeat" /> {t.planning.repeatButton}
      </button>
      {repeat.error !== null && <FailureNote error={repeat.error} />}
    </fieldset>
  );
}
