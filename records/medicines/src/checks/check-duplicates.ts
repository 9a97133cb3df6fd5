import { fold } from '../fold.ts';
import type { CheckedMedicine } from './checked-medicine.ts';

/** The current treatment has the same substance or a medicine of the same generic group. */
export interface Duplicate {
  readonly other: CheckedMedicine;
  /** The shared substances; empty if only the generic group is the same. */
  readonly substances: readonly string[];
  readonly isSameGroup: boolean;
}

/** Compares a medicine with the other medicines of the treatment (without itself). */
export function checkDuplicates(medicine: CheckedMedicine, treatment: readonly CheckedMedicine[]): Duplicate[] {
  return treatment.flatMap((other) => {
    const theirs = new Set(other.substances.map(fold));
    const substances = medicine.substances.filter((substance) => theirs.has(fold(substance)));
    const isSameGroup = medicine.group !== null && medicine.group === other.group;
    return substances.length === 0 && !isSameGroup ? [] : [{ other, substances, isSameGroup }];
  });
}
