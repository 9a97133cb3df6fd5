import type { Texts } from '../text/texts.ts';

export type FieldName = 'nir' | 'birthDate' | 'code' | 'email' | 'phone' | 'family' | 'given';

export type FieldResult =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string };

/** One field of the form: how it is typed, shown and parsed. */
export type Field = {
  readonly name: FieldName;
  readonly inputMode: 'numeric' | 'text' | 'email' | 'tel';
  readonly maxLength: number;
  readonly capitals: 'none' | 'characters' | 'words';
  /** Characters that are counted when the caret is restored after regrouping. */
  readonly significant: RegExp;
  /** Formats the text while it is typed. */
  readonly format: (text: string) => string;
  /** True if the text is long enough to be checked before the person leaves the field. */
  readonly isComplete: (text: string) => boolean;
  /** The canonical form, or an error message. */
  readonly read: (text: string, texts: Texts, today: string) => FieldResult;
};

export function fault(message: string): FieldResult {
  return { ok: false, message };
}
