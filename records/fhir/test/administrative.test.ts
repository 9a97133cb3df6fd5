import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  administrativeOf,
  adminFlags,
  buildAdminFlag,
  buildCoverage,
  buildPatient,
  buildRelatedPerson,
  buildSharingRefusal,
  buildTreatingDoctor,
  checkResource,
  compartmentOf,
  editCoverage,
  editRelatedPerson,
  isSharingRefusal,
  readAdminFlag,
  readCoverage,
  readPatient,
  readRelatedPerson,
  relations,
  type AdminFlag,
  type JsonObject,
  type Relation,
  type Resource,
} from '../src/index.ts';

const patient = 'Patient/p1';
const coverage = { kind: 'amc', insurer: 'MGEN', memberNumber: '12', start: '2020-01-01', end: null } as const;
const whole = { ...coverage, details: {}, cardRead: null, cardValidUntil: null, subscriber: null, active: true };

describe('facts for the reception', () => {
  test.for(Object.keys(adminFlags) as AdminFlag[])('the fact %s is a valid Flag that the reception reads', (flag) => {
    const built = buildAdminFlag('f1', patient, flag, '2026-11-29');
    expect(checkResource(built)).toEqual([]);
    expect(compartmentOf(built)).toBe('identity');
    expect(readAdminFlag(built)).toBe(flag);
  });

  test('a Flag that has ended, of another category or of another system is no such fact', () => {
    const built = buildAdminFlag('f1', patient, 'interpreter', '2026-11-29');
    expect(readAdminFlag({ ...built, status: 'inactive' })).toBeNull();
    expect(readAdminFlag({ ...built, code: { coding: [{ system: 'urn:other', code: 'interpreter' }] } })).toBeNull();
    expect(readAdminFlag({ ...built, code: { text: 'interpreter' } })).toBeNull();
    expect(readAdminFlag({ ...built, resourceType: 'Observation' })).toBeNull();
  });

  test('a refusal of exchange is a valid Consent that the reception reads, and another Consent is none', () => {
    const built = buildSharingRefusal('c1', patient, '2026-11-29');
    expect(checkResource(built)).toEqual([]);
    expect(compartmentOf(built)).toBe('identity');
    expect(isSharingRefusal(built)).toBe(true);
    expect(isSharingRefusal({ ...built, status: 'inactive' })).toBe(false);
    expect(isSharingRefusal({ ...built, provision: { type: 'permit' } })).toBe(false);
    expect(isSharingRefusal({ ...built, scope: { text: 'patient-privacy' } })).toBe(false);
    // A reason would tell the reception about an illness.
    const explained: Resource = { ...built, provision: { type: 'deny', code: [{ text: 'VIH' }] } };
    expect(compartmentOf(explained)).toBe('clinical');
  });
});

