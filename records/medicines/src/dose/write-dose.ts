import { MedicinesError } from '../medicines-error.ts';
import { checkDose } from './check-dose.ts';
import { frenchNumber, typedNumber } from './dose-numbers.ts';
import { doseUnits } from './dose-units.ts';
import { moments, type Dose, type DoseStep, type DoseUnit, type Duration, type Rhythm } from './dose.ts';

/**
 * The dose as clear French text: `1 comprimé le matin et 1 comprimé le soir, pendant 7 jours`.
 *
 * @throws MedicinesError `dose_invalid`
 */
export function writeDose(dose: Dose): string {
  requireDose(dose);
  const steps = dose.steps.map((step) => stepText(step, dose.unit)).join(', puis ');
  const needed = dose.asNeeded === null ? '' : `, si ${dose.asNeeded.reason ?? 'besoin'}`;
  const most = dose.maxPerDay === null ? '' : `, au maximum ${amountText(dose.maxPerDay, dose.unit)} par jour`;
  return `${steps}${needed}${most}`;
}

/**
 * The dose as a doctor types it; `parseDose` reads it back. For editing a line.
 *
 * @throws MedicinesError `dose_invalid`
 */
export function typeDose(dose: Dose): string {
  requireDose(dose);
  const steps = dose.steps.map(({ rhythm, duration }) => `${typedRhythm(rhythm, dose.unit)}${typedDuration(duration)}`);
  const needed = dose.asNeeded === null ? '' : ` si ${dose.asNeeded.reason ?? 'besoin'}`;
  const most = dose.maxPerDay === null ? '' : ` max ${typedNumber(dose.maxPerDay)}`;
  return `${steps.join(' puis ')}${needed}${most}`;
}

/** @throws MedicinesError `dose_invalid` */
export function requireDose(dose: Dose): void {
  const fault = checkDose(dose);
  if (fault !== null) throw new MedicinesError('dose_invalid', `the dose must not be written: ${fault}`);
}

export function durationText({ value, unit }: Duration): string {
  const word = { day: 'jour', week: 'semaine', month: 'mois' }[unit];
  return `${value}\u00a0${value > 1 && unit !== 'month' ? `${word}s` : word}`;
}

/** `1 ½ comprimé`, `2 comprimés`: the plural begins at two. */
export function amountText(amount: number, unit: DoseUnit): string {
  return `${frenchNumber(amount, doseUnits[unit].ucum !== null)}\u00a0${amount >= 2 ? doseUnits[unit].plural : unit}`;
}

const momentTexts = { morning: 'le matin', noon: 'le midi', evening: 'le soir', night: 'au coucher' } as const;

function stepText({ rhythm, duration }: DoseStep, unit: DoseUnit): string {
  return `${rhythmText(rhythm, unit)}${duration === null ? '' : ` pendant ${durationText(duration)}`}`;
}

function rhythmText(rhythm: Rhythm, unit: DoseUnit): string {
  switch (rhythm.kind) {
    case 'moments': {
      const taken = moments.filter((moment) => rhythm[moment] > 0);
      const texts = taken.map((moment) => `${amountText(rhythm[moment], unit)} ${momentTexts[moment]}`);
      return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} et ${texts.at(-1)}`;
    }
    case 'hours':
      return `${amountText(rhythm.amount, unit)} toutes les ${rhythm.hours === 1 ? '' : `${rhythm.hours}\u00a0`}heures`;
    case 'times':
      return `${amountText(rhythm.amount, unit)}${rhythm.times === 1 ? '' : ` ${rhythm.times}\u00a0fois`} par jour`;
    case 'days':
      return rhythm.days === 7
        ? `${amountText(rhythm.amount, unit)} une fois par semaine`
        : `${amountText(rhythm.amount, unit)} tous les ${rhythm.days}\u00a0jours`;
  }
}

function typedRhythm(rhythm: Rhythm, unit: DoseUnit): string {
  switch (rhythm.kind) {
    case 'moments':
      return `${moments.map((moment) => typedNumber(rhythm[moment])).join('-')} ${unit}`;
    case 'hours':
      return `${typedNumber(rhythm.amount)} ${unit} toutes les ${rhythm.hours}h`;
    case 'times':
      return `${typedNumber(rhythm.amount)} ${unit} ${rhythm.times} fois par jour`;
    case 'days':
      return `${typedNumber(rhythm.amount)} ${unit} tous les ${rhythm.days} jours`;
  }
}

function typedDuration(duration: Duration | null): string {
  return duration === null ? '' : ` ${duration.value} ${{ day: 'j', week: 'sem', month: 'mois' }[duration.unit]}`;
}
