import { describe, expect, test } from 'vitest';
import {
  buildVaccine,
  checkResource,
  matchVaccines,
  synthesisOf,
  withNewOwner,
  type Resource,
  type VaccineFacts,
} from '@etanche/records-fhir';

const context = { patient: 'Patient/1', author: 'Dr Yann Le Gall', recorded: '2026-11-26T10:12:00+01:00' };
const facts: VaccineFacts = {
  ...{ cis: '69675854', name: 'VAXIGRIP', date: '2026-10-12', lot: 'U3J71', expiry: null, site: null, route: 'IM' },
  ...{ dose: 1, isGivenHere: true, refusal: null, note: null },
};
const given = (other: Partial<VaccineFacts> = {}): Resource => buildVaccine({ ...facts, ...other }, context);
const sources = (resources: readonly Resource[]) => resources.map((resource, i) => ({ id: String(i), resource }));
const matchOf = (received: Resource, ...own: readonly Resource[]) =>
  matchVaccines(sources([received]), sources(own)).get('0');

describe('a received vaccination', () => {
  test('is new in a file without one of its day', () => {
    expect(matchOf(given())).toBe('new');
    expect(matchOf(given(), given({ date: '2025-10-12' }))).toBe('new');
    expect(matchOf(given(), given({ cis: null, name: 'REVAXIS' }))).toBe('new');
  });

  test.each<[string, Partial<VaccineFacts>]>([
    ['as it was written', {}],
    ['with a lot in other letters', { lot: 'u3 j-71' }],
    ['with the name alone', { cis: null, name: 'Vaxigrip' }],
    ['with another site and note', { site: 'LA', note: 'Bien toléré', isGivenHere: false }],
  ])('is known to a file that has it %s', (_, other) => {
    expect(matchOf(given(), given(other))).toBe('known');
  });

  test.each<[string, Partial<VaccineFacts>]>([
    ['with another lot', { lot: 'U3J72' }],
    ['without its lot', { lot: null }],
    ['as another vaccine against the same disease', { cis: '64507622', name: 'INFLUVAC' }],
  ])('is added beside one of the same day %s', (_, other) => {
    expect(matchOf(given(), given(other))).toBe('similar');
  });

  test('is new beside a refusal of the same day, and beside one that was entered in error', () => {
    expect(matchOf(given(), given({ refusal: 'Refus du patient' }))).toBe('new');
    expect(matchOf(given(), { ...given(), status: 'entered-in-error' })).toBe('new');
  });

  test('with a number in its name is not the one with another number', () => {
    const [thirteen, twenty] = ['PREVENAR 13', 'PREVENAR 20'].map((name) => given({ cis: null, name }));
    expect(matchOf(thirteen ?? given(), twenty ?? given())).toBe('similar');
  });

  test('with only a month or year is similar if the dose number differs, and with a day it is known', () => {
    const ofDate = (date: string, dose: number | null): Resource => given({ date, dose, lot: null });
    for (const date of ['2025', '2025-10']) {
      expect(matchOf(ofDate(date, 2), ofDate(date, 1))).toBe('similar');
      expect(matchOf(ofDate(date, 2), ofDate(date, 2))).toBe('known');
      expect(matchOf(ofDate(date, 2), ofDate(date, null))).toBe('known');
    }
    expect(matchOf(ofDate('2025-10-12', 2), ofDate('2025-10-12', 1))).toBe('known');
  });

  test('that a document has twice is added once', () => {
    expect(Array.from(matchVaccines(sources([given(), given()]), []).values())).toEqual(['new', 'known']);
  });

  test('without a vaccine or a date is invalid, and hides no other one', () => {
    const { vaccineCode: _, ...nameless } = given();
    const { occurrenceDateTime: __, ...undated } = given();
    const received = [nameless, undated, given()].map((one): Resource => ({ ...one, resourceType: 'Immunization' }));
    const matches = matchVaccines(sources(received), []);
    expect(['0', '1', '2'].map((id) => matches.get(id))).toEqual(['invalid', 'invalid', 'new']);
  });

  test('that was entered in error is none', () => {
    expect(matchVaccines(sources([{ ...given(), status: 'entered-in-error' }]), []).size).toBe(0);
  });
});

describe('the owner of a received vaccination', () => {
  const owner = { patient: 'Patient/here', source: 'Dr Yann Le Gall, Cardiologie du Frout', id: 'i1' };
  const owned = (resource: Resource): Resource =>
    JSON.parse(withNewOwner({ resource, text: JSON.stringify(resource) }, owner)) as Resource;

  test('is the patient of the file, and it was given elsewhere', () => {
    const resource = owned(given());
    expect(checkResource(resource)).toEqual([]);
    expect(resource).toMatchObject({ id: 'i1', patient: { reference: 'Patient/here' }, primarySource: false });
    expect(resource['reportOrigin']).toEqual({ text: owner.source });
    const [view] = synthesisOf([{ id: 'x', resource }]).vaccines;
    expect(view?.facts).toEqual({ ...facts, isGivenHere: false });
  });

  test('leaves the source that the sender names, and every other byte', () => {
    const resource = { ...given(), reportOrigin: { text: 'Carnet papier' } };
    const exact = `{"doseQuantity":{"value":0.50},${JSON.stringify(resource).slice(1)}`;
    const written = withNewOwner({ resource, text: exact }, owner);
    expect(written).toContain('"doseQuantity":{"value":0.50},');
    expect(written).toContain('"reportOrigin":{"text":"Carnet papier"}');
    expect(written).not.toContain(owner.source);
  });
});
