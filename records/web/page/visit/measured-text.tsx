import { useId, useRef, useState } from 'react';
import { readMeasure, type TypedMeasure } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { useMeasureWords } from './measure-list.tsx';
import styles from './visit.module.css';

type Accepted = Pick<TypedMeasure, 'kind' | 'value' | 'second'>;

type Props = {
  readonly label: string;
  readonly hint: string | null;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Null for a text without measurements. */
  readonly onMeasure: ((measure: Accepted) => void) | null;
};

/** A text in which `ta 13/8` is offered as a measurement: Enter accepts, Escape leaves the text. */
export function MeasuredText({ label, hint, value, onChange, onMeasure }: Props) {
  const t = useTexts();
  const id = useId();
  const words = useMeasureWords();
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [left, setLeft] = useState<string | null>(null);
  const lineStart = value.lastIndexOf('\n', caret - 1) + 1;
  const line = value.slice(lineStart, caret);
  const measure = onMeasure === null || line === left ? null : readMeasure(line);
  const accept = (): void => {
    if (measure === null || onMeasure === null) return;
    const { kind, value: amount, second, at } = measure;
    onMeasure({ kind, value: amount, second });
    const before = value.slice(0, lineStart + at).replace(/[ \t]+$/, '');
    onChange(before + value.slice(caret));
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
            <strong>{words(measure)}</strong>
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
