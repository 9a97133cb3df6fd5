import { useId, type ReactNode } from 'react';

/** A labelled choice of one of few. */
export function SelectField({
  label,
  value,
  children,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  /** Options. */
  readonly children: ReactNode;
  readonly onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => {
          onValue(target.value);
        }}
      >
        {children}
      </select>
    </div>
  );
}
