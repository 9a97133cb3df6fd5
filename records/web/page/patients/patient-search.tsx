import { useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { birthName, displayName } from '@etanche/records-fhir';
import type { FoundPatient, SearchResult } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { onPointerMove } from '../elements/on-pointer-move.ts';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { dateIsTyped } from './date-is-typed.ts';
import styles from './patient-search.module.css';

type Props = {
  readonly label: string;
  readonly onChoose: (patient: FoundPatient) => void;
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly icon?: ReactNode;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  /** Searches the text among the actions; none where a patient is the only possible answer. */
  readonly onCommand?: (text: string) => void;
};

const pauseMs = 350;

/** A field in which a patient is typed as known, with the answers below: arrow keys and Enter choose. */
export function PatientSearch({ label, onChoose, field, icon, hint, placeholder, autoFocus, onCommand }: Props) {
  const t = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const [result, setResult] = useState<SearchResult | null>(null);
  const [at, setAt] = useState(0);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const search = useWrite('search');
  const further = useWrite('searchFurther');
  const show = (answer: SearchResult): void => {
    setResult(answer);
    setAt(0);
  };
  const ask = (typed: string): void => {
    search.mutate({ text: typed }, { ifShown: show });
  };
  const choose = (patient: FoundPatient): void => {
    setText('');
    setResult(null);
    onChoose(patient);
  };
  const patients = result?.answer === 'found' ? result.patients : [];
  const isShown = result !== null || search.error !== null;
  return (
    <div className={styles.search}>
      <label className={styles.field}>
        {icon}
        <span className="visually-hidden">{label}</span>
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded={patients.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={patients.length > 0 ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder ?? label}
          autoFocus={autoFocus}
          value={text}
          onChange={({ target: { value } }) => {
            setText(value);
            setResult(null);
            search.reset();
            clearTimeout(pause.current);
            const isDate = dateIsTyped(value);
            if (isDate === 'yes') ask(value);
            if (isDate === 'maybe') pause.current = setTimeout(ask, pauseMs, value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              setText('');
              setResult(null);
              search.reset();
            }
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              const step = event.key === 'ArrowDown' ? 1 : -1;
              setAt((patients.length + at + step) % Math.max(1, patients.length));
            }
            if (event.key !== 'Enter' || text.trim() === '') return;
            event.preventDefault();
            clearTimeout(pause.current);
            const chosen = patients[at];
            if (chosen === undefined) ask(text);
            else choose(chosen);
          }}
        />
        {text === '' && hint}
        {text !== '' && !isShown && <span className={styles.enter}>{t.search.enter}</span>}
        {patients.length > 0 && <span className={styles.enter}>{t.search.found(patients.length)}</span>}
      </label>
      {isShown && (
        <div className={styles.answer}>
          {search.error !== null && <FailureNote error={search.error} />}
          <ul id={`${id}-list`} role="listbox" aria-label={label}>
            {patients.map((patient, i) => (
              <li
                key={patient.scope}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === at}
                className={styles.option}
                onMouseMove={onPointerMove(() => {
                  setAt(i);
                })}
                onMouseDown={(event) => {
                  event.preventDefault();
                  choose(patient);
                }}
              >
                <strong>{displayName(patient.card)}</strong>
                {patient.isUnsent === true && <span className="tag">{t.unsent.states.waits}</span>}
                {birthName(patient.card) !== null && (
                  <span>{t.patient.born(birthName(patient.card) ?? '', t.patient.sex[patient.card.sex])}</span>
                )}
                <span className={styles.facts}>
                  {birthDate(patient.card.birthDate)} · {t.patient.sex[patient.card.sex]}
                  {patient.card.town === null ? '' : ` · ${patient.card.town}`}
                </span>
              </li>
            ))}
          </ul>
          <Advice result={result} />
          {onCommand !== undefined && result !== null && result.answer !== 'found' && (
            <button
              type="button"
              className="link"
              onClick={() => {
                setText('');
                setResult(null);
                onCommand(text.trim());
              }}
            >
              {t.search.inActions(text.trim())}
            </button>
          )}
          {result !== null && result.further !== null && (
            <button
              type="button"
              className="link"
              onClick={() => {
                if (result.further !== null) further.mutate({ further: result.further }, { ifShown: show });
              }}
            >
              {t.search.further}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Advice({ result }: { readonly result: SearchResult | null }) {
  const t = useTexts();
  if (result === null) return null;
  if (result.answer === 'found') return result.unreadable > 0 ? <p role="status">{t.search.unreadable}</p> : null;
  if (result.answer === 'not_found') return <p role="status">{t.search.notFound}</p>;
  if (result.answer === 'too_many') return <p role="status">{t.search.tooMany[result.add]}</p>;
  return <p role="status">{t.search.sayMore[result.refusal]}</p>;
}
