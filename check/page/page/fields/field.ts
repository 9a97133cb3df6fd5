import type { Texts } from '../text/texts.ts';

export type FieldName = 'nir' | 'birthDate' | 'code' | 'email' | 'phone' | 'family' | 'given';

export type Read = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };

/** One question of the form: how it is typed, shown and read. */
export type Field = {
  readonly name: FieldName;
  readonly inputMode: 'numeric' | 'text' | 'email' | 'tel';
  readonly maxLength: number;
  readonly capitals: 'none' | 'characters' | 'words';
  /** Characters that count when the caret is put back after the text is regrouped. */
  readonly significant: RegExp;
  /** The text as it is shown while it is typed. */
  readonly format: (text: string) => string;
  /** Whether the text is long enough to be judged before the person has finished. */
  readonly isComplete: (text: string) => boolean;
  /** The canonical form, or what is wrong, in words. */
  readonly read: (text: string, texts: Texts, today: string) => Read;
};

export function fault(message: string): Read {
  return { ok: false, message };
}
