import { DataError } from '@etanche/records-client';
import { readPatient, type PatientTraits } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import type { ContactForm, StrictForm } from '../port/administrative-calls.ts';
import { checkContact, contactOf, deathOf, strictTraitsOf } from '../worker/administrative-forms.ts';

const before: PatientTraits = {
  ...readPatient({}),
  birthFamilyName: 'Wéa',
  birthGivenNames: ['Anne Sophie', 'Marie'],
  usedFamilyName: 'DUPONT',
  sex: 'female',
  birthDate: '1958-03-14',
  birthPlace: { insee: '06088', name: 'Nice' },
  billingNir: '285045626098750',
  phones: [
    { number: '+33639987120', use: 'mobile' },
    { number: '0261913308', use: 'work' },
    { number: '0102030405', use: 'temp' },
  ],
  emails: ['a@exemple.fr', 'b@exemple.fr'],
  addresses: [
    { lines: ['8 rue du Moulin'], postalCode: '56100', city: 'Lorient', country: 'FRA', use: 'home' },
    { lines: ['1 rue B'], postalCode: '75001', city: 'Paris', country: 'FRA', use: 'old' },
  ],
};
const form: ContactForm = {
  ...{ usedName: 'DUPONT', usedGivenName: '', phone: '06 39 98 71 20', otherPhone: '02 61 91 33 08' },
  ...{ email: 'a@exemple.fr', street: '8 rue du Moulin', postalCode: '56100', town: 'Lorient' },
  nir: '2 85 04 56 260 987 50',
};
const strict: StrictForm = {
  ...{ birthName: 'Wéa', givenNames: 'Anne Sophie Marie', sex: 'female', birthDate: '1958-03-14' },
  ...{ birthPlace: 'Nice', birthPlaceCode: '06088' },
};

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DataError) return `${error.code} ${error.issues[0]?.path ?? ''}`;
    throw error;
  }
  return 'accepted';
}

describe('the contact details', () => {
  test('a form without changes changes nothing, although it shows numbers in another form', () => {
    const { usedFamilyName, usedGivenName, billingNir, phones, emails, addresses } = before;
    expect(contactOf(before, form)).toEqual({ usedFamilyName, usedGivenName, billingNir, phones, emails, addresses });
  });

  test('further phones, e-mails and addresses stay when the shown ones are emptied', () => {
    const emptied = { ...form, phone: '', otherPhone: '', email: '', street: '', postalCode: '', town: '' };
    const edited = contactOf(before, emptied);
    expect(edited.phones).toEqual(before.phones.slice(2));
    expect(edited.emails).toEqual(['b@exemple.fr']);
    expect(edited.addresses).toEqual(before.addresses.slice(1));
  });

  test('a number without its key gets it, and one with a wrong key is rejected', () => {
    expect(contactOf(before, { ...form, nir: '2 85 04 56 260 987' }).billingNir).toBe('285045626098750');
    expect(codeOf(() => contactOf(before, { ...form, nir: '2 85 04 56 260 987 51' }))).toBe(
      'invalid_resource identifier',
    );
    expect(codeOf(() => contactOf(before, { ...form, nir: '2 85' }))).toBe('invalid_resource identifier');
    expect(contactOf(before, { ...form, nir: '' }).billingNir).toBeNull();
  });

  test('a malformed e-mail is rejected, and an unusual phone is only pointed out', () => {
    expect(codeOf(() => contactOf(before, { ...form, email: 'nadia@' }))).toBe('invalid_resource telecom');
    expect(contactOf(before, { ...form, phone: '12' }).phones[0]).toEqual({ number: '12', use: 'home' });
    expect(checkContact({ phone: '12', otherPhone: '', email: 'a@b.fr' })).toEqual({
      ...{ phone: 'unusual', otherPhone: 'empty', email: 'valid' },
    });
  });
});

describe('the strict traits', () => {
  test('a form without changes changes nothing, although the first given name has a space', () => {
    const { birthFamilyName, birthGivenNames, sex, birthDate, birthPlace } = before;
    expect(strictTraitsOf(before, strict)).toEqual({ birthFamilyName, birthGivenNames, sex, birthDate, birthPlace });
  });

  test('a new name is written in capitals without accents', () => {
    expect(strictTraitsOf(before, { ...strict, birthName: 'Lefèvre' }).birthFamilyName).toBe('LEFEVRE');
  });

  test.for(['6088', '060880', 'NICE1', '2C004'])('the code of place %s is rejected', (birthPlaceCode) => {
    expect(codeOf(() => strictTraitsOf(before, { ...strict, birthPlaceCode }))).toBe('invalid_resource birthPlace');
  });

  test.for(['2A004', '2b033', '99109'])('the code of place %s is accepted', (birthPlaceCode) => {
    expect(strictTraitsOf(before, { ...strict, birthPlaceCode }).birthPlace?.insee).toBe(birthPlaceCode.toUpperCase());
  });
});

describe('a death', () => {
  const death = { isDeceased: true, date: '2026-11-01', town: 'Nice' };

  test('has a day that is not to come and not before the birth', () => {
    expect(deathOf(before, death, '2026-11-29')).toEqual({
      ...{ deceased: true, deathDate: '2026-11-01', deathPlace: 'Nice' },
    });
    for (const date of ['2026-11-30', '1958-03-13', '01/11/2026'])
      expect(codeOf(() => deathOf(before, { ...death, date }, '2026-11-29'))).toBe('invalid_resource deceasedDateTime');
  });

  test('is taken back with its day and place', () => {
    expect(deathOf(before, { ...death, isDeceased: false }, '2026-11-29')).toEqual({
      ...{ deceased: false, deathDate: null, deathPlace: null },
    });
  });
});
