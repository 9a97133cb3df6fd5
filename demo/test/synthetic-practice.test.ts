import { describe, expect, test } from 'vitest';
import {
  checkResource,
  compartmentOf,
  groupByPatient,
  readPatient,
  resourceFromText,
  resourceLimits,
} from '@etanche/records-fhir';
import { validateResource } from '@etanche/records-validator';
import { syntheticPractice } from '../src/index.ts';

const options = { seed: 'test', patients: 60, resourcesPerPatient: 'varied', today: '2026-11-22' } as const;
const practice = [...syntheticPractice(options)];
const read = (text: string) => resourceFromText(text, resourceLimits);

describe('a synthetic practice', () => {
  test('a synthetic practice is valid by our rules and by R4', () => {
    for (const { resources } of practice) {
      const issues = resources.flatMap((text) => checkResource(read(text).resource));
      expect(issues).toEqual([]);
    }
    const some = practice
      .slice(0, 8)
      .flatMap(({ resources }) => resources.flatMap((text) => validateResource(read(text).resource)));
    expect(some).toEqual([]);
  });

  test('the same seed gives the same practice, a larger one starts with it, and another seed differs', () => {
    expect([...syntheticPractice({ ...options, patients: 20 })]).toEqual(practice.slice(0, 20));
    expect([...syntheticPractice({ ...options, patients: 20, seed: 'other' })]).not.toEqual(practice.slice(0, 20));
  });

  test('each resource belongs to its patient, and ids are unique', () => {
    const entries = practice.flatMap(({ resources }) => resources.map((text) => ({ fullUrl: null, ...read(text) })));
    const { patients, shared, loose } = groupByPatient(entries);
    expect(shared).toEqual([]);
    expect(loose).toEqual([]);
    expect(patients.map(({ resources }) => resources.length + 1)).toEqual(
      practice.map(({ resources }) => resources.length),
    );
    const ids = entries.map(({ resource }) => resource['id']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('each Patient matches its traits', () => {
    for (const { traits, resources, patientId } of practice) {
      const { resource } = read(resources[0] ?? '');
      expect(resource['id']).toBe(patientId);
      expect(readPatient(resource)).toEqual(traits);
    }
  });

  test('no INS uses the OID for real people', () => {
    const natures = practice.flatMap(({ traits }) => traits.ins?.nature ?? []);
    expect(new Set(natures)).toEqual(new Set(['demo']));
  });

  test('a synthetic practice has files of all sizes, both compartments, notes and exact decimals', () => {
    const counts = practice.map(({ resources }) => resources.length);
    expect(Math.max(...counts)).toBeGreaterThan(5 * Math.min(...counts));
    const all = practice.flatMap(({ resources }) => resources);
    const types = new Set(all.map((text) => read(text).resource.resourceType));
    for (const type of [
      'AllergyIntolerance',
      'Condition',
      'Composition',
      'Coverage',
      'CareTeam',
      'MedicationRequest',
      'DiagnosticReport',
      'DocumentReference',
      'Immunization',
    ])
      expect(types).toContain(type);
    expect(new Set(all.map((text) => compartmentOf(read(text).resource)))).toEqual(new Set(['identity', 'clinical']));
    expect(all.some((text) => /"value":\d+\.\d*0[,}]/.test(text))).toBe(true);
    expect(all.join('')).not.toContain('\\u0001');
  });

  test('no date is later than today or earlier than the birth', () => {
    for (const { resources, person } of practice) {
      const years = resources
        .slice(1)
        .flatMap((text) =>
          [...text.matchAll(/"(?:effective|onset|performed|occurrence)DateTime":"(\d{4})/g)].map(([, year]) =>
            Number(year),
          ),
        );
      expect(Math.min(...years, 2026)).toBeGreaterThanOrEqual(Number(person.birthDate.slice(0, 4)));
      expect(Math.max(...years, 0)).toBeLessThanOrEqual(2026);
    }
  });

  test.each([1, 7, 300])('each patient has exactly %i resources if requested', (resourcesPerPatient) => {
    const some = [...syntheticPractice({ ...options, patients: 12, resourcesPerPatient })];
    expect(some.map(({ resources }) => resources.length)).toEqual(some.map(() => resourcesPerPatient));
  });
});
