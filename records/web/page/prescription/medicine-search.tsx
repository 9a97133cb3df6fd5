import { useEffect, useId, useState } from 'react';
import type { MedicineHit } from '../../port/prescription-calls.ts';
import { favouriteSummary } from './favourite-list.tsx';
import { matchFavourites, type Favourite } from './favourites.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { onPointerMove } from '../elements/on-pointer-move.ts';
import { useRead } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

const fewestLetters = 2;
const pauseMs = 60;
const mostFavourites = 3;

/** Finds a medicine while it is typed: by substance, brand, strength, or with a misspelling. */
export function MedicineSearch({
  favourites,
  isFocused,
  first = '',
  onFavourite,
  onChoose,
}: {
  /** The text that is searched at once. */
  readonly first?: string;
  /** Offered before the medicines. */
  readonly favourites: readonly Favourite[];
  readonly isFocused: boolean;
  readonly onFavourite: (favourite: Favourite) => void;
  readonly onChoose: (hit: MedicineHit) => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  const [text, setText] = useState(first);
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const [isEntered, setEntered] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setAsked, pauseMs, text.trim());
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  const { data, error, refetch } = useRead('medicineSearch', asked.length < fewestLetters ? null : { text: asked });
  const hits = asked.length < fewestLetters ? [] : (data?.hits ?? []);
  const own = asked.length < fewestLetters ? [] : matchFavourites(favourites, asked).slice(0, mostFavourites);
  const count = own.length + hits.length;
  const take = (i: number): void => {
    const favourite = own[i];
    const hit = hits[i - own.length];
    if (favourite !== undefined) {
      setText('');
      onFavourite(favourite);
    } else if (hit !== undefined) onChoose(hit);
  };
  // While somebody types, the list answers an earlier text: Enter then waits, and never chooses from it.
  const isCurrent = data !== undefined && asked === text.trim();
  useEffect(() => {
    if (!isEntered || !isCurrent) return;
    setEntered(false);
    if (count > 0) take(0);
  });
  return (
    <div className={styles.search}>
      <label htmlFor={id}>{t.prescription.search}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={count > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={count > 0 ? `${id}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        autoFocus={isFocused}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
          setEntered(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            if (!isCurrent) return;
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setAt((count + at + step) % Math.max(1, count));
          }
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (!isCurrent) setEntered(true);
          else if (at < count) take(at);
        }}
      />
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      <ul id={`${id}-list`} role="listbox" aria-label={t.prescription.search}>
        {own.map((favourite, i) => (
          <li
            key={favourite.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            onMouseMove={onPointerMove(() => {
              setAt(i);
            })}
            onMouseDown={(event) => {
              event.preventDefault();
              take(i);
            }}
          >
            <strong>
              <Icon name="star" size={16} /> {favourite.content.name}
            </strong>
            <span className="soft">{favouriteSummary(favourite)}</span>
          </li>
        ))}
        {hits.map((hit, i) => (
          <li
            key={`${hit.key} ${hit.brand ?? ''}`}
            id={`${id}-${own.length + i}`}
            role="option"
            aria-selected={own.length + i === at}
            onMouseMove={onPointerMove(() => {
              setAt(own.length + i);
            })}
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
      {asked.length >= fewestLetters && data?.hits.length === 0 && own.length === 0 && (
        <p role="status">{t.prescription.nothing}</p>
      )}
      {data !== undefined && <small>{t.prescription.source(longDate(data.date, language))}</small>}
    </div>
  );
}
