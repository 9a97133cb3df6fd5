import { nirKey, parseNir } from '@etanche/core-identifiers';
import { readPatient, type PatientTraits } from '@etanche/records-fhir';
import type { NewPatientForm, NirCheck } from '../port/patient-calls.ts';

/** The traits of a typed form. The identity is provisional: nobody has checked a document yet. */
export function traitsOf(form: NewPatientForm): PatientTraits {
  const known = knownText;
  const [street, town] = [known(form.street), known(form.town)];
  const [phone, email, nir] = [known(form.phone), known(form.email), known(form.nir)];
  const parsed = nir === null ? null : parseNir(nir);
  return {
    ...readPatient({}),
    birthFamilyName: upperName(form.birthName),
    birthGivenNames: form.givenNames
      .split(/[\s,]+/)
      .map(upperName)
      .filter((name) => name !== null),
    usedFamilyName: upperName(form.usedName) ?? upperName(form.birthName),
    sex: form.sex,
    birthDate: known(form.birthDate),
    birthPlace: known(form.birthPlace) === null ? null : { insee: null, name: known(form.birthPlace) },
    billingNir: parsed?.ok === true ? `${parsed.value.canonical}${String(parsed.value.key).padStart(2, '0')}` : null,
    phones: phone === null ? [] : [typedPhone(phone)],
    emails: email === null ? [] : [email],
    addresses:
      street === null && town === null
        ? []
        : [
            {
              lines: street === null ? [] : [street],
              postalCode: known(form.postalCode),
              city: town,
              country: 'FRA',
              use: 'home',
            },
          ],
  };
}

export function typedPhone(number: string): PatientTraits['phones'][number] {
  return { number, use: /^0[67]|^\+33 ?[67]/.test(number) ? 'mobile' : 'home' };
}

/** A typed text without the spaces around it; null if nothing was typed. */
export function knownText(typed: string): string | null {
  const text = typed.trim();
  return text === '' ? null : text;
}

/** Checks a social security number while it is typed. */
export function checkNir({ nir, birthDate, sex }: Pick<NewPatientForm, 'nir' | 'birthDate' | 'sex'>): NirCheck {
  const digits = nir.replace(/[\s.-]/g, '').toUpperCase();
  if (digits === '') return { state: 'empty' };
  if (digits.length < 15 && /^\d{0,5}(?:\d\d?|2[AB])?\d*$/.test(digits)) return { state: 'incomplete' };
  const parsed = parseNir(digits);
  if (parsed.ok) {
    const { value } = parsed;
    const isSameYear = birthDate === '' || Number(birthDate.slice(2, 4)) === value.year;
    const isSameMonth = birthDate === '' || value.month === null || Number(birthDate.slice(5, 7)) === value.month;
    return { state: 'valid', agrees: (sex === 'unknown' || value.sex === sex) && isSameYear && isSameMonth };
  }
  if (parsed.code !== 'nir_key') return { state: 'malformed' };
  return { state: 'wrong_key', expected: String(nirKey(digits.slice(0, 13))).padStart(2, '0') };
}

/** Strict traits are in capitals without accents (RNIV); the forms of the civil record are kept as typed otherwise. */
export function upperName(name: string): string | null {
  const text = name.trim().toLocaleUpperCase('fr').normalize('NFD').replace(/\p{M}/gu, '');
  return text === '' ? null : text;
}
