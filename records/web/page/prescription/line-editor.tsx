import { useId, useState } from 'react';
import type { LineDraft, LineView, MedicineHit } from '../../port/prescription-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useKept } from '../forms/kept-form.tsx';
import { Icon } from '../elements/icon.tsx';
import { useRead } from '../session/use-call.ts';
import { number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { plainDraft } from './plain-draft.ts';
import styles from './prescription.module.css';
import { StopDialog } from './stop-dialog.tsx';

type Props = {
  readonly scope: string;
  readonly hit: MedicineHit;
  readonly others: readonly LineDraft[];
  /** The line as it is, for one that is changed. */
  readonly first?: LineDraft;
  readonly onKeep: (draft: LineDraft, view: LineView) => void;
  readonly onCancel: () => void;
};

const mostRenewals = 12;

/** The dose of one medicine as typed, how it is read, and what the file and the rules say about it. */
export function LineEditor({ scope, hit, others, first, onKeep, onCancel }: Props) {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  const [typed, setTyped] = useKept(`${hit.key} typed`, first?.typed ?? '');
  const [renewals, setRenewals] = useKept(`${hit.key} renewals`, first?.renewals ?? 0);
  const [isContinuous, setContinuous] = useKept(`${hit.key} continuous`, first?.isContinuous ?? false);
  const [isAld, setAld] = useKept(`${hit.key} ald`, first?.isAld ?? false);
  const [isConfirmed, setConfirmed] = useState(false);
  const [isWarned, setWarned] = useState(false);
  const draft: LineDraft = { key: hit.key, brand: hit.brand, typed, renewals, isContinuous, isAld };
  const { data: view, error, refetch } = useRead('lineRead', { scope, draft, others: others.map(plainDraft) });
  const isReadable = typeof view?.dose === 'string';
  const stops = view?.alerts.filter(({ level }) => level === 'stop') ?? [];
  const keep = (): void => {
    if (view === undefined || !isReadable) return;
    if (stops.length > 0 && !isConfirmed) setWarned(true);
    else onKeep(draft, view);
  };
  return (
    <form
      className={styles.editor}
      aria-label={hit.label}
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onCancel();
      }}
    >
      <h3>
        {hit.label} <span className="soft">{hit.brandName}</span>
      </h3>
      <label htmlFor={id}>{t.prescription.dose}</label>
      <input
        id={id}
        autoFocus
        autoComplete="off"
        value={typed}
        aria-describedby={`${id}-read`}
        onChange={({ target }) => {
          setTyped(target.value);
        }}
      />
      <p id={`${id}-read`} role="status" className={isReadable ? styles.read : 'soft'}>
        {typed.trim() === ''
          ? t.prescription.doseHint
          : view === undefined
            ? ''
            : (view.dose ?? t.prescription.faults[view.fault ?? 'not_understood'] ?? t.prescription.notUnderstood)}
      </p>
      {view !== undefined && view.quantity !== null && (
        <p className="soft">
          {t.prescription.quantity(number(view.quantity.amount, language), view.quantity.unit, view.quantity.isMost)}
        </p>
      )}
      <div className={styles.options}>
        <label>
          {t.prescription.renewals}{' '}
          <select
            value={renewals}
            onChange={({ target }) => {
              setRenewals(Number(target.value));
            }}
          >
            {Array.from({ length: mostRenewals + 1 }, (_, count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={isContinuous}
            onChange={({ target }) => {
              setContinuous(target.checked);
            }}
          />{' '}
          {t.prescription.continuous}
        </label>
        <label>
          <input
            type="checkbox"
            checked={isAld}
            onChange={({ target }) => {
              setAld(target.checked);
            }}
          />{' '}
          {t.prescription.ald}
        </label>
      </div>
      <ul className={styles.alerts} aria-label={t.prescription.checks}>
        {view?.alerts.map((alert) => (
          <li key={t.prescription.alert(alert)} data-level={alert.level}>
            <Icon name={alert.level === 'stop' ? 'alert-circle' : 'file-text'} size={16} />{' '}
            {t.prescription.alert(alert)}
          </li>
        ))}
      </ul>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      <div className={styles.buttons}>
        <button type="button" className="button quiet" onClick={onCancel}>
          {t.undo}
        </button>
        <button type="submit" className="button primary" aria-disabled={!isReadable}>
          {t.prescription.add} <kbd>{t.visit.enter}</kbd>
        </button>
      </div>
      {isWarned && (
        <StopDialog
          alerts={stops}
          onLeave={() => {
            setWarned(false);
            onCancel();
          }}
          onConfirm={() => {
            setWarned(false);
            setConfirmed(true);
            if (view !== undefined && isReadable) onKeep(draft, view);
          }}
        />
      )}
    </form>
  );
}
