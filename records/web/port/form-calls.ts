/** A form on one screen. */
export type FormName = {
  readonly form: string;
  /** Scope of the file; empty for a form without a patient. */
  readonly scope: string;
  /** Id of the record that is edited; empty for a new one. */
  readonly item: string;
};

/** A field of a form that somebody changed, as JSON values. */
export type KeptField = {
  readonly value: unknown;
  /** The value that the field had when the form was shown. */
  readonly first: unknown;
};

/** The fields that were typed in a form and not stored. `storedAt` in ms since 1970. */
export type KeptForm = {
  readonly storedAt: number;
  readonly fields: Readonly<Record<string, KeptField>>;
};

export type FormCalls = {
  /** The forms of this member that this device keeps, the last one first. */
  formsKept(input: Readonly<Record<string, never>>): readonly FormName[];
  formRead(input: FormName): KeptForm | null;
  /** Seals what is typed in a form on this device. When it resolves, a lock or a crash does not lose it. */
  formKeep(input: FormName & { readonly fields: KeptForm['fields'] }): { readonly storedAt: number };
  /** Deletes what is kept of a form: it was stored or given up. */
  formDrop(input: FormName): null;
};

export type FormEvents = {
  /** A form is kept for the first time, or is kept no longer. */
  readonly forms: { readonly kept: readonly FormName[] };
};
