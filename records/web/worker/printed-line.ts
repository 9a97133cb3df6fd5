import {
  doseContext,
  doseInWords,
  lineDays,
  prescriptionRules,
  quantityOf,
  substitutionText,
  writeDose,
  type MedicineLine,
  type PrescriptionLine,
} from '@etanche/records-medicines';
import type { PrintedLine } from '../paper/prescription.ts';
import type { Medicines } from './medicines.ts';

/** A stored line as it is printed. */
export function printedLine(medicines: Medicines, line: PrescriptionLine): PrintedLine {
  const { medicine, dose } = line;
  const brand = medicine.cis === null ? null : (medicines.index.byCis.get(medicine.cis) ?? null);
  const rules = brand === null ? null : prescriptionRules([brand]);
  const found = medicines.search.lines.find(({ line: one }) => one.label === medicine.label)?.line ?? null;
  return {
    label: medicine.label,
    brandName: medicine.isBrandChosen ? medicine.name : null,
    dose: dose.kind === 'dose' ? writeDose(dose.dose) : dose.text,
    duration: durationOf(line),
    quantity: quantityText(line, found),
    renewals: line.renewals,
    notSubstitutable: line.substitution === null ? null : substitutionText(line.substitution),
    isAld: line.isAld,
    inWords:
      rules?.needsSecuredForm === true
        ? ((dose.kind === 'dose' ? doseInWords(dose.dose, strengthOf(medicine.label)) : null) ?? '')
        : null,
  };
}

/** `10 mg` of `morphine 10 mg, comprimé`; null if the label has several strengths. */
function strengthOf(label: string): string | null {
  const strengths = label.match(/\d+(?:[.,]\d+)? (?:mg|microgrammes?|g|UI)\b/gu) ?? [];
  return strengths.length === 1 ? strengths[0] : null;
}

/** A dose with an end of its own states it. */
function durationOf(line: PrescriptionLine): string | null {
  if (line.duration !== null) return `pendant ${lineDays(line) ?? line.duration.value} jours`;
  return line.course === 'continuous' ? 'traitement continu' : null;
}

function quantityText(line: PrescriptionLine, medicine: MedicineLine | null): string | null {
  const { quantity, dose, duration } = line;
  if (quantity !== null) return amountText(quantity.amount, quantity.unit);
  if (dose.kind !== 'dose' || medicine === null) return null;
  const packs = medicine.medicines.flatMap((one) => one.packs);
  const computed = quantityOf(dose.dose, duration, doseContext(medicine), packs);
  return computed === null ? null : `${computed.isMost ? 'au plus ' : ''}${amountText(computed.amount, computed.unit)}`;
}

function amountText(amount: number, unit: string): string {
  const plural = amount >= 2 && unit.length > 2 && !unit.endsWith('s') ? 's' : '';
  return `${String(amount).replace('.', ',')} ${unit}${plural}`;
}
