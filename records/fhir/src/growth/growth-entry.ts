import { hasCode } from '../french/coding.ts';
import { isDate } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { quantityOf } from '../views/measures.ts';
import { current } from '../views/problems.ts';
import type { ViewSource } from '../views/view-source.ts';
import { measurementElements } from '../clinical/measurement.ts';
import type { EntryContext } from '../clinical/entry-context.ts';

/** Measurements of a child as a person enters them: kg and cm; null for what was not measured. */
export interface GrowthFacts {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly weight: number | null;
  readonly height: number | null;
  readonly head: number | null;
}

export type GrowthFault =
  | 'date_invalid'
  | 'date_future'
  | 'before_birth'
  | 'nothing_measured'
  | 'weight_impossible'
  | 'height_impossible'
  | 'head_impossible';

const kinds = ['weight', 'height', 'head'] as const;
const possible: Readonly<Record<(typeof kinds)[number], readonly [number, number]>> = {
  weight: [0.3, 400],
  height: [20, 250],
  head: [15, 70],
};
const loinc = 'http://loinc.org';
/** LOINC "Gestational age--at birth". */
const gestationCode = '76516-4';
const gestationName = 'Terme à la naissance';
/** From 22 weeks, when a birth is registered, to 45. */
const gestationLimits = [154, 321] as const;

/** @param birth `YYYY-MM-DD`; null if unknown @param today `YYYY-MM-DD` */
export function growthFaults(facts: GrowthFacts, birth: string | null, today: string): GrowthFault[] {
  const faults: GrowthFault[] = [];
  if (facts.date.length !== 10 || !isDate(facts.date)) faults.push('date_invalid');
  else if (facts.date > today) faults.push('date_future');
  else if (birth !== null && facts.date < birth) faults.push('before_birth');
  if (kinds.every((kind) => facts[kind] === null)) faults.push('nothing_measured');
  for (const kind of kinds) {
    const [value, [least, most]] = [facts[kind], possible[kind]];
    if (value !== null && !(value >= least && value <= most)) faults.push(`${kind}_impossible`);
  }
  return faults;
}

/** One Observation for each measurement. @param facts without faults */
export function buildGrowth(facts: GrowthFacts, { patient, author, recorded }: EntryContext): Resource[] {
  return kinds.flatMap((kind): Resource[] => {
    const value = facts[kind];
    if (value === null) return [];
    return [
      {
        resourceType: 'Observation',
        ...measurementElements(kind, value, null, facts.date),
        subject: { reference: patient },
        issued: recorded,
        performer: [{ display: author }],
      },
    ];
  });
}

export function isGestation(days: number): boolean {
  return Number.isInteger(days) && days >= gestationLimits[0] && days <= gestationLimits[1];
}

/** The duration of the pregnancy at birth as an Observation. @param days of amenorrhoea, `isGestation` */
export function buildGestation(days: number, birth: string, { patient, author, recorded }: EntryContext): Resource {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: loinc, code: gestationCode, display: gestationName }], text: gestationName },
    subject: { reference: patient },
    effectiveDateTime: birth,
    issued: recorded,
    performer: [{ display: author }],
    valueQuantity: { value: days, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
  };
}

/** The recorded duration in days and its record id; the newest one. Weeks of other programs are read too. */
export function gestationOf(sources: readonly ViewSource[]): { readonly id: string; readonly days: number } | null {
  const found = current(sources, 'Observation').flatMap(({ id, resource }) => {
    if (!hasCode(resource['code'], loinc, gestationCode)) return [];
    const quantity = quantityOf(resource['valueQuantity']);
    const days =
      quantity === null ? NaN : quantity.value * (/^(?:wk|weeks?|semaines?|sa)/iu.test(quantity.unit) ? 7 : 1);
    return isGestation(Math.round(days)) ? [{ id, days: Math.round(days) }] : [];
  });
  return found.at(-1) ?? null;
}
