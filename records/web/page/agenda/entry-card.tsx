import { useNavigate } from '@tanstack/react-router';
import { useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { AppointmentState } from '@etanche/records-fhir';
import type { ShownEntry } from '../../port/agenda-calls.ts';
import { appointmentKinds, kindNamed } from '../../port/appointment-kinds.ts';
import { clock, minutesOfDay, stepMinutes } from '../../port/opening-hours.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon, type IconName } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './agenda.module.css';
import { EntryMenu } from './entry-menu.tsx';
import { pixelsOf } from './grid-geometry.ts';
import { ResizeHandle } from './resize-handle.tsx';
import { useMoveEntry } from './use-move-entry.ts';
import { minutesWaited } from './waiting-room.tsx';

type Props = {
  readonly entry: ShownEntry;
  readonly practitioner: string;
  readonly date: string;
  readonly now: string;
  readonly dragType: string;
  readonly style: CSSProperties;
};

export const stateIcons: Readonly<Record<AppointmentState, IconName | null>> = {
  planned: null,
  confirmed: 'check',
  arrived: 'door-enter',
  in_consultation: 'stethoscope',
  seen: 'circle-check',
  absent: 'user-off',
  cancelled: 'ban',
};

/** One key sets a state, as the line above the agenda says. */
const stateKeys: Readonly<Record<string, AppointmentState>> = {
  a: 'arrived',
  c: 'in_consultation',
  v: 'seen',
  k: 'confirmed',
  x: 'absent',
};

/** An appointment: Enter opens its file, one letter changes its state, M or a right click opens its menu. */
export function EntryCard({ entry, practitioner, date, now, dragType, style }: Props) {
  const t = useTexts();
  const toast = useToast();
  const navigate = useNavigate();
  const setState = useWrite('agendaSetState');
  const moving = useMoveEntry();
  const [begun] = useKeptItems('appointment');
  const [isMenu, setMenu] = useState(begun === entry.id);
  const [length, setLength] = useState<number | null>(null);
  const { blocked } = entry;
  const name =
    blocked === null ? (entry.patient?.name ?? entry.otherName ?? t.agenda.reserved) : t.planning.blocked[blocked];
  const place = { practitioner, start: entry.start, minutes: entry.minutes };
  const moveTo = (to: Partial<typeof place>): void => {
    moving.move(name, { practitioner, date, entry: entry.id }, place, { ...place, ...to });
  };
  const waited = entry.state === 'arrived' ? minutesWaited(entry, now) : null;
  const icon = stateIcons[entry.state];
  const open = (): void => {
    if (entry.patient !== null) void navigate({ to: '/patients/$scope', params: { scope: entry.patient.scope } });
    else setMenu(true);
  };
  const change = (state: AppointmentState, reason: string | null = null): void => {
    const before = entry.state;
    const target = { practitioner, date, entry: entry.id };
    setState.mutate(
      { ...target, state, reason },
      {
        onSuccess: ({ isSent }) => {
          const text = blocked === null ? t.agenda.stateSet(name, state) : t.planning.unblocked(entry.start.slice(11));
          toast(isSent ? text : t.unsent.toast(text), () => {
            setState.mutate({ ...target, state: before, reason: null });
          });
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const state = stateKeys[event.key.toLowerCase()];
    const step = event.key === 'ArrowDown' ? stepMinutes : event.key === 'ArrowUp' ? -stepMinutes : 0;
    if (event.altKey && step !== 0) {
      event.preventDefault();
      const minute = minutesOfDay(entry.start) + step;
      if (event.shiftKey) moveTo({ minutes: Math.max(stepMinutes, entry.minutes + step) });
      else moveTo({ start: `${date}T${clock(minute)}` });
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (state !== undefined && blocked === null) change(state);
    else if (event.key.toLowerCase() === 'm' || event.key === 'ContextMenu') setMenu(true);
    else return;
    event.preventDefault();
  };
  const kind = kindNamed(entry.kind);
  const details = [
    ...(kind === appointmentKinds()[0] ? [] : [entry.kindName ?? kind.name]),
    ...entry.notes.map((note) => t.agenda.notes[note]),
  ];
  return (
    <div
      className={styles.entry}
      style={length === null ? style : { ...style, height: pixelsOf(length) - 2 }}
      data-state={entry.state}
      data-kind={kind.colour}
      data-blocked={blocked !== null}
      data-unsent={entry.unsent}
    >
      <button
        type="button"
        className={styles.entryButton}
        data-entry=""
        draggable
        onDragStart={({ dataTransfer }) => {
          const { id, minutes, start } = entry;
          dataTransfer.setData(dragType, JSON.stringify({ practitioner, date, entry: id, minutes, start, name }));
          dataTransfer.effectAllowed = 'move';
        }}
        onClick={open}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenu(true);
        }}
      >
        <span className={styles.time}>{entry.start.slice(11)}</span>
        <span className={styles.name}>{name}</span>
        {entry.unsent !== 'sent' && (
          <span className={styles.unsent}>
            <Icon name={entry.unsent === 'waits' ? 'wifi-off' : 'alert-triangle'} size={14} />
            <span className="visually-hidden">{t.unsent.states[entry.unsent]}</span>
          </span>
        )}
        {entry.state !== 'planned' && (
          <span className={styles.state} title={t.agenda.states[entry.state]}>
            {icon !== null && <Icon name={icon} size={16} />}
            <span className={styles.stateText}>
              {waited === null ? t.agenda.states[entry.state] : t.agenda.waited(waited)}
            </span>
            {waited !== null && <span className="visually-hidden">{t.agenda.states.arrived}</span>}
          </span>
        )}
        {details.length > 0 && entry.minutes >= 30 && <span className={styles.details}>{details.join(' · ')}</span>}
      </button>
      <ResizeHandle
        minutes={entry.minutes}
        label={t.planning.resize}
        onResizing={setLength}
        onResize={(minutes) => {
          moveTo({ minutes });
        }}
      />
      {setState.error !== null && <FailureNote error={setState.error} />}
      {moving.error !== null && <FailureNote error={moving.error} />}
      {isMenu && (
        <KeptForm form="appointment" item={entry.id}>
          {(done) => (
            <EntryMenu
              {...{ entry, practitioner, date, name, onState: change }}
              onClose={() => {
                done();
                setMenu(false);
              }}
            />
          )}
        </KeptForm>
      )}
    </div>
  );
}
