import { readNir } from '../results/read-nir.ts';
import { unknownIdentity, type SentIdentity } from '../results/sent-identity.ts';
import { readBirthDate } from '../results/sent-time.ts';
import { readSex } from '../results/read-sex.ts';
import { componentsOf, type Delimiters, type Segment } from '../segments/segment.ts';
import { textOrNull } from '../text/clean-text.ts';

/**
 * Reads a segment P: 2 and 3 numbers of the patient, 5 name, 6 birth name, 7 birth date, 8 sex. Programs put the social
 * security number into different fields; a text of 15 characters with the right key is one.
 */
export function readHprimPatient({ fields }: Segment, delimiters: Delimiters, today: string): SentIdentity {
  const [family, given, second] = componentsOf(fields[5], delimiters).map(textOrNull);
  const birth = textOrNull(componentsOf(fields[6], delimiters)[0]);
  const numbers = fields.slice(2).flatMap((field) => componentsOf(field, delimiters));
  const nir = numbers
    .map((text) => (text.length > 30 ? null : readNir(text)))
    .find((one) => one !== null && one.key !== null);
  const birthDate = componentsOf(fields[7], delimiters)[0] ?? '';
  return {
    ...unknownIdentity,
    ...(birth === null ? { familyName: family ?? null } : { birthFamilyName: birth, usedFamilyName: family ?? null }),
    givenNames: [given, second].filter((name) => typeof name === 'string'),
    birthDate: readBirthDate(/^\d{8}\d/.test(birthDate) ? birthDate.slice(0, 8) : birthDate, today),
    sex: readSex(fields[8] ?? ''),
    nir: nir ?? null,
    localIds: [fields[2], fields[3]].flatMap((field) => {
      const value = textOrNull(componentsOf(field, delimiters)[0]);
      return value === null || value === nir?.number ? [] : [{ system: null, value }];
    }),
  };
}
