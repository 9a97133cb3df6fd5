import { parseIns } from '@etanche/core-identifiers';
import type { Sex } from '@etanche/records-fhir';
import { fromHl7Time } from '../cda/hl7-time.ts';
import { isSameIdentity, isUnknown, unknownIdentity, type SentIdentity } from '../results/sent-identity.ts';
import { componentsOf } from './hl7-fields.ts';

const sexes: Readonly<Record<string, Sex>> = { M: 'male', F: 'female', O: 'other' };

/** The traits of `sourcePatientInfo`: PID-3, 5, 7 and 8. */
export function patientOfMetadata(lines: readonly string[]): SentIdentity {
  const fields = lines.flatMap((line) => {
    const [, number, text = ''] = /^PID-?(\d{1,2})\|(.*)$/su.exec(line.trim()) ?? [];
    return number === undefined ? [] : text.split('~').map((value) => ({ number: Number(number), value }));
  });
  const of = (number: number): string[] => fields.filter((field) => field.number === number).map(({ value }) => value);
  const names = of(5).map(componentsOf);
  const birth = names.find((name) => name[6] === 'L') ?? (names.length === 1 ? names[0] : undefined);
  const isBirth = birth?.[6] === 'L';
  const given = birth?.[1] ?? '';
  const written = (text: string | undefined): string | null =>
    text === undefined || text.trim() === '' ? null : text.trim();
  return {
    ...unknownIdentity,
    birthFamilyName: isBirth ? written(birth[0]) : null,
    familyName: isBirth ? null : written(birth?.[0]),
    usedFamilyName: written(names.find((name) => name[6] === 'D' || name[6] === 'S')?.[0]),
    givenNames: given.trim() === '' ? [] : [given.trim()],
    birthDate: fromHl7Time(of(7)[0] ?? '')?.slice(0, 10) ?? null,
    sex: sexes[of(8)[0] ?? ''] ?? 'unknown',
    ins:
      of(3)
        .map(insOf)
        .find((ins) => ins !== null) ?? null,
  };
}

/** `279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH` */
function insOf(field: string): SentIdentity['ins'] {
  const [value = '', , , authority = ''] = field.split('^');
  const parsed = parseIns(value, authority.split('&')[1] ?? '');
  if (!parsed.ok) return null;
  const { matricule, nature } = parsed.value;
  return { matricule: `${matricule.canonical}${String(matricule.key).padStart(2, '0')}`, nature };
}

/** True if a trait of the metadata is another one in the document. Metadata without traits contradict nothing. */
export function contradicts(sent: SentIdentity, document: SentIdentity): boolean {
  if (isUnknown(sent) || isUnknown(document)) return false;
  const hasNames = sent.birthFamilyName !== null || sent.familyName !== null || sent.usedFamilyName !== null;
  const names = hasNames ? {} : pickNames(document);
  const filled: SentIdentity = {
    ...sent,
    ...names,
    givenNames: sent.givenNames.length > 0 ? sent.givenNames : document.givenNames,
    birthDate: sent.birthDate ?? document.birthDate,
    ins: sent.ins ?? document.ins,
  };
  return !isSameIdentity(filled, document);
}

function pickNames({ birthFamilyName, familyName, usedFamilyName }: SentIdentity): Partial<SentIdentity> {
  return { birthFamilyName, familyName, usedFamilyName };
}
