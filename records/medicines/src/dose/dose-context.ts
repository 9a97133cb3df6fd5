import { parseAmount } from '../amount.ts';
import { fold } from '../fold.ts';
import type { Component } from '../medicine.ts';
import type { DoseUnit } from './dose.ts';
import { unitOfForm } from './dose-units.ts';

/** What is known of a medicine while its dose is typed. */
export interface DoseContext {
  /** The unit if none is typed; null: it must be typed. */
  readonly unit: DoseUnit | null;
  /** Milligrams in one piece; null for several substances and for liquids. */
  readonly strengthMg: number | null;
}

/** Pieces that hold their strength; a puff, an injection or a patch is not prescribed in parts of it. */
const pieces: ReadonlySet<DoseUnit> = new Set([
  'comprimé',
  'gélule',
  'capsule',
  'sachet',
  'suppositoire',
  'lyophilisat',
]);

/** The context of a line or of a medicine. A sachet is known by its strength (`un sachet`). */
export function doseContext(medicine: {
  readonly form: string;
  readonly components: readonly Component[];
}): DoseContext {
  const [only] = medicine.components;
  const isSachet = medicine.components.some(({ per }) => /^un sachet/.test(per));
  const unit = isSachet ? 'sachet' : unitOfForm(medicine.form);
  if (
    only === undefined ||
    unit === null ||
    !pieces.has(unit) ||
    medicine.components.length > 1 ||
    !/^une? \p{L}/u.test(only.per)
  ) {
    return { unit, strengthMg: null };
  }
  const amount = parseAmount(fold(only.strength));
  return { unit, strengthMg: amount?.unit === 'mg' ? amount.value : null };
}
