import { fold } from '../fold.ts';
import type { CheckedMedicine } from './checked-medicine.ts';
import { pregnancyWarnings, type PregnancyWarning } from './pregnancy-warnings.ts';

export interface PregnancyFinding {
  readonly warning: PregnancyWarning;
  /** True if the medicine is contraindicated at this term. */
  readonly isContraindicated: boolean;
}

const homeopathic = 'homeopathiques';

/**
 * The warnings about a medicine for a pregnant patient. No finding does not say that the medicine is safe.
 *
 * @param weeks completed weeks of amenorrhoea; null if the pregnancy is not dated: every contraindication counts then
 */
export function checkPregnancy({ label, names }: CheckedMedicine, weeks: number | null): PregnancyFinding[] {
  const words = new Set([label, ...names].flatMap((name) => fold(name).split(' ')));
  if (words.has(homeopathic)) return [];
  return pregnancyWarnings
    .filter((warning) => warning.substances.some((name) => words.has(fold(name))))
    .map((warning) => {
      const from = warning.contraindicatedFrom;
      return { warning, isContraindicated: from !== null && (weeks === null || weeks >= from) };
    });
}
