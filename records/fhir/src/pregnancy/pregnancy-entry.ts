import { codesOf, extensionsOf, hasCode, labelOf, withExtensions } from '../french/coding.ts';
import { isObject, without, type Json, type JsonObject } from '../json/json.ts';
import { isDate } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { dateOfChoice, noteOf, withCode, withDate, withNote } from '../clinical/edit-element.ts';
import type { EntryContext } from '../clinical/entry-context.ts';
import { amenorrhoeaSince, datingMethods, plusDays, type DatingMethod } from './term.ts';

/** How a pregnancy ended, with the SNOMED CT code and the words that are stored. */
export const outcomes = {
  birth: { code: '281050002', name: 'Naissance' },
  stillbirth: { code: '237364002', name: 'Enfant né sans vie' },
  miscarriage: { code: '17369002', name: 'Fausse couche' },
  termination: { code: '57797005', name: 'Interruption de grossesse' },
  ectopic: { code: '34801009', name: 'Grossesse extra-utérine' },
} as const;
export type Outcome = keyof typeof outcomes;

/** A pregnancy as a person writes it. */
export interface PregnancyFacts {
  /** Null for a past pregnancy, and for one of another program that does not say it. */
  readonly method: DatingMethod | null;
  /** The date of `method`, `YYYY-MM-DD`. */
  readonly date: string | null;
  /** Null while it lasts. */
  readonly outcome: Outcome | null;
  /** FHIR date of any precision. */
  readonly outcomeDate: string | null;
  /** Children born; null if nobody wrote it. */
  readonly children: number | null;
  readonly note: string | null;
}

export type PregnancyFault =
  | 'date_missing'
  | 'date_invalid'
  | 'date_future'
  | 'date_old'
  | 'outcome_date_missing'
  | 'outcome_before_start'
  | 'children_invalid';

const snomed = 'http://snomed.info/sct';
const pregnancyCode = '77386006';
const obstetrics = { coding: [{ system: snomed, code: '417887005' }], text: 'Antécédent obstétrical' };
const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const verification = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
/** R4 has no element for them in a Condition. */
const datingUrl = 'urn:etanche:v1:pregnancy-dating';
const outcomeUrl = 'urn:etanche:v1:pregnancy-outcome';
const childrenUrl = 'urn:etanche:v1:pregnancy-children';
/** No pregnancy lasts longer. */
const mostDays = 46 * 7;
const mostChildren = 8;

/** @param today `YYYY-MM-DD` */
export function pregnancyFaults(facts: PregnancyFacts, today: string): PregnancyFault[] {
  const { method, date, outcome, outcomeDate, children } = facts;
  const faults: PregnancyFault[] = [];
  const isOngoing = outcome === null;
  if (isOngoing && (method === null || date === null)) faults.push('date_missing');
  const isWhole = date === null || (date.length === 10 && isDate(date));
  if (!isWhole || (outcomeDate !== null && !isDate(outcomeDate))) faults.push('date_invalid');
  else if ([date, outcomeDate].some((one) => one !== null && one > today)) faults.push('date_future');
  else if (isOngoing && date !== null && plusDays(date, mostDays) < today) faults.push('date_old');
  if (!isOngoing && outcomeDate === null) faults.push('outcome_date_missing');
  else if (outcomeDate !== null && date !== null && outcomeDate < date.slice(0, outcomeDate.length))
    faults.push('outcome_before_start');
  if (children !== null && (!Number.isInteger(children) || children < 0 || children > mostChildren))
    faults.push('children_invalid');
  return faults;
}

export function isPregnancy(resource: JsonObject): boolean {
  return resource['resourceType'] === 'Condition' && hasCode(resource['code'], snomed, pregnancyCode);
}

/** @param facts without faults */
export function buildPregnancy(facts: PregnancyFacts, { patient, author, recorded }: EntryContext): Resource {
  return editPregnancy(
    {
      resourceType: 'Condition',
      verificationStatus: { coding: [{ system: verification, code: 'confirmed' }] },
      category: [obstetrics],
      code: { coding: [{ system: snomed, code: pregnancyCode, display: 'Grossesse' }], text: 'Grossesse' },
      subject: { reference: patient },
      recordedDate: recorded,
      recorder: { display: author },
    },
    facts,
  );
}

