import type { Town } from './names/places.ts';
import type { Sex } from './names/given-names.ts';

/** A fictitious person. Names are as in the civil register, with accents. */
export type Person = {
  /** From 0, in the order of generation. */
  readonly id: number;
  readonly sex: Sex;
  readonly birthName: string;
  /** The used name, if it differs from the birth name. */
  readonly usedName: string | null;
  readonly givenNames: readonly string[];
  /** `yyyy-mm-dd`; `yyyy-00-00` if the civil register has only a year. */
  readonly birthDate: string;
  readonly birthPlace: Town;
  /** The 13 characters in files: the person's own number, or for a child the parent's. */
  readonly nir: string;
  /** Two digits. */
  readonly nirKey: string;
  readonly nirHolder: 'own' | 'parent';
  readonly parentId: number | null;
  /** The id of a twin; twin children have the same NIR and birth date. */
  readonly twinId: number | null;
  readonly address: { readonly lines: readonly string[]; readonly town: Town };
  /** E.164. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
};
