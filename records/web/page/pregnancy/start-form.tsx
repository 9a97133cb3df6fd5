import { useState } from 'react';
import {
  amenorrhoeaSince,
  datingMethods,
  dueDateOf,
  dueRule,
  pregnancyFaults,
  readTypedDate,
  termOn,
  type DatingMethod,
  type PregnancyFacts,
} from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate, longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './pregnancy.module.css';

const fresh: PregnancyFacts = {
  ...{ method: 'last_period', date: null, outcome: null, outcomeDate: null, children: null, note: null },
};

/** The beginning of a pregnancy: the term and the due date are shown while the date is typed. */
export function StartForm({
  scope,
  known,
  undo,
  onDone,
}: {
  readonly scope: string;
  /** The pregnancy whose date is corrected; null for a new one. */
  readonly known: { readonly id: string; readonly facts: PregnancyFacts } | null;
  readonly undo: Undo;
  readonly onDone: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const put = useWrite('pregnancyPut');
  const today = practiceToday();
  const [method, setMethod] = useState<DatingMethod>(known?.facts.method ?? 'last_period');
  const [typed, setTyped] = useState(() => (known?.facts.date === undefined ? '' : birthDate(known.facts.date)));
  const [isTried, setTried] = useState(false);
  const date = typed.trim() === '' ? null : (readTypedDate(typed) ?? typed);
  const facts: PregnancyFacts = { ...(known?.facts ?? fresh), method, date };
  const [fault] = pregnancyFaults(facts, today);
  const since = fault === undefined && date !== null ? amenorrhoeaSince(method, date) : null;
  const term = since === null ? null : termOn(since, today);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(fault !== undefined);
        if (fault !== undefined || put.isPending) return;
        put.mutate(
          { scope, id: known?.id ?? null, facts },
          {
            onSuccess: (written) => {
              undo.done(t.pregnancy.dated, written);
            },
            ifShown: onDone,
          },
        );
      }}
    >
      <label>
        <span>{t.pregnancy.datedBy}</span>
        <select
          value={method}
          onChange={({ target }) => {
            setMethod(target.value as DatingMethod);
          }}
        >
          {datingMethods.map((one) => (
            <option key={one} value={one}>
              {t.pregnancy.methods[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t.clinic.vaccine.date}</span>
        <input
          value={typed}
          autoComplete="off"
          placeholder="14/03/2026"
          aria-invalid={isTried}
          onChange={({ target }) => {
            setTyped(target.value);
            setTried(false);
          }}
        />
      </label>
      <p role="status" className={styles.read}>
        {since === null || term === null
          ? ''
          : `${t.pregnancy.term(term.weeks, term.days)}, ${t.pregnancy.due(longDate(dueDateOf(since), language))}`}
      </p>
      {isTried && fault !== undefined && (
        <p className={styles.fault} role="alert">
          {t.pregnancy.faults[fault]}
        </p>
      )}
      {put.error !== null && <FailureNote error={put.error} />}
      <button type="submit" className="button primary" aria-disabled={put.isPending}>
        {known === null ? t.pregnancy.begin : t.clinic.correct} <kbd>{t.visit.enter}</kbd>
      </button>
      <small className={styles.wide}>
        {dueRule.text} {t.growth.source(dueRule.source)}
      </small>
    </form>
  );
}
