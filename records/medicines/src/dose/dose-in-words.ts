import { parseAmount } from '../amount.ts';
import { fold } from '../fold.ts';
import { doseUnits } from './dose-units.ts';
import { moments, type Dose, type DoseStep, type DoseUnit, type Duration, type Rhythm } from './dose.ts';
import { numberInWords } from './number-in-words.ts';
import { requireDose } from './write-dose.ts';

const measureWords: Readonly<Record<string, readonly [string, string]>> = {
  mg: ['milligramme', 'milligrammes'],
  ml: ['millilitre', 'millilitres'],
  microgramme: ['microgramme', 'microgrammes'],
  UI: ['unité internationale', 'unités internationales'],
};

/**
 * A dose in words, as R.5132-29 CSP requires for narcotics: amounts of each intake, number of intakes, strength,
 * duration. `strength` is that of the medicine (`10 mg`). Null if a number cannot be spelled without doubt; it is then
 * written by hand.
 *
 * @throws MedicinesError `dose_invalid`
 */
export function doseInWords(dose: Dose, strength: string | null): string | null {
  requireDose(dose);
  const strengthText = strength === null ? '' : strengthInWords(strength);
  if (strengthText === null) return null;
  const texts: string[] = [];
  for (const step of dose.steps) {
    const text = stepInWords(step, dose.unit, strengthText);
    if (text === null) return null;
    texts.push(text);
  }
  const most = dose.maxPerDay === null ? '' : amountInWords(dose.maxPerDay, dose.unit);
  if (most === null) return null;
  const needed = dose.asNeeded === null ? '' : `, si ${dose.asNeeded.reason ?? 'besoin'}`;
  return `${texts.join(', puis ')}${needed}${most === '' ? '' : `, au maximum ${most} par jour`}`;
}

/** `10 mg`: `dix milligrammes`. Null if it is not one number with a known unit. */
export function strengthInWords(strength: string): string | null {
  const amount = parseAmount(fold(strength));
  if (amount === null || (amount.unit !== 'mg' && amount.unit !== 'ui')) return null;
  if (amount.unit === 'ui') return amountInWords(amount.value, 'UI');
  const micrograms = Number((amount.value * 1000).toPrecision(9));
  return amount.value < 1 ? amountInWords(micrograms, 'microgramme') : amountInWords(amount.value, 'mg');
}

function stepInWords({ rhythm, duration }: DoseStep, unit: DoseUnit, strength: string): string | null {
  const taken = rhythmInWords(
    rhythm,
    unit,
    strength === '' || measureWords[unit] !== undefined ? '' : ` de ${strength}`,
  );
  if (taken === null) return null;
  return duration === null ? taken : `${taken} pendant ${durationInWords(duration)}`;
}

const momentTexts = { morning: 'le matin', noon: 'le midi', evening: 'le soir', night: 'au coucher' } as const;

function rhythmInWords(rhythm: Rhythm, unit: DoseUnit, strength: string): string | null {
  const intake = (amount: number): string | null => {
    const words = amountInWords(amount, unit);
    return words === null ? null : `${words}${strength}`;
  };
  if (rhythm.kind === 'moments') {
    const taken = moments.filter((moment) => rhythm[moment] > 0);
    const texts = taken.map((moment) => [intake(rhythm[moment]), momentTexts[moment]] as const);
    if (texts.some(([words]) => words === null)) return null;
    const count = taken.length === 1 ? 'une prise' : `${numberInWords(taken.length, 'feminine')} prises`;
    return `${texts.map((text) => text.join(' ')).join(' et ')}, soit ${count} par jour`;
  }
  const words = intake(rhythm.amount);
  if (words === null) return null;
  if (rhythm.kind === 'hours') return `${words} toutes les ${numberInWords(rhythm.hours, 'feminine')} heures`;
  if (rhythm.kind === 'days') return `${words} tous les ${numberInWords(rhythm.days)} jours`;
  return `${words}, ${numberInWords(rhythm.times, 'feminine')} fois par jour`;
}

function durationInWords({ value, unit }: Duration): string {
  const word = { day: 'jour', week: 'semaine', month: 'mois' }[unit];
  const plural = value > 1 && unit !== 'month' ? `${word}s` : word;
  return `${numberInWords(value, unit === 'week' ? 'feminine' : 'masculine')} ${plural}`;
}

/** `un comprimé et demi`, `deux virgule cinq millilitres`; null above 9999 or with more than two decimals. */
function amountInWords(amount: number, unit: DoseUnit): string | null {
  const { isFeminine, plural, part } = doseUnits[unit];
  const [one, many] = measureWords[unit] ?? [unit, plural];
  const gender = isFeminine || unit === 'UI' ? 'feminine' : 'masculine';
  const [whole, rest] = [Math.floor(amount), Number((amount % 1).toFixed(3))];
  if (whole > 9999) return null;
  if (rest === 0) return `${numberInWords(whole, gender)} ${whole > 1 ? many : one}`;
  if (part === 0.001) {
    const decimals = String(rest).slice(2);
    if (decimals.length > 2) return null;
    const spelled = decimals.startsWith('0')
      ? `zéro ${numberInWords(Number(decimals))}`
      : numberInWords(Number(decimals));
    return `${numberInWords(whole)} virgule ${spelled} ${whole > 1 ? many : one}`;
  }
  const parts = { 0.25: 'un quart', 0.5: 'demi', 0.75: 'trois quarts' }[rest];
  if (parts === undefined) return null;
  const half = isFeminine ? 'demie' : 'demi';
  if (whole === 0) return rest === 0.5 ? `${isFeminine ? 'une' : 'un'} demi-${one}` : `${parts} de ${one}`;
  return `${numberInWords(whole, gender)} ${whole > 1 ? many : one} et ${rest === 0.5 ? half : parts}`;
}