describe('an edit keeps what it does not know', () => {
  const unknown: JsonObject = { extension: [{ url: 'urn:x', valueString: 'y' }] };

  test('a Coverage keeps its classes, other payors and extensions', () => {
    const before = { ...buildCoverage('v1', patient, { ...whole, details: { regime: '01' } }), ...unknown };
    const payor = [{ display: 'MGEN', reference: 'Organization/o1' }, { display: 'Autre' }];
    const edited = editCoverage({ ...before, payor }, { ...coverage, end: '2026-01-31' });
    expect(edited).toEqual({ ...before, payor, period: { start: '2020-01-01', end: '2026-01-31' } });
    expect(editCoverage({ ...before, payor }, { ...coverage, insurer: 'Alan' })['payor']).toEqual([
      { display: 'Alan' },
      { display: 'Autre' },
    ]);
    expect(checkResource(edited)).toEqual([]);
  });

  test('a RelatedPerson keeps unknown relations, other names and the rest of a phone', () => {
    const facts = { familyName: 'MARTIN', givenName: 'Luc', birthDate: null, phone: '0102030405', nir: null };
    const built = buildRelatedPerson('r1', patient, { ...facts, relations: ['SPS'] });
    const before: Resource = {
      ...built,
      ...unknown,
      relationship: [...(built['relationship'] as JsonObject[]), { text: 'Voisin' }],
      telecom: [
        { system: 'phone', value: '0102030405', use: 'work', rank: 1 },
        { system: 'email', value: 'a@b.fr' },
      ],
    };
    const edited = editRelatedPerson(before, { ...facts, relations: ['GUARD'], phone: '0607080910' });
    expect(edited['telecom']).toEqual([
      { system: 'phone', value: '0607080910', use: 'work', rank: 1 },
      { system: 'email', value: 'a@b.fr' },
    ]);
    expect(edited['relationship']).toContainEqual({ text: 'Voisin' });
    expect(readRelatedPerson(edited).relations).toEqual(['GUARD']);
    expect(edited['extension']).toEqual(unknown['extension']);
    expect(editRelatedPerson(before, { ...facts, relations: ['SPS'] })).toEqual(before);
  });

  test('any facts of a Coverage or a RelatedPerson are read as they were edited', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '');
    const day = fc.constantFrom('2020-01-01', '2024-02-29', '2026-11-29');
    const edit = fc.record({
      insurer: word,
      memberNumber: fc.option(word),
      start: fc.option(day),
      end: fc.option(day),
    });
    fc.assert(
      fc.property(edit, (facts) => {
        expect(readCoverage(editCoverage(buildCoverage('v', patient, whole), facts))).toMatchObject(facts);
      }),
    );
    const person = fc.record({
      relations: fc.uniqueArray(fc.constantFrom(...(Object.keys(relations) as Relation[])), { minLength: 1 }),
      familyName: word,
      givenName: fc.option(word),
      birthDate: fc.option(day),
      phone: fc.option(word),
    });
    const first = buildRelatedPerson('r', patient, {
      ...{ relations: ['ECON'], familyName: 'A', givenName: null, birthDate: null, phone: '01', nir: null },
    });
    fc.assert(
      fc.property(person, (facts) => {
        expect(readRelatedPerson(editRelatedPerson(first, facts))).toEqual({ ...facts, nir: null });
      }),
    );
  });

  test('a Patient whose town changes keeps the elements of its phones and of the other addresses', () => {
    const before = buildPatient('p1', {
      ...readPatient({}),
      birthFamilyName: 'DUPONT',
      phones: [{ number: '0102030405', use: 'home' }],
      addresses: [{ lines: ['1 rue A'], postalCode: '75001', city: 'Paris', country: 'FRA', use: 'home' }],
    });
    const phone = { ...(before['telecom'] as JsonObject[])[0], rank: 2, period: { start: '2020' } };
    const old = { ...(before['address'] as JsonObject[])[0], city: 'Lyon', district: 'Rhône', text: '1 rue A, Lyon' };
    const written: Resource = { ...before, telecom: [phone], address: [...(before['address'] as JsonObject[]), old] };
    const traits = readPatient(written);
    const [first] = traits.addresses;
    if (first === undefined) throw new Error('no address');
    const edited = buildPatient(
      'p1',
      { ...traits, addresses: [{ ...first, city: 'Nice' }, ...traits.addresses.slice(1)] },
      written,
    );
    expect(edited['telecom']).toEqual([phone]);
    expect(edited['address']).toEqual([expect.objectContaining({ city: 'Nice' }), old]);
  });
});

test('the reception’s part lists present facts first, and nothing clinical', () => {
  const source = (id: string, resource: Resource) => ({ id, resource });
  const view = administrativeOf([
    source('p', buildPatient('p1', { ...readPatient({}), birthFamilyName: 'DUPONT' })),
    source('old', buildCoverage('v0', patient, { ...whole, insurer: 'Ancienne', end: '2019-12-31', active: false })),
    source('new', buildCoverage('v1', patient, whole)),
    source(
      'd0',
      buildTreatingDoctor('d0', patient, { reference: null, name: 'A', declared: null, until: '2020-01-01' }),
    ),
    source('d1', buildTreatingDoctor('d1', patient, { reference: null, name: 'B', declared: null, until: null })),
    source('f', buildAdminFlag('f', patient, 'guardianship', '2026-01-01')),
    source('c', buildSharingRefusal('c', patient, '2026-01-01')),
    source('x', { resourceType: 'CareTeam', participant: [{ role: [{ text: 'Oncologue' }] }] } as unknown as Resource),
  ]);
  expect(view.traits.birthFamilyName).toBe('DUPONT');
  expect(view.coverages.map(({ id }) => id)).toEqual(['new', 'old']);
  expect(view.doctors.map(({ facts }) => facts.name)).toEqual(['B', 'A']);
  expect(view.flags).toEqual([{ id: 'f', facts: 'guardianship' }]);
  expect(view.refusals).toEqual(['c']);
});
