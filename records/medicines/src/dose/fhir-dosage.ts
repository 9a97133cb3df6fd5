import { isObject, type Json, type JsonObject } from '@etanche/records-fhir';
import { checkDose } from './check-dose.ts';
import { doseUnits } from './dose-units.ts';
import {
  moments,
  type Dose,
  type DoseFault,
  type DoseOrText,
  type DoseUnit,
  type Duration,
  type Rhythm,
} from './dose.ts';
import { requireDose, writeDose } from './write-dose.ts';

const ucum = 'http://unitsofmeasure.org';
const whenCodes = { morning: 'MORN', noon: 'NOON', evening: 'EVE', night: 'NIGHT' } as const;
const durationCodes = { day: 'd', week: 'wk', month: 'mo' } as const;
const durationWords = { day: 'jour', week: 'semaine', month: 'mois' } as const;

/**
 * The dose as `Dosage` elements of FHIR R4. Steps have ascending `sequence`; elements of one sequence are taken
 * together (different amounts at different moments). The first element has the whole French text. A text that is no
 * dose is one element with `text` alone.
 *
 * @throws MedicinesError `dose_invalid`
 */
export function writeDosage(dose: DoseOrText): JsonObject[] {
  return dose.kind === 'text' ? [{ text: dose.text }] : dosageOf(dose.dose);
}

function dosageOf(dose: Dose): JsonObject[] {
  requireDose(dose);
  const elements = dose.steps.flatMap(({ rhythm, duration }, at) =>
    timings(rhythm).map(({ amount, repeat }): JsonObject => {
      const bounds = duration === null ? {} : { boundsDuration: writeDuration(duration) };
      const rate = { doseQuantity: quantity(amount, dose.unit) };
      const needed: JsonObject =
        dose.asNeeded === null
          ? {}
          : dose.asNeeded.reason === null
            ? { asNeededBoolean: true }
            : { asNeededCodeableConcept: { text: dose.asNeeded.reason } };
      const most: JsonObject =
        dose.maxPerDay === null
          ? {}
          : {
              maxDosePerPeriod: {
                numerator: quantity(dose.maxPerDay, dose.unit),
                denominator: writeDuration({ value: 1, unit: 'day' }),
              },
            };
      return {
        sequence: at + 1,
        timing: { repeat: { ...bounds, ...repeat } },
        ...needed,
        doseAndRate: [rate],
        ...most,
      };
    }),
  );
  return elements.map((element, at) => (at === 0 ? { ...element, text: writeDose(dose) } : element));
}

export function writeDuration({ value, unit }: Duration): JsonObject {
  return { value, unit: durationWords[unit], system: ucum, code: durationCodes[unit] };
}

/** Null if it is not a whole number of days, weeks or months. */
export function readDuration(value: Json | undefined): Duration | null {
  if (!isObject(value) || value['system'] !== ucum || typeof value['value'] !== 'number') return null;
  const unit = (['day', 'week', 'month'] as const).find((each) => durationCodes[each] === value['code']);
  return unit === undefined ? null : { value: value['value'], unit };
}

function quantity(value: number, unit: DoseUnit): JsonObject {
  const code = doseUnits[unit].ucum;
  return code === null ? { value, unit } : { value, unit, system: ucum, code };
}

function timings(rhythm: Rhythm): { readonly amount: number; readonly repeat: JsonObject }[] {
  const daily = { frequency: 1, period: 1, periodUnit: 'd' };
  switch (rhythm.kind) {
    case 'moments': {
      const amounts = new Set(moments.map((moment) => rhythm[moment]).filter((amount) => amount > 0));
      return Array.from(amounts, (amount) => ({
        amount,
        repeat: {
          ...daily,
          when: moments.filter((moment) => rhythm[moment] === amount).map((moment) => whenCodes[moment]),
        },
      }));
    }
    case 'hours':
      return [{ amount: rhythm.amount, repeat: { frequency: 1, period: rhythm.hours, periodUnit: 'h' } }];
    case 'times':
      return [{ amount: rhythm.amount, repeat: { frequency: rhythm.times, period: 1, periodUnit: 'd' } }];
    case 'days':
      return [{ amount: rhythm.amount, repeat: { frequency: 1, period: rhythm.days, periodUnit: 'd' } }];
  }
}

