import { blockReasons } from '@etanche/records-fhir';
import { useState } from 'react';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import type { ChosenPlace } from './grid-geometry.ts';
import styles from './phone-panel.module.css';

const lengths = [15, 30, 60, 120, 240];

/** Blocks the chosen place: a length, and one reason of the list. */
export function BlockForm({ place, onDone }: { readonly place: ChosenPlace; readonly onDone: () => void }) {
  const t = useTexts();
  const toast = useToast();
  const block = useWrite('agendaBlock');
  const cancel = useWrite('agendaSetState');
  const whole = place.minutes ?? 30;
  const [minutes, setMinutes] = useState(whole);
  const time = place.start.slice(11);
  return (
    <section className={styles.block} aria-labelledby="block">
      <h3 id="block">
        <Icon name="ban" size={16} /> {t.planning.blockTitle(time)}
      </h3>
      <label>
        {t.planning.blockMinutes}{' '}
        <select
          value={minutes}
          onChange={({ target: { value } }) => {
            setMinutes(Number(value));
          }}
        >
          {[...new Set([whole, ...lengths])]
            .toSorted((one, other) => one - other)
            .map((one) => (
              <option key={one} value={one}>
                {t.phone.minutes(one)}
              </option>
            ))}
        </select>
      </label>
      <div className={styles.reasons}>
        {blockReasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className="button"
            onClick={() => {
              block.mutate(
                { practitioner: place.practitioner, start: place.start, minutes, reason },
                {
                  onSuccess: ({ entry, isSent }) => {
                    const text = t.planning.blockedToast(t.planning.blocked[reason], time);
                    toast(isSent ? text : t.unsent.toast(text), () => {
                      const at = { practitioner: place.practitioner, date: place.start.slice(0, 10), entry };
                      cancel.mutate({ ...at, state: 'cancelled', reason: null });
                    });
                  },
                  ifShown: onDone,
                },
              );
            }}
          >
            {t.planning.blocked[reason]}
          </button>
        ))}
      </div>
      {block.error !== null && <FailureNote error={block.error} />}
    </section>
  );
}
