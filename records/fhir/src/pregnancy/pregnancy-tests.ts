import { hasCode, labelOf } from '../french/coding.ts';
import { text, type JsonObject } from '../json/json.ts';
import { isDate } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { current, dateOf } from '../views/problems.ts';
import { newestFirst, type ViewSource } from '../views/view-source.ts';
import type { EntryContext } from '../clinical/entry-context.ts';

const groups = ['A+', 'A\u2212', 'B+', 'B\u2212', 'AB+', 'AB\u2212', 'O+', 'O\u2212'] as const;
const immunity = ['immunisée', 'non immunisée'] as const;
const presence = ['négatif', 'positif'] as const;

/** Tests of a pregnancy: LOINC code, further codes of the same test, the name and the values that are stored. */
export const pregnancyTests = {
  blood_group: { code: '882-1', also: [], name: 'Groupe sanguin ABO et Rh', values: groups },
  antibodies: { code: '890-4', also: [], name: 'Anticorps irréguliers (RAI)', values: presence },
  toxoplasmosis: { code: '40677-7', also: ['8039-0'], name: 'Toxoplasmose, IgG', values: immunity },
  rubella: { code: '25514-1', also: ['8014-3'], name: 'Rubéole, IgG', values: immunity },
  syphilis: { code: '24110-9', also: ['22587-0', '20507-0'], name: 'Syphilis', values: presence },
  hepatitis_b: { code: '5196-1', also: ['5195-3'], name: 'Antigène HBs', values: presence },
  hiv: { code: '56888-1', also: ['75622-1'], name: 'VIH 1 et 2', values: presence },
} as const satisfies Record<
  string,
  { readonly code: string; readonly also: readonly string[]; readonly name: string; readonly values: readonly string[] }
>;
export type TestKind = keyof typeof pregnancyTests;

export interface TestFacts {
  readonly kind: TestKind;
  /** One of the values of the kind. */
  readonly value: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

export interface TestView extends TestFacts {
  readonly id: string;
}

const loinc = 'http://loinc.org';
const category = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** True for a value of the list and a day that is not in the future. @param today `YYYY-MM-DD` */
export function isTest({ kind, value, date }: TestFacts, today: string): boolean {
  const values: readonly string[] = pregnancyTests[kind].values;
  return values.includes(value) && date.length === 10 && isDate(date) && date <= today;
}

/** @param facts `isTest` */
export function buildTest({ kind, value, date }: TestFacts, { patient, author, recorded }: EntryContext): Resource {
  const { code, name } = pregnancyTests[kind];
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: category, code: 'laboratory' }] }],
    code: { coding: [{ system: loinc, code, display: name }], text: name },
    subject: { reference: patient },
    effectiveDateTime: date,
    issued: recorded,
    performer: [{ display: author }],
    valueCodeableConcept: { text: value },
  };
}

/** Blood group and serologies, also of other programs, newest first. */
export function testsOf(sources: readonly ViewSource[]): TestView[] {
  const kinds = Object.entries(pregnancyTests) as [TestKind, (typeof pregnancyTests)[TestKind]][];
  return newestFirst(
    current(sources, 'Observation').flatMap(({ id, resource }): TestView[] => {
      const found = kinds.find(([, { code, also }]) =>
        [code, ...also].some((one) => hasCode(resource['code'], loinc, one)),
      );
      const value = valueOf(resource);
      const date = dateOf(resource, 'effectiveDateTime', 'effectivePeriod', 'issued');
      return found === undefined || value === null || date === null ? [] : [{ id, kind: found[0], value, date }];
    }),
  );
}

/** True if the newest group is Rh negative, null if none is recorded or it cannot be read. */
export function isRhNegative(tests: readonly TestView[]): boolean | null {
  const group = tests.find(({ kind }) => kind === 'blood_group')?.value ?? '';
  if (/^(?:A|B|AB|O)\s*(?:[-\u2212]|rh[ée]sus n[ée]gatif|n[ée]gatif)/iu.test(group)) return true;
  return /^(?:A|B|AB|O)\s*(?:\+|rh[ée]sus positif|positif)/iu.test(group) ? false : null;
}

/** True if the newest serology states immunity, null if there is none or it says something else. */
export function isImmune(tests: readonly TestView[], kind: 'toxoplasmosis' | 'rubella'): boolean | null {
  const value = tests.find((one) => one.kind === kind)?.value.toLowerCase() ?? '';
  if (/^non\s|n[ée]gati/u.test(value)) return false;
  return /immunis|positi/u.test(value) ? true : null;
}

function valueOf(resource: JsonObject): string | null {
  return labelOf(resource['valueCodeableConcept']) ?? text(resource['valueString']);
}
