import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { AgendaEntry, AppointmentState } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { PresenceButton } from './presence-button.tsx';
import { RepeatForm } from './repeat-form.tsx';

type Props = {
  readonly entry: AgendaEntry;
  readonly practitioner: string;
  readonly date: string;
  readonly name: string;
  /** The reason of a cancellation is one of the proposed words. */
  readonly onState: (state: AppointmentState, reason?: string) => void;
  readonly onClose: () => void;
};

const states: readonly AppointmentState[] = ['planned', 'confirmed', 'arrived', 'in_consultation', 'seen', 'absent'];

/** Everything that can be done with an appointment, in a dialog that Escape leaves. */
export function EntryMenu({ entry, practitioner, date, name, onState, onClose }: Props) {
  const t = useTexts();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const { patient } = entry;
  const set = (state: AppointmentState, reason?: string): void => {
    onState(state, reason);
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={name}
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <div className="dialog-body">
        <h2>
          {entry.start.slice(11)} {name}
        </h2>
        {patient !== null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              void navigate({ to: '/patients/$scope', params: { scope: patient.scope } });
            }}
          >
            <Icon name="file-text" /> {t.agenda.openFile}
          </button>
        )}
        {entry.blocked === null && name !== '' && <PresenceButton entry={entry} date={date} name={name} />}
        {entry.blocked !== null && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              set('cancelled');
            }}
          >
            {t.planning.unblock}
          </button>
        )}
        {entry.blocked === null && (
          <fieldset className={styles.choices}>
            <legend>{t.agenda.changeState}</legend>
            {states.map((state) => (
              <button
                key={state}
                type="button"
                className="button"
                aria-pressed={state === entry.state}
                onClick={() => {
                  set(state);
                }}
              >
                {t.agenda.states[state]}
              </button>
            ))}
          </fieldset>
        )}
        {entry.blocked === null && <RepeatForm {...{ entry, practitioner }} onDone={() => dialog.current?.close()} />}
        {entry.blocked === null && (
          <fieldset className={styles.choices}>
            <legend>{t.agenda.cancel}</legend>
            {t.agenda.cancelReasons.map((reason) => (
              <button
                key={reason}
                type="button"
                className="button"
                onClick={() => {
                  set('cancelled', reason);
                }}
              >
                {reason}
              </button>
            ))}
          </fieldset>
        )}
        <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
          {t.close}
        </button>
      </div>
    </dialog>
  );
}
