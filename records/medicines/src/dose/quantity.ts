import type { Pack } from '../medicine.ts';
import type { DoseContext } from './dose-context.ts';
import { doseUnits } from './dose-units.ts';
import { amountPerDay, type Dose, type DoseUnit, type Duration } from './dose.ts';

/** How much to dispense. */
export interface Quantity {
  readonly amount: number;
  readonly unit: DoseUnit;
  /** True if it is a maximum, because the medicine is taken as needed. */
  readonly isMost: boolean;
  /** Whole packs of each size that contain the amount; empty if the packs are unknown. */
  readonly packs: readonly { readonly pack: Pack; readonly count: number }[];
}

/** Days of a duration; a month counts 30. */
export function durationDays({ value, unit }: Duration): number {
  return value * { day: 1, week: 7, month: 30 }[unit];
}

/** Days of the whole dose, or null if its last step has no end. */
export function doseDays(dose: Dose): number | null {
  let days = 0;
  for (const { duration } of dose.steps) {
    if (duration === null) return null;
    days += durationDays(duration);
  }
  return days;
}

/**
 * The quantity for a dose, over `duration` where the last step has no duration of its own. Null if it cannot be
 * computed: no duration, or milligrams without a strength.
 */
export function quantityOf(
  dose: Dose,
  duration: Duration | null,
  context: DoseContext,
  packs: readonly Pack[],
): Quantity | null {
  let amount = 0;
  for (const [at, step] of dose.steps.entries()) {
    const length = step.duration ?? (at === dose.steps.length - 1 ? duration : null);
    if (length === null) return null;
    amount += stepAmount(dose, at, durationDays(length));
  }
  const { unit: piece, strengthMg } = context;
  const isConverted = dose.unit === 'mg' && piece !== null && piece !== 'mg' && strengthMg !== null;
  if (dose.unit === 'mg' && !isConverted) return null;
  const unit = isConverted ? piece : dose.unit;
  const exact = isConverted ? amount / strengthMg : amount;
  const whole = Math.ceil(Number(exact.toFixed(6)));
  const sizes = new Map(packs.map((pack) => [`${pack.amount} ${pack.unit}`, pack]));
  const fitting = Array.from(sizes.values()).filter((pack) => packUnit(pack) === unit);
  return {
    ...{ amount: whole, unit },
    isMost: dose.asNeeded !== null,
    packs: fitting.map((pack) => ({ pack, count: Math.ceil(whole / pack.amount) })),
  };
}

function stepAmount(dose: Dose, at: number, days: number): number {
  const rhythm = dose.steps[at]?.rhythm;
  if (rhythm === undefined) return 0;
  if (dose.asNeeded !== null && dose.maxPerDay !== null) return Math.min(dose.maxPerDay, amountPerDay(rhythm)) * days;
  return rhythm.kind === 'days' ? rhythm.amount * Math.ceil(days / rhythm.days) : amountPerDay(rhythm) * days;
}

function packUnit({ unit }: Pack): DoseUnit | null {
  if (unit === 'sachet-dose') return 'sachet';
  if (unit === 'dispositif') return 'patch';
  return Object.hasOwn(doseUnits, unit) ? (unit as DoseUnit) : null;
}
