import { hasCode } from '../french/coding.ts';
import type { Resource } from '../resource/resource.ts';
import { readCondition } from '../clinical/condition-entry.ts';
import type { EntryContext } from '../clinical/entry-context.ts';
import {
  isPregnancy,
  isResolved,
  outcomeOfWords,
  readPregnancy,
  sinceOfPregnancy,
  type Outcome,
  type PregnancyFacts,
} from '../pregnancy/pregnancy-entry.ts';
import { marksOf, type PregnancyMark } from '../pregnancy/pregnancy-marks.ts';
import { testsOf, type TestView } from '../pregnancy/pregnancy-tests.ts';
import { pregnancyVisitsOf, type PregnancyVisitView } from '../pregnancy/visit-measures.ts';
import { quantityOf } from './measures.ts';
import { current } from './problems.ts';
import type { ViewSource } from './view-source.ts';

export interface PregnancyView {
  /** Record id. */
  readonly id: string;
  readonly facts: PregnancyFacts;
  /** The first day of amenorrhoea; null if it was not dated. */
  readonly since: string | null;
  readonly isOngoing: boolean;
}

/** A number that is computed from the file, and what a person stated instead. */
export interface ObstetricCount {
  readonly computed: number;
  readonly stated: { readonly id: string; readonly value: number } | null;
}

/** Everything about pregnancies in a file. */
export interface Obstetrics {
  /** Newest first. */
  readonly pregnancies: readonly PregnancyView[];
  readonly gravida: ObstetricCount;
  readonly para: ObstetricCount;
  readonly tests: readonly TestView[];
  readonly marks: readonly PregnancyMark[];
  /** The visits of the pregnancy that lasts. */
  readonly visits: readonly PregnancyVisitView[];
}

const loinc = 'http://loinc.org';
/** LOINC "[#] Pregnancies" and "[#] Parity". */
const counts = {
  gravida: { code: '11996-6', name: 'Nombre de grossesses (gestité)' },
  para: { code: '11977-6', name: 'Nombre d’accouchements (parité)' },
} as const;
export type CountKind = keyof typeof counts;
const mostCount = 25;
/** Outcomes of a delivery. */
const deliveries: readonly Outcome[] = ['birth', 'stillbirth'];

export function obstetricsOf(sources: readonly ViewSource[]): Obstetrics {
  const pregnancies = pregnanciesOf(sources);
  const since = ongoingPregnancy(pregnancies)?.since ?? null;
  // Events that somebody wrote as text count too, unless a pregnancy of that year is recorded.
  const years = pregnancies.map(({ facts }) => facts.outcomeDate?.slice(0, 4));
  const written = current(sources, 'Condition').flatMap(({ resource }): Outcome[] => {
    const { kind, name, start } = readCondition(resource);
    if (kind !== 'obstetric' || isPregnancy(resource) || years.includes(start?.slice(0, 4))) return [];
    const outcome = outcomeOfWords(name);
    return outcome === null ? [] : [outcome];
  });
  const ended = [...pregnancies.flatMap(({ facts }) => facts.outcome ?? []), ...written];
  return {
    pregnancies,
    gravida: {
      computed: pregnancies.length + written.length,
      stated: statedOf(sources, 'gravida'),
    },
    para: { computed: ended.filter((one) => deliveries.includes(one)).length, stated: statedOf(sources, 'para') },
    tests: testsOf(sources),
    marks: marksOf(sources),
    visits: since === null ? [] : pregnancyVisitsOf(sources, since),
  };
}

/** The pregnancy that lasts. */
export function ongoingPregnancy(pregnancies: readonly PregnancyView[]): PregnancyView | null {
  return pregnancies.find(({ isOngoing }) => isOngoing) ?? null;
}

export function pregnanciesOf(sources: readonly ViewSource[]): PregnancyView[] {
  return current(sources, 'Condition')
    .filter(({ resource }) => isPregnancy(resource))
    .map(({ id, resource }): PregnancyView => {
      const facts = readPregnancy(resource);
      const isOngoing = facts.outcome === null && facts.outcomeDate === null && !isResolved(resource);
      return { id, facts, since: sinceOfPregnancy(facts), isOngoing };
    })
    .toSorted((one, other) => dayOf(other).localeCompare(dayOf(one)));
}

export function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= mostCount;
}

/** A number of pregnancies or deliveries that a person states, for a history that the file does not have. */
export function buildCount(kind: CountKind, value: number, { patient, author, recorded }: EntryContext): Resource {
  const { code, name } = counts[kind];
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: loinc, code, display: name }], text: name },
    subject: { reference: patient },
    effectiveDateTime: recorded,
    performer: [{ display: author }],
    valueInteger: value,
  };
}

function statedOf(sources: readonly ViewSource[], kind: CountKind): ObstetricCount['stated'] {
  const found = current(sources, 'Observation').flatMap(({ id, resource }) => {
    if (!hasCode(resource['code'], loinc, counts[kind].code)) return [];
    const value = resource['valueInteger'] ?? quantityOf(resource['valueQuantity'])?.value;
    return typeof value === 'number' && isCount(value) ? [{ id, value }] : [];
  });
  return found.at(-1) ?? null;
}

function dayOf({ facts }: PregnancyView): string {
  return facts.outcomeDate ?? facts.date ?? '';
}
