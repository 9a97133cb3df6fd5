import type { JsonObject } from '../json/json.ts';

/** Measurements of an examination: LOINC code, the name that is stored, unit and UCUM code. */
export const measurements = {
  pressure: { code: '85354-9', name: 'Pression artérielle', unit: 'mmHg', ucum: 'mm[Hg]' },
  weight: { code: '29463-7', name: 'Poids', unit: 'kg', ucum: 'kg' },
  height: { code: '8302-2', name: 'Taille', unit: 'cm', ucum: 'cm' },
  head: { code: '9843-4', name: 'Périmètre crânien', unit: 'cm', ucum: 'cm' },
  temperature: { code: '8310-5', name: 'Température', unit: '°C', ucum: 'Cel' },
  pulse: { code: '8867-4', name: 'Fréquence cardiaque', unit: '/min', ucum: '/min' },
  saturation: { code: '59408-5', name: 'Saturation en oxygène', unit: '%', ucum: '%' },
  fundal: { code: '11881-0', name: 'Hauteur utérine', unit: 'cm', ucum: 'cm' },
  fetal: { code: '55283-6', name: 'Rythme cardiaque fœtal', unit: '/min', ucum: '/min' },
  glucose: { code: '2339-0', name: 'Glycémie', unit: 'g/L', ucum: 'g/L' },
} as const;
export type MeasureKind = keyof typeof measurements;

const loinc = 'http://loinc.org';
const category = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** The elements of an Observation that state a measurement. @param at FHIR date or instant */
export function measurementElements(kind: MeasureKind, value: number, second: number | null, at: string): JsonObject {
  const { code, name, unit, ucum } = measurements[kind];
  const quantity = (amount: number): JsonObject => ({
    ...{ value: amount, unit, system: 'http://unitsofmeasure.org', code: ucum },
  });
  const part = (loincCode: string, display: string, amount: number): JsonObject => ({
    code: { coding: [{ system: loinc, code: loincCode, display }], text: display },
    valueQuantity: quantity(amount),
  });
  return {
    status: 'final',
    category: [{ coding: [{ system: category, code: kind === 'glucose' ? 'laboratory' : 'vital-signs' }] }],
    code: { coding: [{ system: loinc, code, display: name }], text: name },
    effectiveDateTime: at,
    ...(kind === 'pressure' && second !== null
      ? { component: [part('8480-6', 'Systolique', value), part('8462-4', 'Diastolique', second)] }
      : { valueQuantity: quantity(value) }),
  };
}
