import { resourceFromText } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import { personKeys } from '../src/write/person-keys.ts';

type Traits = Readonly<Record<string, unknown>>;
const zoe = {
  ...{ resourceType: 'Patient', id: '1', gender: 'female', birthDate: '1980-02-03' },
  name: [{ use: 'official', family: 'Durand', given: ['Zoé'] }],
  identifier: [{ system: 'urn:ipp', value: '77' }],
};

function keysOf(traits: Traits, fullUrl: string | null = null) {
  const { text, resource } = resourceFromText(JSON.stringify(traits), { bytes: 10_000, depth: 9 });
  return personKeys({ text, resource, fullUrl });
}

/** Whether a later import with the second Patient finds the file of the first one. */
function isFound(one: ReturnType<typeof keysOf>, other: ReturnType<typeof keysOf>): boolean {
  const [storedFact = []] = one.facts;
  const candidates = other.facts.map((fact) => JSON.stringify([other.name, fact]));
  return candidates.includes(JSON.stringify([one.name, storedFact]));
}

describe('a Patient of a later import is the same person', () => {
  test.each<[string, Traits]>([
    ['with another telephone number', { ...zoe, telecom: [{ system: 'phone', value: '0102030405' }] }],
    ['with another address', { ...zoe, address: [{ city: 'Neuville' }] }],
    ['with another family name and the same identifier', { ...zoe, name: [{ family: 'Martin', given: ['Zoé'] }] }],
    ['with one more identifier', { ...zoe, identifier: [{ system: 'urn:a', value: '1' }, ...zoe.identifier] }],
    ['with another time of writing', { ...zoe, meta: { lastUpdated: '2025-01-01T00:00:00Z' } }],
  ])('%s', (_name, later) => {
    expect(isFound(keysOf(zoe), keysOf(later))).toBe(true);
  });
});

describe('a Patient of a later import is another person', () => {
  test.each<[string, Traits]>([
    ['with another id', { ...zoe, id: '2' }],
    ['with another birth date', { ...zoe, birthDate: '1980-02-04' }],
    ['of the other sex', { ...zoe, gender: 'male' }],
    ['with another identifier and name', { ...zoe, name: [{ family: 'Petit', given: ['Zoé'] }], identifier: [] }],
    [
      'with the same number without a system, and another name',
      { ...zoe, name: [{ family: 'Petit' }], identifier: [{ value: '77' }] },
    ],
  ])('%s', (_name, later) => {
    expect(isFound(keysOf(zoe), keysOf(later))).toBe(false);
  });

  test('at another server, even if everything else is the same', () => {
    const [one, other] = [keysOf(zoe, 'https://a.example/Patient/1'), keysOf(zoe, 'https://b.example/Patient/1')];
    expect([isFound(one, other), isFound(one, keysOf(zoe, 'https://a.example/Patient/1'))]).toEqual([false, true]);
  });
});

test.each<[string, Traits]>([
  ['neither identifier nor birth date', { resourceType: 'Patient', id: '1', name: [{ family: 'Durand' }] }],
  ['no name and no identifier', { resourceType: 'Patient', id: '1', birthDate: '1980-02-03' }],
  ['no id and no full URL', { ...zoe, id: undefined }],
])('a Patient with %s is identified only by its text', (_name, traits) => {
  expect(keysOf(traits)).toMatchObject({ isCertain: false, facts: [['text', expect.any(String)]] });
  expect(keysOf(zoe).isCertain).toBe(true);
});
