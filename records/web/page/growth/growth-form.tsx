import { useId, useState } from 'react';
import { growthFaults, readTypedDate, type GrowthFacts } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { NumberFields, typedAmount } from '../elements/number-fields.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './growth.module.css';

const fields = ['weight', 'height', 'head'] as const;
const nothing = { weight: '', height: '', head: '' };

/** The measurements of one day: Enter in any field adds them. */
export function GrowthForm({
  scope,
  birth,
  undo,
}: {
  readonly scope: string;
  readonly birth: string;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const id = useId();
  const add = useWrite('growthAdd');
  const { done } = useKeptForm();
  const today = practiceToday();
  const [date, setDate] = useKept('date', () => birthDate(today));
  const [typed, setTyped] = useKept('typed', nothing);
  const [isTried, setTried] = useState(false);
  const facts: GrowthFacts = {
    date: readTypedDate(date) ?? date,
    ...{ weight: typedAmount(typed.weight), height: typedAmount(typed.height), head: typedAmount(typed.head) },
  };
  const [fault] = growthFaults(facts, birth, today);
  return (
    <form
      className={styles.form}
      aria-label={t.growth.add}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(fault !== undefined);
        if (fault !== undefined || add.isPending) return;
        add.mutate(
          { scope, facts },
          {
            onSuccess: (written) => {
              done();
              undo.done(t.growth.added, written);
            },
            ifShown: () => {
              setTyped(nothing);
            },
          },
        );
      }}
    >
      <KeptNote />
      <label>
        <span>{t.clinic.vaccine.date}</span>
        <input
          value={date}
          autoComplete="off"
          onChange={({ target }) => {
            setDate(target.value);
          }}
        />
      </label>
      <NumberFields
        fields={fields}
        label={(field) => `${t.growth.measures[field]}, ${field === 'weight' ? 'kg' : 'cm'}`}
        typed={typed}
        faulty={(field) => isTried && fault === `${field}_impossible`}
        describedBy={isTried && fault !== undefined ? `${id}-fault` : undefined}
        onType={(field, text) => {
          setTyped({ ...typed, [field]: text });
          setTried(false);
        }}
      />
      <button type="submit" className="button" aria-disabled={add.isPending}>
        {t.clinic.add} <kbd>{t.visit.enter}</kbd>
      </button>
      {isTried && fault !== undefined && (
        <p id={`${id}-fault`} className={styles.fault} role="alert">
          {t.growth.faults[fault]}
        </p>
      )}
      {add.error !== null && <FailureNote error={add.error} />}
    </form>
  );
}
