import { parseIns } from '@etanche/core-identifiers';
import type { Sex } from '@etanche/records-fhir';
import type { SentIdentity } from '../../results/sent-identity.ts';
import { attributeOf, childrenNamed, elementAt, textInside } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import { cdaOids } from '../cda-oids.ts';
import type { CdaId } from '../cda-types.ts';
import type { CdaPatient } from './cda-document.ts';
import { readAddress, readIds, readTelecoms, readTime, textOf } from './read-parts.ts';

interface NamePart {
  readonly kind: 'family' | 'given';
  /** BR: birth; CL: used; SP: of the spouse; null if the document does not say. */
  readonly use: string | null;
  readonly text: string;
}

/** The patient of `recordTarget`. @returns also whether a matricule is malformed */
export function readPatientRole(role: XmlElement): { patient: CdaPatient; isInsInvalid: boolean } {
  const person = elementAt(role, 'patient');
  const parts = childrenNamed(person, 'name').flatMap(namePartsOf);
  const ids = readIds(role);
  const { ins, isInsInvalid } = insOf(ids);
  const birthPlace = elementAt(person, 'birthplace', 'place', 'addr');
  const insee = textInside(elementAt(birthPlace, 'county')) ?? textInside(elementAt(birthPlace, 'censusTract'));
  const national: readonly string[] = cdaOids.ins;
  const identity: SentIdentity = {
    ...familyNames(parts),
    givenNames: givenNames(parts),
    birthDate: readTime(elementAt(person, 'birthTime'))?.slice(0, 10) ?? null,
    sex: sexOf(attributeOf(elementAt(person, 'administrativeGenderCode'), 'code')),
    birthPlace: insee !== null && /^\d[\dABab]\d{3}$/.test(insee) ? insee.toUpperCase() : null,
    nir: null,
    ins,
    localIds: ids.flatMap(({ root, extension }) =>
      extension === null || national.includes(root) ? [] : [{ system: systemOf(root), value: extension }],
    ),
  };
  return {
    patient: {
      identity,
      names: namesOf(parts),
      addresses: childrenNamed(role, 'addr').flatMap((one) => readAddress(one) ?? []),
      phones: readTelecoms(role, 'tel'),
      emails: readTelecoms(role, 'mailto'),
    },
    isInsInvalid,
  };
}

function systemOf(root: string): string {
  return /^\d+(?:\.\d+)+$/.test(root) ? `urn:oid:${root}` : root;
}

function insOf(ids: readonly CdaId[]): { ins: SentIdentity['ins']; isInsInvalid: boolean } {
  const roots: readonly string[] = cdaOids.ins;
  const national = ids.filter(({ root }) => roots.includes(root));
  for (const { root, extension } of national) {
    const parsed = parseIns(extension ?? '', root);
    if (!parsed.ok) continue;
    const { matricule, nature } = parsed.value;
    const written = (extension ?? '').replace(/[\s.-]/g, '').toUpperCase();
    const key = String(matricule.key).padStart(2, '0');
    // Test identities are issued with wrong keys, which are kept as written.
    return {
      ins: { matricule: written.length === 15 ? written : `${matricule.canonical}${key}`, nature },
      isInsInvalid: false,
    };
  }
  return { ins: null, isInsInvalid: national.length > 0 };
}

function namePartsOf(name: XmlElement): NamePart[] {
  const whole = useOf(attributeOf(name, 'use'));
  const parts = (['family', 'given'] as const).flatMap((kind) =>
    childrenNamed(name, kind).flatMap((part): NamePart[] => {
      const text = textOf(textInside(part));
      return text === null ? [] : [{ kind, use: useOf(attributeOf(part, 'qualifier')) ?? whole, text }];
    }),
  );
  if (parts.length > 0) return parts;
  const text = textOf(textInside(name));
  return text === null ? [] : [{ kind: 'family', use: whole, text }];
}

/** Qualifiers and uses may be lists; L (legal) says nothing about birth. */
function useOf(written: string | null): string | null {
  return (written ?? '').split(/\s+/u).find((use) => use === 'BR' || use === 'CL' || use === 'SP') ?? null;
}

function familyNames(
  parts: readonly NamePart[],
): Pick<SentIdentity, 'birthFamilyName' | 'usedFamilyName' | 'familyName'> {
  const family = (use: string | null): string | null =>
    parts.find((part) => part.kind === 'family' && part.use === use)?.text ?? null;
  return { birthFamilyName: family('BR'), usedFamilyName: family('CL') ?? family('SP'), familyName: family(null) };
}

/**
 * The first given name of birth, then the others of the list without a qualifier, which French documents write as one.
 */
function givenNames(parts: readonly NamePart[]): string[] {
  const given = (use: string | null): string[] =>
    parts.filter((part) => part.kind === 'given' && part.use === use).map(({ text }) => text);
  const [first] = given('BR');
  const listed = given(null);
  if (first === undefined) return listed.length > 0 ? listed : given('CL');
  const whole = listed.join(' ');
  const rest = whole === first || whole.startsWith(`${first} `) ? whole.slice(first.length) : '';
  return [first, ...rest.split(/\s+/u).filter((word) => word !== '')];
}

function namesOf(parts: readonly NamePart[]): CdaPatient['names'] {
  const uses = [...new Set(parts.map(({ use }) => use))];
  return uses.map((use) => {
    const same = parts.filter((part) => part.use === use);
    return {
      use,
      family: same.find(({ kind }) => kind === 'family')?.text ?? null,
      given: same.filter(({ kind }) => kind === 'given').map(({ text }) => text),
    };
  });
}

function sexOf(code: string | null): Sex {
  if (code === 'M') return 'male';
  if (code === 'F') return 'female';
  return code === 'UN' ? 'other' : 'unknown';
}
