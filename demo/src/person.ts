import type { Town } from './names/places.ts';
import type { Sex } from './names/given-names.ts';

/** A person who does not exist. Names are as in the civil record, with accents. */
export type Person = {
  /** From 0, in the order of generation. */
  readonly id: number;
  readonly sex: Sex;
  readonly birthName: string;
  /** The name borne in daily life, where it differs from the birth name. */
  readonly usedName: string | null;
  readonly givenNames: readonly string[];
  /** `yyyy-mm-dd`; `yyyy-00-00` where the civil record has only a year. */
  readonly birthDate: string;
  readonly birthPlace: Town;
  /** The 13 characters that files hold: the person's own number, or for a child the parent's. */
  readonly nir: string;
  /** Two digits. */
  readonly nirKey: string;
  readonly nirHolder: 'own' | 'parent';
  readonly parentId: number | null;
  /** Another person of the same birth: for children, same NIR and same birth date. */
  readonly twinId: number | null;
  readonly address: { readonly lines: readonly string[]; readonly town: Town };
  /** E.164. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
};
