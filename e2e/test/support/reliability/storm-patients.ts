import type { Prng } from '@etanche/demo';
import type { ResourceInput } from '@etanche/records-client';

/** A Patient as stored in a file or newly created. */
type PatientObject = Extract<ResourceInput, { resourceType: string }>;

const syllables = ['ba', 'co', 'di', 'fu', 'gra', 'lé', 'mo', 'nu', 'pi', 'ra', 'sau', 'ti', 'vo', 'zan'];

export function familyName(prng: Prng): string {
  return Array.from({ length: 5 }, () => prng.pick(syllables)).join('');
}

export function phoneNumber(prng: Prng): string {
  return `06${String(prng.integer(0, 99_999_999)).padStart(8, '0')}`;
}

export function patientOf(family: string, birthDate: string, phone: string): ResourceInput {
  return withPhone(
    { resourceType: 'Patient', name: [{ use: 'official', family, given: ['Louise'] }], gender: 'female', birthDate },
    phone,
  );
}

export function withPhone(patient: PatientObject, phone: string): ResourceInput {
  return { ...patient, telecom: [{ system: 'phone', value: phone, use: 'mobile' }] };
}

/** A clinical resource with a unique text. */
export function note(prng: Prng): { readonly text: string; readonly resource: ResourceInput } {
  const text = `note ${prng.integer(0, 2 ** 47)}`;
  const resource: ResourceInput = {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'Observation clinique' },
    subject: { display: 'le patient' },
    valueString: text,
  };
  return { text, resource };
}
