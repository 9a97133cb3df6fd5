import { useEffect, useId, useState } from 'react';
import type { MedicineHit } from '../../port/prescription-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useRead } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

const fewestLetters = 2;
const pauseMs = 60;

/** Finds a medicine while it is typed: by substance, brand, strength, or with a misspelling. */
export function MedicineSearch({ onChoose }: { readonly onChoose: (hit: MedicineHit) => void }) {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(setAsked, pauseMs, text.trim());
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  const { data, error, refetch } = useRead('medicineSearch', asked.length < fewestLetters ? null : { text: asked });
  const hits = asked.length < fewestLetters ? [] : (data?.hits ?? []);
  return (
    <div className={styles.search}>
      <label htmlFor={id}>{t.prescription.search}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={hits.length > 0 ? `${id}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setAt((hits.length + at + step) % Math.max(1, hits.length));
          }
          const hit = hits[at];
          if (event.key === 'Enter' && hit !== undefined) {
            event.preventDefault();
            onChoose(hit);
          }
        }}
      />
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      <ul id={`${id}-list`} role="listbox" aria-label={t.prescription.search}>
        {hits.map((hit, i) => (
          <li
            key={`${hit.key} ${hit.brand ?? ''}`}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            onMouseEnter={() => {
              setAt(i);
            }}
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(hit);
            }}
          >
            <strong>{hit.label}</strong>
            <span className="soft">{hit.brandName ?? t.prescription.brands(hit.count)}</span>
          </li>
        ))}
      </ul>
      {asked.length >= fewestLetters && data?.hits.length === 0 && <p role="status">{t.prescription.nothing}</p>}
      {data !== undefined && <small>{t.prescription.source(longDate(data.date, language))}</small>}
    </div>
  );
}
