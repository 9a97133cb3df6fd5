import { useId, useState } from 'react';
import { entryFaults, readEntryText } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useEntryWords } from './entry-words.ts';
import styles from './history.module.css';
import { kindOf, type SectionName } from './section-name.ts';

/** A line that becomes an entry: what was understood is shown while somebody types, Enter adds it. */
export function AddLine({
  name,
  scope,
  undo,
}: {
  readonly name: SectionName;
  readonly scope: string;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const id = useId();
  const words = useEntryWords();
  const add = useWrite('entryAdd');
  const { done } = useKeptForm();
  const [typed, setTyped] = useKept('typed', '');
  const [isTried, setTried] = useState(false);
  const facts = readEntryText(kindOf(name), typed, name !== 'past');
  const [fault] = entryFaults(facts, practiceToday());
  const understood = words(facts);
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
              undo.done(t.clinic.added(facts.name), written);
            },
            ifShown: () => {
              setTyped('');
            },
          },
        );
      }}
    >
      <KeptNote />
      <label htmlFor={id}>{t.clinic.addLabel[name]}</label>
      <input
        id={id}
        value={typed}
        autoComplete="off"
        placeholder={t.clinic.addHint[name]}
        aria-invalid={isTried && fault !== undefined}
        aria-describedby={`${id}-read`}
        onChange={({ target }) => {
          setTyped(target.value);
          setTried(false);
        }}
        onKeyDown={({ key }) => {
          if (key === 'Escape') setTyped('');
        }}
      />
      <p id={`${id}-read`} className={styles.read} role="status">
        {typed.trim() === '' ? (
          ''
        ) : isTried && fault !== undefined ? (
          <span className={styles.fault}>{t.clinic.faults[fault]}</span>
        ) : (
          <>
            <strong>{facts.name}</strong> {understood} <kbd>{t.visit.enter}</kbd>
          </>
        )}
      </p>
      {add.error !== null && <FailureNote error={add.error} />}
    </form>
  );
}
