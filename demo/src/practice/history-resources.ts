import type { JsonObject, Resource, Sex } from '@etanche/records-fhir';
import type { Prng } from '../prng.ts';
import {
  allergies,
  familyIllnesses,
  operations,
  operationsOfTheYoung,
  relatives,
  vaccines,
  type Illness,
} from './clinical-words.ts';
import { medicines } from './medicines.ts';
import { makeId } from './practice-resources.ts';

export interface Patient {
  readonly reference: JsonObject & { readonly reference: string };
  readonly birthYear: number;
  readonly sex: Sex;
  /** Approximate weight in kilograms. */
  readonly weight: number;
  readonly illnesses: readonly Illness[];
}

export function loinc(code: string, text: string): JsonObject {
  return { coding: [{ system: 'http://loinc.org', code, display: text }], text };
}

function status(kind: 'clinical' | 'ver-status', code: string, of: 'condition' | 'allergyintolerance'): JsonObject {
  const system = `http://terminology.hl7.org/CodeSystem/${of}-${kind === 'clinical' ? 'clinical' : of === 'condition' ? 'ver-status' : 'verification'}`;
  return { coding: [{ system, code }] };
}

/** The history before the first visit. */
export function* historyResources(prng: Prng, patient: Patient, thisYear: number): Generator<Resource> {
  const { reference: subject, birthYear } = patient;
  const year = (from: number): string => String(prng.integer(Math.min(birthYear + from, thisYear), thisYear));
  if (prng.chance(0.35)) {
    yield {
      resourceType: 'AllergyIntolerance',
      id: makeId(prng),
      clinicalStatus: status('clinical', 'active', 'allergyintolerance'),
      verificationStatus: status('ver-status', 'confirmed', 'allergyintolerance'),
      criticality: prng.pick(['low', 'high']),
      code: { text: prng.pick(allergies) },
      patient: subject,
      recordedDate: year(5),
      reaction: [{ manifestation: [{ text: prng.pick(['Urticaire', 'Œdème de Quincke', 'Rhinite', 'Éruption']) }] }],
    };
  }
  for (const { code, name, from } of patient.illnesses) {
    yield {
      resourceType: 'Condition',
      id: makeId(prng),
      clinicalStatus: status('clinical', 'active', 'condition'),
      verificationStatus: status('ver-status', 'confirmed', 'condition'),
      ...(longTerm.includes(code) ? { category: [{ text: 'ALD' }] } : {}),
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code, display: name }], text: name },
      subject,
      onsetDateTime: year(from),
    };
  }
  if (prng.chance(0.4)) {
    const performed = year(5);
    yield {
      resourceType: 'Procedure',
      id: makeId(prng),
      status: 'completed',
      code: { text: prng.pick(operationsFor(thisYear - birthYear, patient.sex)) },
      subject,
      performedDateTime: performed,
    };
  }
  if (prng.chance(0.4)) {
    const [code, name] = prng.pick(relatives);
    const relationship = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code, display: name }],
      text: name,
    };
    const condition = [{ code: { text: prng.pick(familyIllnesses) } }];
    yield {
      resourceType: 'FamilyMemberHistory',
      id: makeId(prng),
      status: 'completed',
      patient: subject,
      relationship,
      condition,
    };
  }
  for (let count = prng.integer(0, 3); count > 0; count--) {
    const lotNumber = `F${prng.integer(1000, 9999)}B`;
    yield {
      resourceType: 'Immunization',
      id: makeId(prng),
      status: 'completed',
      vaccineCode: { text: prng.pick(vaccines) },
      patient: subject,
      occurrenceDateTime: year(0),
      lotNumber,
    };
  }
  if (prng.chance(0.25)) {
    const value = { text: prng.pick(['A+', 'O+', 'B+', 'AB+', 'O-', 'A-']) };
    yield {
      resourceType: 'Observation',
      id: makeId(prng),
      status: 'final',
      code: loinc('882-1', 'Groupe sanguin ABO et Rh'),
      subject,
      effectiveDateTime: year(18),
      valueCodeableConcept: value,
    };
  }
}

/** Illnesses with a long-term status at the insurance (ALD). */
const longTerm = ['E11.9', 'I25.9', 'C50.9', 'B20'];

/**
 * The standing treatment: one medicine for each chronic illness, prescribed on a day (`YYYY-MM-DD`) for three months.
 */
export function* treatmentResources(prng: Prng, patient: Patient, doctor: string, day: string): Generator<Resource> {
  const until = new Date(Date.parse(`${day}T00:00:00Z`) + 90 * 86_400_000).toISOString().slice(0, 10);
  for (const { treatments } of patient.illnesses) {
    const name = prng.pick(treatments);
    const usual = medicines.filter((one) => one.startsWith(name) && !/inject|perfusion/.test(one));
    if (usual.length === 0) continue;
    yield {
      resourceType: 'MedicationRequest',
      id: makeId(prng),
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: prng.pick(usual) },
      subject: patient.reference,
      authoredOn: day,
      requester: { display: doctor },
      courseOfTherapyType: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy',
            code: 'continuous',
          },
        ],
      },
      dosageInstruction: [{ text: prng.pick(['1 le matin', '1 le soir', '1 matin et soir']) }],
      dispenseRequest: { validityPeriod: { start: day, end: until } },
    };
  }
}

function operationsFor(age: number, sex: Sex): readonly string[] {
  if (age < 30) return operationsOfTheYoung;
  return sex === 'male' ? operations.filter((name) => name !== 'Césarienne') : operations;
}
