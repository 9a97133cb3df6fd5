import {
  buildCoverage,
  buildPatient,
  buildRelatedPerson,
  buildTreatingDoctor,
  readPatient,
  type JsonObject,
  type PatientTraits,
  type Resource,
} from '@etanche/records-fhir';
import type { Person } from '../person.ts';
import type { Prng } from '../prng.ts';
import { insurers } from './clinical-words.ts';

/** An id in the form of a UUID of version 4. */
export function makeId(prng: Prng): string {
  const hex = (length: number): string => Array.from({ length }, () => prng.integer(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${prng.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
}

export function display(name: string): JsonObject {
  return { display: name };
}

export function makeTraits(prng: Prng, person: Person): PatientTraits {
  const { town, lines } = person.address;
  const isFrench = !person.birthPlace.insee.startsWith('99');
  const isSeen = prng.chance(0.6);
  const number = `${person.nir}${person.nirKey}`;
  // Demonstrations must not use the OID for real people.
  const isQualified = isSeen && isFrench && person.nirHolder === 'own' && prng.chance(0.7);
  return {
    ...readPatient({}),
    birthFamilyName: person.birthName,
    birthGivenNames: person.givenNames,
    usedFamilyName: person.usedName,
    title: person.sex === 'male' ? 'M.' : 'Mme',
    sex: person.sex,
    birthDate: person.birthDate.replace(/(?:-00)+$/, ''),
    birthPlace: { insee: person.birthPlace.insee, name: person.birthPlace.name },
    ins: isQualified ? { matricule: number, nature: 'demo' } : null,
    billingNir: number,
    reliability: {
      status: isQualified ? 'QUAL' : isSeen ? 'VALI' : 'PROV',
      flags: [],
      document: isSeen ? prng.pick(['CN', 'PA'] as const) : null,
      documentDate: isSeen ? '2024-03-04' : null,
      insiDate: isQualified ? '2024-03-04' : null,
    },
    phones: person.phones.map((phone) => ({ number: phone, use: /^\+33[67]/.test(phone) ? 'mobile' : 'home' })),
    emails: person.emails,
    addresses: [{ lines, postalCode: town.postalCode, city: town.name, country: 'FRA', use: 'home' }],
  };
}

/** The administrative part of a file: identity, insurance, treating doctor, contacts. */
export function* receptionResources(
  prng: Prng,
  person: Person,
  traits: PatientTraits,
  patientId: string,
  doctor: string,
): Generator<Resource> {
  const patient = `Patient/${patientId}`;
  const department = person.address.town.postalCode.slice(0, 2);
  yield buildPatient(patientId, traits);
  const amo = {
    memberNumber: traits.billingNir,
    cardRead: '2024-03-04',
    cardValidUntil: '2029-03-04',
    subscriber: null,
    active: true,
  };
  const details = { regime: '01', fund: `${department}1`, centre: '0001', managementCode: '10' };
  yield buildCoverage(makeId(prng), patient, {
    ...amo,
    kind: 'amo',
    insurer: `CPAM ${department}`,
    start: '2020-01-01',
    end: null,
    details,
  });
  const amc = {
    ...amo,
    kind: 'amc' as const,
    cardRead: null,
    cardValidUntil: null,
    details: { contract: 'Individuel' },
  };
  if (prng.chance(0.85))
    yield buildCoverage(makeId(prng), patient, {
      ...amc,
      insurer: prng.pick(insurers),
      start: '2022-01-01',
      end: null,
    });
  if (prng.chance(0.3)) {
    yield buildCoverage(makeId(prng), patient, {
      ...amc,
      insurer: prng.pick(insurers),
      start: '2016-01-01',
      end: '2021-12-31',
      active: false,
    });
  }
  yield buildTreatingDoctor(makeId(prng), patient, {
    reference: null,
    name: doctor,
    declared: '2019-05-02',
    until: null,
  });
  if (!prng.chance(0.4)) return;
  const relations = [
    person.nirHolder === 'parent' ? ('PRN' as const) : prng.pick(['SPS', 'SIB', 'CHILD'] as const),
    'ECON' as const,
  ];
  const relative = {
    relations,
    familyName: traits.usedFamilyName ?? person.birthName,
    givenName: prng.pick(['Marie', 'Paul', 'Anne', 'Luc']),
  };
  yield buildRelatedPerson(makeId(prng), patient, {
    ...relative,
    birthDate: null,
    phone: person.phones[0] ?? null,
    nir: null,
  });
}
