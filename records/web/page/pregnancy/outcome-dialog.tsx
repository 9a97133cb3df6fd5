import { useState } from 'react';
import { outcomes, pregnancyFaults, readTypedDate, type Outcome, type PregnancyFacts } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

const kinds = Object.keys(outcomes) as Outcome[];

type Props = {
  readonly scope: string;
  /** Null for an earlier pregnancy that the file does not have yet. */
  readonly id: string | null;
  readonly first: PregnancyFacts;
  readonly undo: Undo;
  readonly onClose: () => void;
};

/** How a pregnancy ended: of the one that lasts, or of an earlier one. A kept form waits until somebody opens it. */
export function OutcomeDialog(props: Props) {
  return (
    <KeptForm form="pregnancy outcome" scope={props.scope} item={props.id ?? ''}>
      {(done) => (
        <Form
          {...props}
          onClose={() => {
            done();
            props.onClose();
          }}
        />
      )}
    </KeptForm>
  );
}

function Form({ scope, id, first, undo, onClose }: Props) {
  const t = useTexts();
  const put = useWrite('pregnancyPut');
  const { done } = useKeptForm();
  const [outcome, setOutcome] = useKept<Outcome>('outcome', first.outcome ?? 'birth');
  const [typed, setTyped] = useKept('date', () => (first.outcomeDate === null ? '' : birthDate(first.outcomeDate)));
  const [children, setChildren] = useKept('children', () => String(first.children ?? 1));
  const [note, setNote] = useKept('note', first.note ?? '');
  const [isTried, setTried] = useState(false);
  const isBirth = outcome === 'birth';
  const facts: PregnancyFacts = {
    ...first,
    outcome,
    outcomeDate: typed.trim() === '' ? null : (readTypedDate(typed) ?? typed),
    children: isBirth && children.trim() !== '' ? Number(children) : null,
    note: note.trim() === '' ? null : note,
  };
  const [fault] = pregnancyFaults(facts, practiceToday());
  return (
    <Dialog title={id === null ? t.pregnancy.addPast : t.pregnancy.end} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(fault !== undefined);
          if (fault !== undefined || put.isPending) return;
          put.mutate(
            { scope, id, facts },
            {
              onSuccess: (written) => {
                done();
                undo.done(t.pregnancy.kept, written);
              },
              ifShown: onClose,
            },
          );
        }}
      >
        <KeptNote />
        <label>
          <span>{t.pregnancy.outcome}</span>
          <select
            value={outcome}
            onChange={({ target }) => {
              setOutcome(target.value as Outcome);
            }}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t.pregnancy.outcomes[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{id === null ? t.clinic.fields.start : t.clinic.vaccine.date}</span>
          <input
            value={typed}
            autoComplete="off"
            aria-invalid={isTried && fault !== 'children_invalid'}
            onChange={({ target }) => {
              setTyped(target.value);
              setTried(false);
            }}
          />
        </label>
        {isBirth && (
          <label>
            <span>{t.pregnancy.children}</span>
            <input
              value={children}
              inputMode="numeric"
              onChange={({ target }) => {
                setChildren(target.value);
              }}
            />
          </label>
        )}
        <label className={styles.wide}>
          <span>{t.clinic.fields.note}</span>
          <input
            value={note}
            placeholder={t.pregnancy.noteHint}
            onChange={({ target }) => {
              setNote(target.value);
            }}
          />
        </label>
        <p className={`soft ${styles.wide ?? ''}`}>{t.pregnancy.discreet}</p>
        {isTried && fault !== undefined && (
          <p className={styles.fault} role="alert">
            {t.pregnancy.faults[fault]}
          </p>
        )}
        {put.error !== null && <FailureNote error={put.error} />}
        <button type="submit" className="button primary" aria-disabled={put.isPending}>
          {t.settings.save} <kbd>{t.visit.enter}</kbd>
        </button>
      </form>
    </Dialog>
  );
}