/** The pregnancy with other facts; every element that no fact describes stays. */
export function editPregnancy(before: Resource, facts: PregnancyFacts): Resource {
  const { method, date, outcome, outcomeDate, children, note } = facts;
  const dated = withDate(withDate(before, 'onset', date), 'abatement', outcomeDate);
  const value = (url: string, content: JsonObject | null): JsonObject[] =>
    content === null ? [] : [{ url, ...content }];
  const ended = outcome === null ? null : outcomes[outcome];
  const concept =
    ended === null ? null : { coding: [{ system: snomed, code: ended.code, display: ended.name }], text: ended.name };
  const marked = [
    [datingUrl, method === null ? null : { valueCode: method }],
    [outcomeUrl, concept === null ? null : { valueCodeableConcept: concept }],
    [childrenUrl, children === null ? null : { valueUnsignedInt: children }],
  ] as const;
  const extended = marked.reduce<JsonObject>(
    (all, [url, content]) => withExtensions(all, url, value(url, content)),
    dated,
  );
  return {
    ...without(withNote(extended, note), 'clinicalStatus'),
    clinicalStatus: withCode(before['clinicalStatus'], clinical, outcome === null ? 'active' : 'resolved'),
    resourceType: 'Condition',
  };
}

/** @param pregnancy `isPregnancy` */
export function readPregnancy(pregnancy: JsonObject): PregnancyFacts {
  const written = valueOf(pregnancy, datingUrl, 'valueCode');
  const method = datingMethods.find((one) => one === written) ?? null;
  const children = valueOf(pregnancy, childrenUrl, 'valueUnsignedInt');
  return {
    method,
    date: dateOfChoice(pregnancy, 'onset')?.slice(0, 10) ?? null,
    outcome: outcomeOf(pregnancy),
    outcomeDate: dateOfChoice(pregnancy, 'abatement')?.slice(0, 10) ?? null,
    children: typeof children === 'number' ? children : null,
    note: noteOf(pregnancy),
  };
}

/** The first day of amenorrhoea; null if the pregnancy was not dated, or only by its month. */
export function sinceOfPregnancy({ method, date }: PregnancyFacts): string | null {
  return method === null || date?.length !== 10 ? null : amenorrhoeaSince(method, date);
}

/** True for one that another program ended without an outcome. */
export function isResolved(pregnancy: JsonObject): boolean {
  return ['resolved', 'inactive', 'remission'].some((code) => hasCode(pregnancy['clinicalStatus'], clinical, code));
}

function outcomeOf(pregnancy: JsonObject): Outcome | null {
  const written = valueOf(pregnancy, outcomeUrl, 'valueCodeableConcept');
  const known = codesOf(written).flatMap(({ system, code }) => (system === snomed && code !== null ? [code] : []));
  const byCode = entries().find(([, { code }]) => known.includes(code));
  const byName = isObject(written) ? entries().find(([, { name }]) => name === labelOf(written)) : undefined;
  return (byCode ?? byName)?.[0] ?? null;
}

function entries(): [Outcome, { code: string; name: string }][] {
  return Object.entries(outcomes) as [Outcome, { code: string; name: string }][];
}

function valueOf(resource: JsonObject, url: string, name: string): Json | undefined {
  return extensionsOf(resource, url).map((extension) => extension[name])[0];
}

/** The outcome that the words of another entry of the obstetric history state: `Accouchement voie basse`. */
export function outcomeOfWords(name: string): Outcome | null {
  const words: readonly (readonly [RegExp, Outcome])[] = [
    [/fausse[\s-]*couche|\bfcs\b|avortement spontan/iu, 'miscarriage'],
    [/\bivg\b|\bimg\b|interruption/iu, 'termination'],
    [/\bgeu\b|extra[\s-]*ut[ée]rine/iu, 'ectopic'],
    [/mort n[ée]|mort f[œo]e?tale|sans vie|\bmfiu\b/iu, 'stillbirth'],
    [/accouch|naissance|c[ée]sarienne|voie basse|forceps|ventouse/iu, 'birth'],
  ];
  return words.find(([word]) => word.test(name))?.[1] ?? null;
}
