import type { PatientTraits, Resource, Sex } from '@etanche/records-fhir';
import type { Person } from '../person.ts';
import { makePrng, type Prng } from '../prng.ts';
import { generatePeople } from '../synthetic-people.ts';
import { chronic } from './clinical-words.ts';
import { growthResources } from './growth-resources.ts';
import { pregnancyResources } from './pregnancy-resources.ts';
import { historyResources, treatmentResources, type Patient } from './history-resources.ts';
import { makeId, makeTraits, receptionResources } from './practice-resources.ts';
import { visitResources } from './visit-resources.ts';
import { writeJson } from './write-json.ts';

interface PracticeOptions {
  readonly seed: string;
  readonly patients: number;
  /** Exact number of resources per patient; by default from a dozen to some hundreds, more with age and illness. */
  readonly resourcesPerPatient: number | 'varied';
  /** `YYYY-MM-DD`, the latest date in the data. */
  readonly today: string;
}

export interface PracticePatient {
  readonly person: Person;
  readonly traits: PatientTraits;
  readonly patientId: string;
  /** The function that the demonstration shows with this patient. */
  readonly care: Care;
  /** JSON texts, the Patient first. */
  readonly resources: readonly string[];
}

type Care = 'usual' | 'child' | 'pregnancy';

/** Share of the women of these ages who are pregnant: a midwife works in the practice. */
const pregnantShare = 0.3;
const pregnantAges = { from: 20, to: 42 } as const;
const childAge = 18;

const doctors = ['Dr Yann Le Guen', 'Dr Sophie Martin', 'Dr Karim Bensaïd', 'Dr Hélène Dubois'];

/**
 * Fictitious patients of a practice, with their history. The same seed gives the same texts, and a longer list starts
 * with the shorter one. Each patient has a separate generator, so that any of them can be made alone.
 */
export function* syntheticPractice(options: PracticeOptions): Generator<PracticePatient> {
  for (const person of generatePeople({ seed: options.seed, count: options.patients })) {
    const prng = (part: string): Prng => makePrng(`${part}/${options.seed}/${person.id}`);
    yield makePatient(prng, person, options);
  }
}

/** The sex that does not have an illness, in this demonstration. */
const otherSexOf: Readonly<Record<string, Sex>> = { N40: 'female', 'C50.9': 'male' };

function makePatient(
  prngOf: (part: string) => Prng,
  person: Person,
  { resourcesPerPatient, today }: PracticeOptions,
): PracticePatient {
  const prng = prngOf('practice');
  const patientId = makeId(prng);
  const traits = makeTraits(prng, person);
  const thisYear = Number(today.slice(0, 4));
  const birthYear = Number(person.birthDate.slice(0, 4));
  const age = thisYear - birthYear;
  const illnesses = chronic.filter(
    ({ code, from, share }) => age >= from && prng.chance(share) && otherSexOf[code] !== person.sex,
  );
  const weight = age < 17 ? 4 + 3.3 * age : prng.integer(50, 98);
  const patient: Patient = {
    reference: { reference: `Patient/${patientId}` },
    birthYear,
    sex: person.sex,
    weight,
    illnesses,
  };
  const doctor = prng.pick(doctors);
  const visits = 1 + prng.integer(0, 3) + illnesses.length * prng.integer(1, 4);
  const wanted = resourcesPerPatient === 'varied' ? Infinity : resourcesPerPatient;
  const most = resourcesPerPatient === 'varied' ? visits : Infinity;
  const resources: string[] = [];
  const more = prngOf('growth');
  const isPregnant = person.sex === 'female' && age >= pregnantAges.from && age <= pregnantAges.to;
  const care: Care = age < childAge ? 'child' : isPregnant && more.chance(pregnantShare) ? 'pregnancy' : 'usual';
  const story = { person, traits, patient, patientId, doctor, most, thisYear, today, care, more };
  for (const resource of file(prng, story)) {
    if (resources.length >= wanted) break;
    resources.push(writeJson(resource));
  }
  return { person, traits, patientId, care, resources };
}

type Story = {
  readonly person: Person;
  readonly traits: PatientTraits;
  readonly patient: Patient;
  readonly patientId: string;
  readonly doctor: string;
  readonly most: number;
  readonly thisYear: number;
  readonly today: string;
  readonly care: Care;
  /** For growth and pregnancy, so that the other resources stay the same. */
  readonly more: Prng;
};

/** All resources of a patient, with visits going back in time, endless if `most` is infinite. */
function* file(prng: Prng, story: Story): Generator<Resource> {
  const { person, traits, patient, patientId, doctor } = story;
  yield* receptionResources(prng, person, traits, patientId, doctor);
  yield* historyResources(prng, patient, story.thisYear);
  yield* careResources(story);
  const recently = Date.parse(`${story.today}T00:00:00Z`) - prng.integer(5, 80) * 86_400_000;
  yield* treatmentResources(prng, patient, doctor, new Date(recently).toISOString().slice(0, 10));
  let time = Date.parse(`${story.today}T00:00:00Z`);
  const birth = Date.parse(`${patient.birthYear + 1}-01-01T00:00:00Z`);
  for (let visit = 0; visit < story.most; visit++) {
    // Children born this year have all their visits in it.
    time = Math.max(time - prng.integer(5, 90) * 86_400_000, Math.min(birth, time));
    yield* visitResources(prng, patient, doctor, new Date(time).toISOString().slice(0, 10));
  }
}

/** The growth of a child, or a pregnancy. */
function* careResources({ person, patient, doctor, thisYear, today, care, more }: Story): Generator<Resource> {
  const { reference } = patient.reference;
  if (care === 'child' && !person.birthDate.endsWith('-00'))
    yield* growthResources(more, { patient: reference, doctor, sex: person.sex, birth: person.birthDate, today });
  if (care === 'pregnancy')
    yield* pregnancyResources(more, {
      ...{ patient: reference, age: thisYear - patient.birthYear, weight: patient.weight, today },
    });
}
