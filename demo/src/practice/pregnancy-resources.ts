import {
  buildMark,
  buildPregnancy,
  buildPregnancyVisit,
  buildTest,
  planPregnancy,
  termOn,
  type PregnancyFacts,
  type Resource,
} from '@etanche/records-fhir';
import type { Prng } from '../prng.ts';
import { makeId } from './practice-resources.ts';

const dayMs = 86_400_000;
const midwife = 'Solène Kervella';

type Expecting = { readonly patient: string; readonly age: number; readonly weight: number; readonly today: string };

const facts: PregnancyFacts = {
  ...{ method: 'last_period', date: null, outcome: null, outcomeDate: null, children: null, note: null },
};

/** A pregnancy that lasts, with its visits, tests and ultrasounds, and those before it. */
export function* pregnancyResources(prng: Prng, { patient, age, weight, today }: Expecting): Generator<Resource> {
  const context = { patient, author: midwife, recorded: `${today}T08:00:00+01:00` };
  const back = (days: number): string =>
    new Date(Date.parse(`${today}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
  const withId = (resource: Resource): Resource => ({ ...resource, id: makeId(prng) });
  const year = Number(today.slice(0, 4));
  for (let earlier = age < 24 ? 0 : prng.integer(0, 2); earlier > 0; earlier--) {
    const outcome = prng.pick(['birth', 'birth', 'birth', 'miscarriage'] as const);
    const outcomeDate = String(year - earlier * prng.integer(2, 3));
    const isBirth = outcome === 'birth';
    const note = isBirth ? prng.pick(['Voie basse', 'Voie basse, péridurale', 'Césarienne']) : null;
    yield withId(
      buildPregnancy({ ...facts, method: null, outcome, outcomeDate, children: isBirth ? 1 : null, note }, context),
    );
  }
  const days = prng.integer(9 * 7, 38 * 7);
  const isByUltrasound = prng.chance(0.6);
  const since = back(days);
  const date = isByUltrasound ? back(days - 14) : since;
  yield withId(buildPregnancy({ ...facts, method: isByUltrasound ? 'ultrasound' : 'last_period', date }, context));

  const group = prng.pick(['A+', 'O+', 'B+', 'O\u2212', 'A\u2212'] as const);
  const tests = [
    ['blood_group', group],
    ['antibodies', 'négatif'],
    ['toxoplasmosis', prng.pick(['immunisée', 'non immunisée'])],
    ['rubella', 'immunisée'],
    ['syphilis', 'négatif'],
    ['hiv', 'négatif'],
    ['hepatitis_b', 'négatif'],
  ] as const;
  for (const [kind, value] of tests) yield withId(buildTest({ kind, value, date: back(days - 60) }, context));

  for (const { line, from, to } of planPregnancy({ since, tests: [], marks: [], visits: [] }, today)) {
    const middle = new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString().slice(0, 10);
    if (line.kind === 'ultrasound' && middle < today) yield withId(buildMark(line.id, middle, context));
    if (line.kind !== 'visit' || middle >= today) continue;
    const weeks = termOn(since, middle)?.weeks ?? 0;
    const visit = {
      ...{ date: middle, weight: Math.round((weight + weeks * 0.3) * 10) / 10 },
      ...{ systolic: prng.integer(105, 128), diastolic: prng.integer(58, 78) },
      ...{ fundal: weeks < 16 ? null : weeks - prng.integer(0, 3), fetal: weeks < 12 ? null : prng.integer(128, 156) },
      protein: prng.pick(['négatif', 'négatif', 'négatif', 'traces'] as const),
      glucose: 'négatif' as const,
      nitrite: null,
    };
    for (const resource of buildPregnancyVisit(visit, context)) yield withId(resource);
  }
}
