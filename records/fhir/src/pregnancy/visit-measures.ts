import { isDate } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { current, dateOf } from '../views/problems.ts';
import type { ViewSource } from '../views/view-source.ts';
import { hasCode, labelOf } from '../french/coding.ts';
import { measurementElements, measurements } from '../clinical/measurement.ts';
import type { EntryContext } from '../clinical/entry-context.ts';
import { quantityOf } from '../views/measures.ts';

/** Fields of a urine dipstick, with LOINC code and the name that is stored. */
export const dipstick = {
  protein: { code: '20454-5', name: 'Protéines urinaires (bandelette)' },
  glucose: { code: '25428-4', name: 'Glucose urinaire (bandelette)' },
  nitrite: { code: '5802-4', name: 'Nitrites urinaires (bandelette)' },
} as const;
export type DipstickField = keyof typeof dipstick;
export const dipstickValues = ['négatif', 'traces', '+', '++', '+++'] as const;
export type DipstickValue = (typeof dipstickValues)[number];

/** The measurements of one visit; null for what was not measured. */
export interface PregnancyVisitFacts {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly weight: number | null;
  readonly systolic: number | null;
  readonly diastolic: number | null;
  /** cm. */
  readonly fundal: number | null;
  /** Beats a minute. */
  readonly fetal: number | null;
  readonly protein: DipstickValue | null;
  readonly glucose: DipstickValue | null;
  readonly nitrite: DipstickValue | null;
}

export type PregnancyVisitFault =
  | 'date_invalid'
  | 'date_future'
  | 'nothing_measured'
  | 'weight_impossible'
  | 'pressure_impossible'
  | 'fundal_impossible'
  | 'fetal_impossible';

/** One visit as it was measured, with the record ids of its Observations. */
export interface PregnancyVisitView extends PregnancyVisitFacts {
  readonly ids: readonly string[];
}

const loinc = 'http://loinc.org';
const dipstickFields = Object.keys(dipstick) as DipstickField[];
const singles = ['weight', 'fundal', 'fetal'] as const;
const possible = { weight: [25, 300], fundal: [5, 50], fetal: [50, 240] } as const;

/** @param today `YYYY-MM-DD` */
export function pregnancyVisitFaults(facts: PregnancyVisitFacts, today: string): PregnancyVisitFault[] {
  const { date, systolic, diastolic } = facts;
  const faults: PregnancyVisitFault[] = [];
  if (date.length !== 10 || !isDate(date)) faults.push('date_invalid');
  else if (date > today) faults.push('date_future');
  const all = [...singles.map((one) => facts[one]), systolic, diastolic, ...dipstickFields.map((one) => facts[one])];
  if (all.every((one) => one === null)) faults.push('nothing_measured');
  for (const one of singles) {
    const [value, [least, most]] = [facts[one], possible[one]];
    if (value !== null && !(value >= least && value <= most)) faults.push(`${one}_impossible`);
  }
  if (systolic === null && diastolic === null) return faults;
  const isPressure =
    systolic !== null && diastolic !== null && diastolic < systolic && diastolic >= 20 && systolic <= 300;
  if (!isPressure) faults.push('pressure_impossible');
  return faults;
}

/** One Observation for each measurement. @param facts without faults */
export function buildPregnancyVisit(
  facts: PregnancyVisitFacts,
  { patient, author, recorded }: EntryContext,
): Resource[] {
  const { date, systolic, diastolic } = facts;
  const common = { subject: { reference: patient }, issued: recorded, performer: [{ display: author }] };
  const measured = singles.flatMap((kind): Resource[] => {
    const value = facts[kind];
    return value === null
      ? []
      : [{ resourceType: 'Observation', ...measurementElements(kind, value, null, date), ...common }];
  });
  const pressure: Resource[] =
    systolic === null || diastolic === null
      ? []
      : [{ resourceType: 'Observation', ...measurementElements('pressure', systolic, diastolic, date), ...common }];
  const urine = dipstickFields.flatMap((field): Resource[] => {
    const value = facts[field];
    const { code, name } = dipstick[field];
    if (value === null) return [];
    return [
      {
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ system: loinc, code, display: name }], text: name },
        effectiveDateTime: date,
        valueCodeableConcept: { text: value },
        ...common,
      },
    ];
  });
  return [...measured, ...pressure, ...urine];
}

/**
 * The visits since a day, newest first: the days with a fundal height, a fetal heart rate or a dipstick, with weight
 * and pressure of the same day.
 */
export function pregnancyVisitsOf(sources: readonly ViewSource[], since: string): PregnancyVisitView[] {
  type Growing = { -readonly [Name in keyof PregnancyVisitFacts]: PregnancyVisitFacts[Name] } & { ids: string[] };
  const days = new Map<string, Growing>();
  const own = new Set<string>();
  for (const { id, resource } of current(sources, 'Observation')) {
    const date = dateOf(resource, 'effectiveDateTime', 'effectivePeriod')?.slice(0, 10) ?? '';
    if (date.length !== 10 || date < since) continue;
    const is = (code: string): boolean => hasCode(resource['code'], loinc, code);
    const day = days.get(date) ?? { date, ...nothing, ids: [] };
    const single = singles.find((one) => is(measurements[one].code));
    const field = dipstickFields.find((one) => is(dipstick[one].code));
    if (single !== undefined) day[single] = quantityOf(resource['valueQuantity'])?.value ?? null;
    else if (field !== undefined) day[field] = dipstickValueOf(labelOf(resource['valueCodeableConcept']));
    else if (is(measurements.pressure.code)) {
      const parts = Array.isArray(resource['component']) ? resource['component'] : [];
      const [high = null, low = null] = parts.map((part) =>
        typeof part === 'object' && part !== null && !Array.isArray(part)
          ? (quantityOf(part['valueQuantity'])?.value ?? null)
          : null,
      );
      [day.systolic, day.diastolic] = [high, low];
    } else continue;
    if (single === 'fundal' || single === 'fetal' || field !== undefined) own.add(date);
    day.ids.push(id);
    days.set(date, day);
  }
  return Array.from(days.values())
    .filter(({ date }) => own.has(date))
    .toSorted((one, other) => other.date.localeCompare(one.date));
}

const nothing = {
  ...{ weight: null, systolic: null, diastolic: null, fundal: null, fetal: null },
  ...{ protein: null, glucose: null, nitrite: null },
};

function dipstickValueOf(value: string | null): DipstickValue | null {
  return dipstickValues.find((one) => one === value) ?? null;
}
