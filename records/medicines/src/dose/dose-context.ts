import { parseAmount } from '../amount.ts';
import { fold } from '../fold.ts';
import type { Component } from '../medicine.ts';
import type { DoseUnit } from './dose.ts';
import { unitOfForm } from './dose-units.ts';

/** The facts about a medicine that the reading of a typed dose uses. */
export interface DoseContext {
  /** The unit if none is typed; null: it must be typed. */
  readonly unit: DoseUnit | null;
  /** Milligrams in one piece; null for several substances and for liquids. */
  readonly strengthMg: number | null;
  /** True for tablets that must not be divided (release over time, or beyond the stomach, without a score). */
  readonly isWhole?: boolean;
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

/**
 * The context of a line or of a medicine. A sachet is known by its strength (`un sachet`). A line is divisible if one
 * of its medicines has a score.
 */
export function doseContext(medicine: {
  readonly form: string;
  readonly components: readonly Component[];
  readonly routes?: readonly string[];
  readonly medicines?: readonly { readonly form: string }[];
}): DoseContext {
  const forms = [medicine.form, ...(medicine.medicines ?? []).map(({ form }) => form)];
  const isScored = forms.some((form) => /sécable/i.test(form));
  const whole =
    !isScored && /libération (?:prolongée|modifiée)|gastro-résistant/i.test(medicine.form) ? { isWhole: true } : {};
  const [only] = medicine.components;
  const isSachet = medicine.components.some(({ per }) => /^un sachet/.test(per));
  const isPatch = medicine.form === 'dispositif' && medicine.routes?.includes('transdermique') === true;
  const unit = isSachet ? 'sachet' : isPatch ? 'patch' : unitOfForm(medicine.form);
  if (
    only === undefined ||
    unit === null ||
    !pieces.has(unit) ||
    medicine.components.length > 1 ||
    !/^une? \p{L}/u.test(only.per)
  ) {
    return { unit, strengthMg: null, ...whole };
  }
  const amount = parseAmount(fold(only.strength));
  return { unit, strengthMg: amount?.unit === 'mg' ? amount.value : null, ...whole };
}
