import type { CdaOrganization, CdaProfessional } from '../cda/cda-types.ts';
import type { SentIdentity } from '../results/sent-identity.ts';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\E\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '|': '\\F\\',
  '~': '\\R\\',
};

/** A component of a field of HL7 V2 (2.7.1): separators in it are escaped. */
export function component(text: string | null): string {
  return (text ?? '').replace(/[\\^&|~]/g, (sign) => escapes[sign] ?? sign).replace(/\s+/gu, ' ');
}

/** A person (XCN): `801234567897^ARNAUD^Hélène^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`. */
export function personField({ id, family, given }: CdaProfessional): string {
  const authority = id === null ? '' : `&${component(id.root)}&ISO`;
  // The guide of the MSSanté: numbers with a structure in them are internal ones.
  const kind = id === null ? '' : (id.extension ?? '').includes('/') ? 'EI' : 'IDNPS';
  return `${component(id?.extension ?? null)}^${component(family)}^${component(given)}^^^^^^${authority}^D^^^${kind}`;
}

/** An organisation (XON): `Cabinet du Port^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750803447`. */
export function organizationField({ id, name }: CdaOrganization): string {
  if (id === null) return component(name);
  return `${component(name)}^^^^^&${component(id.root)}&ISO^IDNST^^^${component(id.extension)}`;
}

/** An identifier of a patient (CX). */
export function patientField(value: string, root: string, type: 'NH' | 'PI'): string {
  return `${component(value)}^^^&${component(root)}&ISO^${type}`;
}

/** The lines of `sourcePatientInfo`: PID-3, 5, 7, 8 and, if it is known, 11. */
export function patientInfo(identity: SentIdentity, ids: readonly string[], address: string | null): string[] {
  const { birthFamilyName, familyName, usedFamilyName, givenNames, birthDate, sex } = identity;
  const birth = birthFamilyName ?? familyName;
  const given = component(givenNames[0] ?? null);
  const sexes = { male: 'M', female: 'F', other: 'O', unknown: 'U' } as const;
  return [
    ...ids.map((id) => `PID-3|${id}`),
    ...(birth === null ? [] : [`PID-5|${component(birth)}^${given}^^^^^L`]),
    ...(usedFamilyName === null ? [] : [`PID-5|${component(usedFamilyName)}^${given}^^^^^D`]),
    ...(birthDate === null ? [] : [`PID-7|${birthDate.replaceAll('-', '')}`]),
    `PID-8|${sexes[sex]}`,
    ...(address === null ? [] : [`PID-11|${address}`]),
  ];
}

/** The components of a field, unescaped. */
export function componentsOf(field: string): string[] {
  return field
    .split('^')
    .map((part) =>
      part.replace(
        /\\([ESTFR])\\/g,
        (_whole, letter: string) => ({ E: '\\', S: '^', T: '&', F: '|', R: '~' })[letter] ?? '',
      ),
    );
}
