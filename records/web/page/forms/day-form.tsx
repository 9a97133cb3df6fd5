import { useId, useState, type ReactNode } from 'react';
import type { CallError } from '../../port/page-side.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { KeptNote } from './kept-note.tsx';

/**
 * The measurements of one day: Enter in any field adds them. The form is tried as a whole: then the fault is said, and
 * the field `${field}_impossible` is marked.
 */
export function DayForm<Field extends string, Fault extends string>({
  label,
  styles,
  date,
  fields,
  fieldLabel,
  typed,
  fault,
  faults,
  isPending,
  error,
  onDate,
  onType,
  onAdd,
  children = null,
}: {
  readonly label: string;
  readonly styles: { readonly form: string | undefined; readonly fault: string | undefined };
  /** As it is typed. */
  readonly date: string;
  readonly fields: readonly Field[];
  readonly fieldLabel: (field: Field) => string;
  readonly typed: Readonly<Record<Field, string>>;
  readonly fault: Fault | undefined;
  readonly faults: Readonly<Record<Fault, string>>;
  readonly isPending: boolean;
  readonly error: CallError | null;
  readonly onDate: (typed: string) => void;
  readonly onType: (field: Field, text: string) => void;
  /** Called without a fault, and not while it is pending. */
  readonly onAdd: () => void;
  /** Further fields. */
  readonly children?: ReactNode;
}) {
  const t = useTexts();
  const id = useId();
  const [isTried, setTried] = useState(false);
  const shown = isTried ? fault : undefined;
  return (
    <form
      className={styles.form}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(fault !== undefined);
        if (fault === undefined && !isPending) onAdd();
      }}
    >
      <KeptNote />
      <label>
        <span>{t.clinic.vaccine.date}</span>
        <input
          value={date}
          autoComplete="off"
          onChange={({ target }) => {
            onDate(target.value);
          }}
        />
      </label>
      {fields.map((field) => (
        <label key={field}>
          <span>{fieldLabel(field)}</span>
          <input
            value={typed[field]}
            inputMode="decimal"
            autoComplete="off"
            aria-invalid={shown === `${field}_impossible`}
            aria-describedby={shown === undefined ? undefined : id}
            onChange={({ target }) => {
              onType(field, target.value);
              setTried(false);
            }}
          />
        </label>
      ))}
      {children}
      <button type="submit" className="button" aria-disabled={isPending}>
        {t.clinic.add} <kbd>{t.visit.enter}</kbd>
      </button>
      {shown !== undefined && (
        <p id={id} className={styles.fault} role="alert">
          {faults[shown]}
        </p>
      )}
      {error !== null && <FailureNote error={error} />}
    </form>
  );
}

/** Null for an empty field; a text that is no number is NaN, which no measure accepts. */
export function typedAmount(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed.trim().replace(',', '.'));
}
