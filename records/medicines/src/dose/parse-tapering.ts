import type { DoseContext } from './dose-context.ts';
import { doseUnits } from './dose-units.ts';
import { numberPattern, readNumber } from './dose-numbers.ts';
import type { DoseFault, DoseStep, DoseUnit, Duration } from './dose.ts';
import { readUnit, unitPattern } from './parse-clause.ts';

const step = new RegExp(
  `^(${numberPattern})(?: ?(${unitPattern}))? (?:pendant )?(\\d+) ?(jours?|j|semaines?|sem|s|mois)(?![a-zà-ÿ])(?:,| puis)? ?`,
);

/** True for an amount with its unit and a duration, and nothing else: `40 mg 3 jours`. */
export function isDailyStep(text: string): boolean {
  const [all, , unit] = step.exec(text) ?? [];
  return unit !== undefined && all === text;
}

/**
 * Reads `60 3j 40 3j 20 3j`: the amount of each day with its duration. A number without a unit may be tablets or
 * milligrams: the medicine's strength decides if only one of both is possible, else the fault is `unit_ambiguous`.
 */
export function parseTapering(text: string, context: DoseContext): { unit: DoseUnit; steps: DoseStep[] } | DoseFault {
  const units = new Set<DoseUnit>();
  const steps: { amount: number; duration: Duration }[] = [];
  let rest = text;
  while (rest !== '') {
    const [all, amount = '', unit, count, letters = ''] = step.exec(rest) ?? [];
    if (all === undefined) return 'not_understood';
    if (unit !== undefined) {
      const read = readUnit(unit);
      if (read === null) return 'not_understood';
      units.add(read);
    }
    const letter = letters.charAt(0);
    const durationUnit = letter === 'j' ? 'day' : letter === 's' ? 'week' : 'month';
    steps.push({ amount: readNumber(amount), duration: { value: Number(count), unit: durationUnit } });
    rest = rest.slice(all.length);
  }
  if (units.size > 1) return 'unit_differs';
  const amounts = steps.map(({ amount }) => amount);
  const unit = units.values().next().value ?? likelyUnit(amounts, context);
  if (unit === null) return context.unit === null && context.strengthMg === null ? 'unit_missing' : 'unit_ambiguous';
  if (units.size === 1 && unit !== context.unit && unit !== 'mg' && context.unit !== null) return 'unit_differs';
  return {
    unit,
    steps: steps.map(({ amount, duration }) => ({ rhythm: { kind: 'times', amount, times: 1 }, duration })),
  };
}

/** The only unit in which all amounts are possible; null if there are two or none. */
function likelyUnit(amounts: readonly number[], { unit, strengthMg }: DoseContext): DoseUnit | null {
  if (unit === null) return null;
  if (strengthMg === null) return doseUnits[unit].ucum === null ? null : unit;
  const { part } = doseUnits[unit];
  const isPossible = (pieces: number): boolean =>
    pieces > 0 && pieces <= 10 && Math.abs(pieces / part - Math.round(pieces / part)) < 1e-9;
  const asPieces = amounts.every(isPossible);
  const asMilligrams = amounts.every((amount) => isPossible(amount / strengthMg));
  if (asPieces === asMilligrams) return null;
  return asPieces ? unit : 'mg';
}
