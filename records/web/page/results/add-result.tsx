import { useId, useState } from 'react';
import { abnormalOfResult, readResultText, resultFaults } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import type { ShowResults } from '../worklist/use-show-results.ts';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate, number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './results.module.css';

/** A line that becomes a result: what was understood is shown while somebody types, Enter adds it. */
export function AddResult({
  scope,
  undo,
  show,
}: {
  readonly scope: string;
  readonly undo: Undo;
  readonly show: ShowResults;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  const add = useWrite('resultAdd');
  const { done } = useKeptForm();
  const [typed, setTyped] = useKept('typed', '');
  const [isTried, setTried] = useState(false);
  const [showTo, setShowTo] = useState('');
  const today = practiceToday();
  const facts = readResultText(typed, today);
  const [fault] = resultFaults(facts, today);
  const abnormal = abnormalOfResult(facts);
  const { value, unit, low, high } = facts;
  const read =
    value === null
      ? ''
      : value.kind === 'text'
        ? value.text
        : `${value.comparator ?? ''}${number(value.number, language)} ${unit}`;
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(fault !== undefined);
        if (fault !== undefined || add.isPending) return;
        add.mutate(
          { scope, facts },
          {
            onSuccess: (written) => {
              done();
              undo.done(t.clinic.added(`${facts.name} ${read}`), written);
              if (showTo !== '')
                show.add(
                  showTo,
                  written.map(({ id: result }) => result),
                );
            },
            ifShown: () => {
              setTyped('');
            },
          },
        );
      }}
    >
      <KeptNote />
      <label htmlFor={id}>{t.clinic.result.add}</label>
      <input
        id={id}
        value={typed}
        autoComplete="off"
        placeholder={t.clinic.result.hint}
        aria-describedby={`${id}-read`}
        aria-invalid={isTried && fault !== undefined}
        onChange={({ target }) => {
          setTyped(target.value);
          setTried(false);
        }}
      />
      <p id={`${id}-read`} className={styles.read} role="status">
        {typed.trim() === '' ? (
          ''
        ) : isTried && fault !== undefined ? (
          <span className={styles.abnormal}>{t.clinic.result.faults[fault]}</span>
        ) : (
          <>
            <strong>{facts.name}</strong>{' '}
            <span className={abnormal === null ? undefined : styles.abnormal}>
              {read} {abnormal !== null && t.patient[abnormal]}
            </span>{' '}
            {(low !== null || high !== null) &&
              t.patient.reference(
                low === null ? null : number(low, language),
                high === null ? null : number(high, language),
              )}{' '}
            {longDate(facts.date, language)} <kbd>{t.visit.enter}</kbd>
          </>
        )}
      </p>
      {show.doctors.length > 0 && (
        <p className={styles.showTo}>
          <label htmlFor={`${id}-to`}>{t.worklist.showTo}</label>
          <select
            id={`${id}-to`}
            value={showTo}
            onChange={({ target }) => {
              setShowTo(target.value);
            }}
          >
            <option value="">{t.worklist.seenByMe}</option>
            {show.doctors.map(({ id: member, name }) => (
              <option key={member} value={member}>
                {name}
              </option>
            ))}
          </select>
        </p>
      )}
      {add.error !== null && <FailureNote error={add.error} />}
    </form>
  );
}
