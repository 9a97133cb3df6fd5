import { describe, expect, test } from 'vitest';
import { checkNir, traitsOf } from '../worker/new-patient.ts';
import type { NewPatientForm } from '../port/patient-calls.ts';

const form: NewPatientForm = {
  ...{ birthDate: '1985-04-23', birthName: ' Lecomte ', givenNames: 'Sabine, Anne-Élise', usedName: '', sex: 'female' },
  ...{ birthPlace: 'Vannes', nir: '2 85 04 56 260 987 50', phone: '06 39 98 71 20', email: '', street: '' },
  ...{ postalCode: '', town: '' },
};

describe('the traits of a typed form', () => {
  test('are in capitals without accents, with a provisional identity', () => {
    expect(traitsOf(form)).toMatchObject({
      birthFamilyName: 'LECOMTE',
      birthGivenNames: ['SABINE', 'ANNE-ELISE'],
      usedFamilyName: 'LECOMTE',
      birthDate: '1985-04-23',
      phones: [{ number: '06 39 98 71 20', use: 'mobile' }],
      emails: [],
      addresses: [],
      reliability: { status: 'PROV' },
    });
  });

  test('have no matricule and no wrong number', () => {
    expect(traitsOf(form).ins).toBeNull();
    expect(traitsOf({ ...form, nir: '2 85 04 56 260 987 51' }).billingNir).toBeNull();
  });

  test('keep an address without a street', () => {
    expect(traitsOf({ ...form, town: 'Lorient' }).addresses).toMatchObject([{ lines: [], city: 'Lorient' }]);
  });
});

describe('a social security number', () => {
  const typed = { birthDate: '1985-04-23', sex: 'female' } as const;
  const body = '2850456260987';

  test.each([
    ['', 'empty'],
    ['2 85 04', 'incomplete'],
    [body, 'incomplete'],
    ['9850456260987', 'incomplete'],
    [`X${body}12`, 'malformed'],
    ['985045626098712', 'malformed'],
  ])('%s is %s', (nir, state) => {
    expect(checkNir({ ...typed, nir })).toMatchObject({ state });
  });

  test('with a wrong key names the right one, which is then valid', () => {
    const wrong = checkNir({ ...typed, nir: `${body}00` });
    expect(wrong.state).toBe('wrong_key');
    const expected = wrong.state === 'wrong_key' ? wrong.expected : '';
    expect(checkNir({ ...typed, nir: `${body}${expected}` })).toEqual({ state: 'valid', agrees: true });
    expect(checkNir({ ...typed, sex: 'male', nir: `${body}${expected}` })).toEqual({ state: 'valid', agrees: false });
    expect(checkNir({ birthDate: '1986-04-23', sex: 'female', nir: `${body}${expected}` })).toMatchObject({
      agrees: false,
    });
  });
});
