import { amountPerDay, largestIntake, moments, type Dose, type DoseFault, type DoseStep } from './dose.ts';
import { doseUnits } from './dose-units.ts';
import type { DoseContext } from './dose-context.ts';

/** Null if the dose may be written. Every function that writes a dose calls it. */
export function checkDose(dose: Dose, context: DoseContext = { unit: null, strengthMg: null }): DoseFault | null {
  const { steps, asNeeded, maxPerDay } = dose;
  if (steps.length === 0) return 'zero';
  if (steps.length > 20) return 'too_large';
  if (steps.slice(0, -1).some(({ duration }) => duration === null)) return 'duration_missing';
  for (const step of steps) {
    const fault = stepFault(step, dose, context);
    if (fault !== null) return fault;
  }
  if (asNeeded !== null && asNeeded.reason !== null && !/^\S.{0,98}\S$/.test(asNeeded.reason)) return 'reason_invalid';
  if (maxPerDay === null) return null;
  if (!(maxPerDay > 0)) return 'zero';
  if (!isWhole(maxPerDay / doseUnits[dose.unit].part)) return 'fraction_impossible';
  if (maxPerDay > doseUnits[dose.unit].largest * 24) return 'too_large';
  const prescribed = steps.map(({ rhythm }) => (asNeeded === null ? amountPerDay(rhythm) : largestIntake(rhythm)));
  return maxPerDay < Math.max(...prescribed) ? 'max_below_dose' : null;
}

function stepFault(
  { rhythm, duration }: DoseStep,
  { unit }: Dose,
  { unit: piece, strengthMg, isWhole: isUndivided = false }: DoseContext,
): DoseFault | null {
  const { part: usualPart, largest } = doseUnits[unit];
  const part = isUndivided && unit === piece ? 1 : usualPart;
  const amounts = rhythm.kind === 'moments' ? moments.map((moment) => rhythm[moment]) : [rhythm.amount];
  if (amounts.some((amount) => !(amount >= 0)) || !amounts.some((amount) => amount > 0)) return 'zero';
  if (amounts.some((amount) => amount > largest)) return 'too_large';
  if (amounts.some((amount) => !isWhole(amount / part))) return 'fraction_impossible';
  if (unit === 'mg' && strengthMg !== null && piece !== null && piece !== 'mg') {
    const pieces = amounts.map((amount) => amount / strengthMg);
    if (pieces.some((count) => !isWhole(count / (isUndivided ? 1 : doseUnits[piece].part)))) return 'strength_mismatch';
    if (pieces.some((count) => count > doseUnits[piece].largest)) return 'too_large';
  }
  if (rhythm.kind === 'hours' && !isBetween(rhythm.hours, 1, 72)) return 'too_large';
  if (rhythm.kind === 'times' && !isBetween(rhythm.times, 1, 12)) return 'too_large';
  if (rhythm.kind === 'days' && !isBetween(rhythm.days, 2, 366)) return 'too_large';
  if (duration === null) return null;
  return isBetween(duration.value, 1, { day: 366, week: 53, month: 12 }[duration.unit]) ? null : 'too_large';
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Whole up to the rounding of decimals in binary. */
function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
