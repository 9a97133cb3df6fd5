/**
 * Fields of numbers in a form that is tried as a whole: the field at fault is marked and described by the fault's text.
 */
export function NumberFields<Field extends string>({
  fields,
  label,
  typed,
  faulty,
  describedBy,
  onType,
}: {
  readonly fields: readonly Field[];
  readonly label: (field: Field) => string;
  readonly typed: Readonly<Record<Field, string>>;
  readonly faulty: (field: Field) => boolean;
  /** Id of the text that names the fault; undefined without a fault. */
  readonly describedBy: string | undefined;
  readonly onType: (field: Field, text: string) => void;
}) {
  return fields.map((field) => (
    <label key={field}>
      <span>{label(field)}</span>
      <input
        value={typed[field]}
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={faulty(field)}
        aria-describedby={describedBy}
        onChange={({ target }) => {
          onType(field, target.value);
        }}
      />
    </label>
  ));
}

/** Null for an empty field; a text that is no number is NaN, which no measure accepts. */
export function typedAmount(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed.trim().replace(',', '.'));
}
