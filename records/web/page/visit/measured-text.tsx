import { useId, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { readMeasure, type TypedMeasure } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { useMeasureWords } from './measure-list.tsx';
import { withoutMeasure } from './without-measure.ts';
import styles from './visit.module.css';

type Accepted = Pick<TypedMeasure, 'kind' | 'value' | 'second'>;

type Props = {
  readonly label: string;
  readonly hint: string | null;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Keeps a measurement; null for a text without measurements. @returns false if it could not be kept */
  readonly onMeasure: ((measure: Accepted) => Promise<boolean>) | null;
};

/**
 * A text in which `ta 13/8` is offered as a measurement: Enter accepts, Escape leaves the text. The words leave the
 * text when the measurement is kept.
 */
export function MeasuredText({ label, hint, value, onChange, onMeasure }: Props) {
  const t = useTexts();
  const id = useId();
  const inWords = useMeasureWords();
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [left, setLeft] = useState<string | null>(null);
  /** Words of measurements that are about to be kept. */
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const current = useRef(value);
  current.current = value;
  const nextCaret = useRef<number | null>(null);
  useLayoutEffect(() => {
    const at = nextCaret.current;
    nextCaret.current = null;
    if (at !== null && document.activeElement === area.current) area.current?.setSelectionRange(at, at);
  }, [value]);
  const change = (text: string, at: number): void => {
    if (text === current.current) return;
    nextCaret.current = at;
    current.current = text;
    setCaret(at);
    onChange(text);
  };
  const lineStart = value.lastIndexOf('\n', caret - 1) + 1;
  const line = value.slice(lineStart, caret);
  const read = onMeasure === null || line === left ? null : readMeasure(line);
  const measure = read !== null && accepted.includes(line.slice(read.at).trim()) ? null : read;
  const accept = (): void => {
    if (measure === null || onMeasure === null) return;
    const { kind, value: amount, second, at } = measure;
    const words = line.slice(at).trim();
    const before = value.slice(0, caret).trimEnd();
    setAccepted((all) => [...all, words]);
    void onMeasure({ kind, value: amount, second }).then((isKept) => {
      setAccepted((all) => all.toSpliced(all.indexOf(words), 1));
      if (!isKept) return;
      const next = withoutMeasure(current.current, words, area.current?.selectionStart ?? 0);
      // At once: a key between this and a later rendering would bring the words back and move the caret.
      flushSync(() => {
        change(next.text, next.caret);
      });
    });
    // The next words are separate from these, which are still there.
    change(`${before} ${value.slice(caret)}`, before.length + 1);
    setLeft(null);
    area.current?.focus();
  };
  return (
    <div className={styles.part}>
      <label htmlFor={id}>{label}</label>
      <textarea
        ref={area}
        id={id}
        rows={Math.max(2, value.split('\n').length)}
        value={value}
        aria-describedby={hint === null ? undefined : `${id}-hint`}
        aria-controls={measure === null ? undefined : `${id}-offer`}
        onChange={({ target }) => {
          nextCaret.current = null;
          onChange(target.value);
          setCaret(target.selectionStart);
          setLeft(null);
        }}
        onSelect={({ currentTarget }) => {
          setCaret(currentTarget.selectionStart);
        }}
        onKeyDown={(event) => {
          if (measure === null || event.ctrlKey) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            accept();
          }
          if (event.key === 'Escape') setLeft(line);
        }}
      />
      {measure !== null && (
        <div className={styles.offer} id={`${id}-offer`} role="listbox" aria-label={t.visit.offer}>
          <div role="option" aria-selected="true" onMouseDown={accept}>
            <strong>{inWords(measure)}</strong>
            {measure.isUnlikely && (
              <span className={styles.unlikely}>
                <Icon name="alert-triangle" size={16} /> {t.visit.unlikely}
              </span>
            )}
            <kbd>{t.visit.enter}</kbd>
          </div>
          <div
            role="option"
            aria-selected="false"
            onMouseDown={(event) => {
              event.preventDefault();
              setLeft(line);
            }}
          >
            {t.visit.leave} <kbd>{t.visit.escape}</kbd>
          </div>
        </div>
      )}
      {hint !== null && (
        <small id={`${id}-hint`} className={styles.hint}>
          {hint}
        </small>
      )}
    </div>
  );
}
