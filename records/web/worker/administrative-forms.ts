import { nirKey, parseEmail, parseNir, parsePhone } from '@etanche/core-identifiers';
import { DataError } from '@etanche/records-client';
import type { PatientTraits, PostalAddress } from '@etanche/records-fhir';
import type { ContactCheck, ContactForm, DeathForm, StrictForm } from '../port/administrative-calls.ts';
import { knownText, typedPhone, upperName } from './new-patient.ts';

type Contact = Pick<
  PatientTraits,
  'usedFamilyName' | 'usedGivenName' | 'billingNir' | 'phones' | 'emails' | 'addresses'
>;

export function checkContact({ phone, otherPhone, email }: Parameters<typeof phonesOf>[0]): ContactCheck {
  const ofPhone = (typed: string): ContactCheck['phone'] => {
    if (typed.trim() === '') return 'empty';
    return parsePhone(typed, 'FR').ok ? 'valid' : 'unusual';
  };
  const ofEmail = (): ContactCheck['email'] => {
    if (email.trim() === '') return 'empty';
    return parseEmail(email.trim()).ok ? 'valid' : 'malformed';
  };
  return { phone: ofPhone(phone), otherPhone: ofPhone(otherPhone), email: ofEmail() };
}

/**
 * The contact details after an edit. The form shows the first two phones, the first e-mail and the first address;
 * further ones stay.
 *
 * @throws DataError `invalid_resource` for an e-mail or a social security number that is malformed
 */
export function contactOf(before: PatientTraits, form: ContactForm): Contact {
  const [address, ...otherAddresses] = before.addresses;
  const [, ...otherEmails] = before.emails;
  const email = knownText(form.email);
  if (checkContact(form).email === 'malformed') throw invalid('telecom', 'email');
  const edited: PostalAddress = {
    ...(address ?? { country: 'FRA', use: 'home' as const }),
    lines: form.street.split('\n').flatMap((line) => knownText(line) ?? []),
    postalCode: knownText(form.postalCode),
    city: knownText(form.town),
  };
  const isEmpty = edited.lines.length === 0 && edited.postalCode === null && edited.city === null;
  return {
    usedFamilyName: upperName(form.usedName),
    usedGivenName: upperName(form.usedGivenName),
    billingNir: nirOf(before.billingNir, form.nir),
    phones: [...phonesOf(form, before.phones), ...before.phones.slice(2)],
    emails: email === null ? otherEmails : [email, ...otherEmails],
    addresses: isEmpty ? otherAddresses : [edited, ...otherAddresses],
  };
}

/** The strict traits after a correction by hand. @throws DataError `invalid_resource` */
export function strictTraitsOf(before: PatientTraits, form: StrictForm) {
  const code = knownText(form.birthPlaceCode)?.toUpperCase() ?? null;
  if (code !== null && !/^(?:\d{5}|2[AB]\d{3})$/.test(code)) throw invalid('birthPlace', 'insee_code');
  const birthDate = knownText(form.birthDate);
  if (birthDate !== null && !/^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(birthDate)) throw invalid('birthDate', 'date');
  const name = knownText(form.birthPlace);
  const birthGivenNames = form.givenNames.split(/[\s,]+/).flatMap((one) => upperName(one) ?? []);
  // Names that were not edited stay as the civil record writes them.
  const isSame = before.birthGivenNames.join(' ') === form.givenNames.trim();
  return {
    birthFamilyName:
      before.birthFamilyName === form.birthName.trim() ? before.birthFamilyName : upperName(form.birthName),
    birthGivenNames: isSame ? before.birthGivenNames : birthGivenNames,
    sex: form.sex,
    birthDate,
    birthPlace: code === null && name === null ? null : { insee: code, name },
  };
}

/** @param today `YYYY-MM-DD` @throws DataError `invalid_resource` */
export function deathOf(before: PatientTraits, { isDeceased, date, town }: DeathForm, today: string) {
  if (!isDeceased) return { deceased: false, deathDate: null, deathPlace: null };
  const known = knownText(date);
  const birth = before.birthDate ?? '';
  if (known !== null && (!/^\d{4}-\d\d-\d\d$/.test(known) || known > today || known < birth))
    throw invalid('deceasedDateTime', 'date');
  return { deceased: true, deathDate: known, deathPlace: knownText(town) };
}

function phonesOf(
  form: Pick<ContactForm, 'phone' | 'otherPhone' | 'email'>,
  before: PatientTraits['phones'] = [],
): PatientTraits['phones'] {
  return [form.phone, form.otherPhone].flatMap((typed) => {
    const number = knownText(typed);
    if (number === null) return [];
    return [before.find((one) => isSameNumber(one.number, number)) ?? typedPhone(number)];
  });
}

/** A number that was only written in another form stays as it is. */
function isSameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [parsePhone(one, 'FR'), parsePhone(other, 'FR')];
  return first.ok && second.ok && first.value === second.value;
}

function nirOf(before: string | null, typed: string): string | null {
  const digits = typed.replace(/[\s.-]/g, '').toUpperCase();
  if (digits === '') return null;
  if (digits === before) return before;
  const parsed = parseNir(digits.length === 13 ? `${digits}${String(nirKey(digits)).padStart(2, '0')}` : digits);
  if (!parsed.ok) throw invalid('identifier', 'nir');
  return `${parsed.value.canonical}${String(parsed.value.key).padStart(2, '0')}`;
}

function invalid(path: string, code: string): DataError {
  return new DataError('invalid_resource', 'a typed field is malformed', { issues: [{ place: 0, path, code }] });
}
