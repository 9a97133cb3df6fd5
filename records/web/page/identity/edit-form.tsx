import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import type { CallError } from '../../port/page-side.ts';
import { FailureNote } from '../elements/failure.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './identity.module.css';

/** A form in a card. Enter writes, Escape leaves; a fault is beside the button that it stops. */
export function EditForm({
  label,
  save,
  fault,
  isPending,
  error,
  onSave,
  onClose,
  children,
}: {
  readonly label: string;
  /** Name of the button that writes. */
  readonly save: string;
  readonly fault: string | null;
  readonly isPending: boolean;
  readonly error: CallError | null;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  return (
    <form
      className={styles.form}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending && fault === null) onSave();
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <KeptNote />
      {children}
      {fault !== null && (
        <p className={styles.fault} role="status">
          {fault}
        </p>
      )}
      {error !== null && <FailureNote error={error} />}
      <div className={styles.actions}>
        <button type="submit" className="button primary" aria-disabled={isPending || fault !== null}>
          {save}
        </button>
        <button type="button" className="button quiet" onClick={onClose}>
          {t.identity.cancel}
        </button>
      </div>
    </form>
  );
}

export function TextField({
  label,
  value,
  hint,
  type = 'text',
  isWide = false,
  isFirst = false,
  list,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | null;
  readonly type?: HTMLInputTypeAttribute;
  readonly isWide?: boolean;
  /** True for the field that has the focus first. */
  readonly isFirst?: boolean;
  /** Proposed values. */
  readonly list?: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className={isWide ? styles.wide : undefined}>
      <span>{label}</span>
      <input
        type={type}
        value={value}
        maxLength={200}
        autoComplete="off"
        autoFocus={isFirst}
        list={list}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      />
      {hint !== undefined && hint !== null && <small>{hint}</small>}
    </label>
  );
}

export function ChoiceField<T extends string>({
  label,
  value,
  choices,
  only = Object.keys(choices) as T[],
  isWide = false,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: Readonly<Record<T, string>>;
  /** The codes that may be chosen, in order. */
  readonly only?: readonly T[];
  readonly isWide?: boolean;
  readonly onChange: (value: T) => void;
}) {
  return (
    <label className={isWide ? styles.wide : undefined}>
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          onChange(target.value as T);
        }}
      >
        {only.map((code) => (
          <option key={code} value={code}>
            {choices[code]}
          </option>
        ))}
      </select>
    </label>
  );
}
