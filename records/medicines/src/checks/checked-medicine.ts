import { fold } from '../fold.ts';
import type { MedicineIndex } from '../medicine.ts';
import type { PrescribedMedicine } from '../line/prescription-line.ts';

/** A prescribed medicine with what the checks compare. */
export interface CheckedMedicine {
  readonly label: string;
  /** Without salts, as in the database. */
  readonly substances: readonly string[];
  /** As the database names them: `SODIUM (VALPROATE DE)`, whose part without salt says less. */
  readonly names: readonly string[];
  /** Generic group of the medicine; null without one. */
  readonly group: string | null;
}

/**
 * Finds a prescribed medicine by its CIS code, else by its exact name. Null: the database does not have it, and nothing
 * can be checked.
 */
export function checkedMedicine(index: MedicineIndex, { label, cis }: PrescribedMedicine): CheckedMedicine | null {
  const wanted = fold(label);
  const medicine = cis === null ? index.medicines.find(({ name }) => fold(name) === wanted) : index.byCis.get(cis);
  if (medicine === undefined || medicine.components.length === 0) return null;
  return {
    label,
    substances: medicine.components.map(({ base }) => base),
    names: medicine.components.map(({ substance }) => substance),
    group: medicine.group?.id ?? null,
  };
}
