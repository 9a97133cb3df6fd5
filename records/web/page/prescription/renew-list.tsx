import { useId, useState } from 'react';
import type { RenewableLine } from '../../port/prescription-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { AlertNotes } from './alert-notes.tsx';
import { RenewTerm } from './renew-term.tsx';
import { ofLine, ofTreatment, stopsOf } from './line-alerts.ts';
import styles from './prescription.module.css';
import { StopDialog } from './stop-dialog.tsx';

type Props = {
  readonly scope: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** The duration that replaces the earlier one, by the id of its line. */
  readonly days: Readonly<Record<string, number>>;
  readonly onDays: (id: string, days: number) => void;
  /** Prescribes a line that cannot be renewed again by hand. */
  readonly onRetype: (label: string) => void;
};

/**
 * The standing treatment: all of it is renewed with one press, or each line alone. The lines that something stops wait
 * for the doctor's decision; the others are chosen at once.
 */
export function RenewList({ scope, chosen, onChange, days, onDays, onRetype }: Props) {
  const t = useTexts();
  const id = useId();
  const { data: lines, error, refetch } = useRead('treatmentLines', { scope });
  const [stopped, setStopped] = useState<readonly RenewableLine[]>([]);
  const choose = (added: readonly RenewableLine[]): void => {
    const wanted = added.filter((line) => line.refusal === null && !chosen.includes(line.id));
    const safe = wanted.filter(({ alerts }) => stopsOf(alerts).length === 0);
    if (safe.length > 0) onChange([...chosen, ...safe.map((line) => line.id)]);
    setStopped(wanted.filter((line) => !safe.includes(line)));
  };
  const renewable = (lines ?? []).filter(({ refusal }) => refusal === null);
  const areAllChosen = renewable.length > 0 && renewable.every((line) => chosen.includes(line.id));
  return (
    <section className={styles.renew} aria-labelledby="renew">
      <div className={styles.head}>
        <h3 id="renew">{t.patient.treatment}</h3>
        {renewable.length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => {
              if (areAllChosen) onChange([]);
              else choose(renewable);
            }}
          >
            <Icon name="repeat" /> {areAllChosen ? t.prescription.renewNone : t.prescription.renewAll}
          </button>
        )}
      </div>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {lines?.length === 0 && <p className="soft">{t.patient.noTreatment}</p>}
      <ul className="rows">
        {lines?.map((line) => (
          <li key={line.id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(line.id)}
                disabled={line.refusal !== null}
                {...(ofLine(line.alerts).length > 0 && { 'aria-describedby': `${id}${line.id}` })}
                onChange={({ target }) => {
                  if (target.checked) choose([line]);
                  else onChange(chosen.filter((one) => one !== line.id));
                }}
              />{' '}
              <strong>{line.label}</strong>
              <small>{line.dose}</small>
            </label>
            <RenewTerm
              line={line}
              days={days[line.id] ?? line.days}
              onDays={(value) => {
                onDays(line.id, value);
              }}
              onRetype={onRetype}
            />
            <AlertNotes id={`${id}${line.id}`} alerts={ofLine(line.alerts)} />
          </li>
        ))}
      </ul>
      {lines !== undefined && <AlertNotes alerts={ofTreatment(lines)} />}
      {stopped.length > 0 && (
        <StopDialog
          alerts={stopped.flatMap(({ label, alerts }) =>
            stopsOf(alerts).map((alert) => ({ ...alert, text: t.labelled(label, alert.text) })),
          )}
          onLeave={() => {
            setStopped([]);
          }}
          onConfirm={() => {
            onChange([...chosen, ...stopped.map((line) => line.id)]);
            setStopped([]);
          }}
        />
      )}
    </section>
  );
}