/**
 * Reads `Dosage` elements back. A structure that this module does not write, or whose text says something else, stays a
 * text, so that nothing of it is lost silently.
 */
export function readDosage(elements: readonly Json[]): DoseOrText {
  const objects = elements.filter(isObject);
  const text = objects.flatMap((element) => (typeof element['text'] === 'string' ? [element['text']] : [])).join(' ; ');
  const asText = (fault: DoseFault): DoseOrText => ({ kind: 'text', text, fault });
  if (objects.length !== elements.length || objects.length === 0) return asText('structure_unknown');
  if (objects.every((element) => Object.keys(element).every((name) => name === 'text')))
    return asText('structure_missing');
  const dose = rebuild(objects);
  if (dose === null || checkDose(dose) !== null) return asText('structure_unknown');
  // Written again, it must be the same: any element without a place here differs.
  const again = dosageOf(dose);
  const withoutText = (element: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(element).filter(([name]) => name !== 'text'));
  if (canonical(again.map(withoutText)) !== canonical(objects.map(withoutText))) return asText('structure_unknown');
  return text === '' || text === again[0]?.['text'] ? { kind: 'dose', dose } : asText('text_differs');
}

function rebuild(elements: readonly JsonObject[]): Dose | null {
  const [first] = elements as [JsonObject];
  const unit = unitOf(first);
  if (unit === null) return null;
  const steps: { rhythm: Rhythm; duration: Duration | null }[] = [];
  for (const sequence of new Set(elements.map((element) => element['sequence']))) {
    const together = elements.filter((element) => element['sequence'] === sequence);
    const rhythm = rhythmOf(together);
    if (rhythm === null) return null;
    steps.push({ rhythm, duration: readDuration(repeatOf(together[0])['boundsDuration']) });
  }
  const concept = first['asNeededCodeableConcept'];
  const reason = isObject(concept) && typeof concept['text'] === 'string' ? concept['text'] : null;
  const most = first['maxDosePerPeriod'];
  const numerator = isObject(most) && isObject(most['numerator']) ? most['numerator']['value'] : null;
  return {
    ...{ unit, steps },
    asNeeded: first['asNeededBoolean'] === true || reason !== null ? { reason } : null,
    maxPerDay: typeof numerator === 'number' ? numerator : null,
  };
}

function rhythmOf(elements: readonly JsonObject[]): Rhythm | null {
  const amounts = elements.map(amountOf);
  const [amount] = amounts;
  const { when, frequency, period, periodUnit } = repeatOf(elements[0]);
  if (amount === undefined || amounts.includes(Number.NaN)) return null;
  if (when !== undefined) {
    const at = (code: string): number => {
      const element = elements.findIndex((each) => {
        const codes = repeatOf(each)['when'];
        return Array.isArray(codes) && codes.includes(code);
      });
      return element < 0 ? 0 : (amounts[element] ?? 0);
    };
    return { kind: 'moments', morning: at('MORN'), noon: at('NOON'), evening: at('EVE'), night: at('NIGHT') };
  }
  if (typeof frequency !== 'number' || typeof period !== 'number' || elements.length > 1) return null;
  if (periodUnit === 'h') return { kind: 'hours', amount, hours: period };
  if (periodUnit !== 'd') return null;
  return period === 1 ? { kind: 'times', amount, times: frequency } : { kind: 'days', amount, days: period };
}

function repeatOf(element: JsonObject | undefined): JsonObject {
  const timing = element?.['timing'];
  return isObject(timing) && isObject(timing['repeat']) ? timing['repeat'] : {};
}

function quantityOf(element: JsonObject): JsonObject {
  const rates = element['doseAndRate'];
  const rate = Array.isArray(rates) ? rates[0] : undefined;
  return isObject(rate) && isObject(rate['doseQuantity']) ? rate['doseQuantity'] : {};
}

function amountOf(element: JsonObject): number {
  const { value } = quantityOf(element);
  return typeof value === 'number' ? value : Number.NaN;
}

function unitOf(element: JsonObject): DoseUnit | null {
  const { unit } = quantityOf(element);
  return typeof unit === 'string' && Object.hasOwn(doseUnits, unit) ? (unit as DoseUnit) : null;
}

/** JSON text with sorted names, for comparison. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join()}}`;
}
