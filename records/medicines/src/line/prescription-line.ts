import type { DoseOrText, Duration } from '../dose/dose.ts';
import { doseDays, durationDays } from '../dose/quantity.ts';
import type { Medicine } from '../medicine.ts';
import { MedicinesError } from '../medicines-error.ts';
import type { MedicineLine } from '../search/medicine-lines.ts';
import type { Substitution } from './substitution.ts';

/** The prescribed medicine: by substance, with a medicine of the database behind it. */
export interface PrescribedMedicine {
  /** By substance: `amlodipine 5 mg, gélule`; for what the database lacks, free text. */
  readonly label: string;
  /** A medicine of that substance, strength and form; null for free text. */
  readonly cis: string | null;
  /** Its name; printed only if `isBrandChosen`. */
  readonly name: string | null;
  /** True if the prescriber adds the brand to the substance. */
  readonly isBrandChosen: boolean;
}

export interface PrescriptionLine {
  readonly medicine: PrescribedMedicine;
  readonly dose: DoseOrText;
  /** The duration of a dose that has no end of its own; null if it has one, or if nothing is known. */
  readonly duration: Duration | null;
  /** 0 to 12: how often the pharmacist may dispense again. */
  readonly renewals: number;
  /** Null: the pharmacist may substitute. */
  readonly substitution: Substitution | null;
  readonly course: 'acute' | 'continuous';
  /** In the upper zone of the two-zone form. */
  readonly isAld: boolean;
  /** `2026-11-28`, or with a time and a zone. */
  readonly authoredOn: string;
  /** To dispense each time; null if the pharmacist computes it. */
  readonly quantity: { readonly amount: number; readonly unit: string } | null;
  readonly note: string | null;
}

/** The medicine of a search result; `brand` null: by substance alone. */
export function prescribed(line: MedicineLine, brand: Medicine | null): PrescribedMedicine {
  const medicine = brand ?? line.medicines[0] ?? null;
  return {
    label: line.label,
    cis: medicine?.cis ?? null,
    name: medicine?.name ?? null,
    isBrandChosen: brand !== null || !line.isBySubstance,
  };
}

/** Days of one dispensing; null if there is no end. */
export function lineDays({ dose, duration }: PrescriptionLine): number | null {
  if (dose.kind === 'text') return duration === null ? null : durationDays(duration);
  const own = doseDays(dose.dose);
  if (own !== null || duration === null) return own;
  const before = dose.dose.steps
    .slice(0, -1)
    .reduce((sum, step) => sum + (step.duration === null ? 0 : durationDays(step.duration)), 0);
  return before + durationDays(duration);
}

/** True if the line has no other end than its duration, so that another duration is a whole change. */
export function hasOpenEnd({ dose }: PrescriptionLine): boolean {
  return dose.kind === 'text' || (dose.dose.steps.length === 1 && doseDays(dose.dose) === null);
}

/**
 * The line for another number of days. A quantity for the earlier duration is left to the pharmacist.
 *
 * @throws MedicinesError `line_invalid` for a dose with an end of its own
 */
export function withDays(line: PrescriptionLine, days: number): PrescriptionLine {
  if (lineDays(line) === days) return line;
  if (!hasOpenEnd(line)) throw new MedicinesError('line_invalid', 'the dose of the prescription line has its own end');
  return { ...line, duration: { value: days, unit: 'day' }, quantity: null };
}

/** @throws MedicinesError `line_invalid`, with the field */
export function requireLine(line: PrescriptionLine): void {
  const fault = lineFault(line);
  if (fault !== null) throw new MedicinesError('line_invalid', `the prescription line must not be written: ${fault}`);
}

function lineFault({
  medicine,
  dose,
  duration,
  renewals,
  substitution,
  authoredOn,
  quantity,
  note,
}: PrescriptionLine): string | null {
  if (medicine.label.trim() === '' || medicine.label.length > 1000) return 'label';
  if (medicine.cis !== null && !/^\d{8}$/.test(medicine.cis)) return 'cis';
  if (medicine.isBrandChosen && medicine.cis !== null && medicine.name === null) return 'name';
  if ((medicine.cis === null) !== (medicine.name === null)) return 'name';
  if (dose.kind === 'text' && dose.text.trim() === '') return 'dose';
  if (duration !== null && !(Number.isInteger(duration.value) && duration.value > 0 && durationDays(duration) <= 371))
    return 'duration';
  if (duration !== null && dose.kind === 'dose' && doseDays(dose.dose) !== null) return 'duration';
  if (!Number.isInteger(renewals) || renewals < 0 || renewals > 12) return 'renewals';
  if (substitution?.reason === 'CIF' && substitution.excipient.trim() === '') return 'excipient';
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/.test(authoredOn)) return 'authoredOn';
  if (Number.isNaN(Date.parse(authoredOn))) return 'authoredOn';
  if (quantity !== null && (!(quantity.amount > 0) || quantity.unit.trim() === '')) return 'quantity';
  return note !== null && note.trim() === '' ? 'note' : null;
}
