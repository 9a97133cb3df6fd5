import { readPatient, type PatientTraits, type Resource } from '@etanche/records-fhir';
import { InteropError } from '../../interop-error.ts';
import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids } from '../cda-oids.ts';
import { toHl7Time } from '../hl7-time.ts';
import { addressElement, idElement, optional } from './cda-parts.ts';

const insRoots = { nir: cdaOids.ins[0], nia: cdaOids.ins[1], test: cdaOids.ins[2], demo: cdaOids.ins[3] };
const genders = {
  male: { code: 'M', name: 'Masculin' },
  female: { code: 'F', name: 'Féminin' },
  other: { code: 'UN', name: 'Indifférencié' },
} as const;
const phoneUses: Readonly<Record<string, string>> = { home: 'H', work: 'WP', mobile: 'MC' };

/**
 * The patient of the header (recordTarget).
 *
 * @throws InteropError `cda_incomplete` without an identifier that may leave the practice, a name or a birth date
 */
export function recordTarget(patient: Resource<'Patient'>): XmlOutput {
  const traits = readPatient(patient);
  const ids = identifiers(traits);
  if (ids.length === 0)
    throw new InteropError('cda_incomplete', 'the patient has neither a qualified INS nor a number of the practice');
  const current = traits.addresses.filter(({ use }) => use !== 'old');
  return xml(
    'recordTarget',
    {},
    xml(
      'patientRole',
      {},
      ...ids,
      ...(current.length === 0 ? [addressElement(null)] : current.map(addressElement)),
      ...telecoms(traits),
      xml('patient', { classCode: 'PSN' }, ...personContent(traits)),
    ),
  );
}

function identifiers({ ins, reliability, localId }: PatientTraits): XmlOutput[] {
  // RNIV: only a qualified identity carries the matricule outwards.
  const qualified =
    ins === null || reliability.status !== 'QUAL'
      ? []
      : [idElement('id', { root: insRoots[ins.nature], extension: ins.matricule })];
  const root = localId?.system.replace(/^urn:(?:oid|uuid):/i, '') ?? '';
  // An II has an OID or a UUID as its root; the number of a system that is named by another URL cannot be written.
  const isRoot = /^(?:\d+(?:\.\d+)+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(root);
  return localId === null || !isRoot ? qualified : [...qualified, idElement('id', { root, extension: localId.value })];
}

function telecoms({ phones, emails }: PatientTraits): XmlOutput[] {
  const current = phones.filter(({ use }) => use !== 'old');
  const all = [
    ...current.map(({ number, use }) =>
      xml('telecom', { value: `tel:${number.replace(/[\s.()-]/g, '')}`, use: phoneUses[use ?? ''] }),
    ),
    ...emails.map((email) => xml('telecom', { value: `mailto:${email}` })),
  ];
  return all.length === 0 ? [xml('telecom', { nullFlavor: 'NAV' })] : all;
}

function personContent(traits: PatientTraits): XmlContent[] {
  const { birthFamilyName, birthGivenNames, sex, birthDate, birthPlace, birthRank } = traits;
  if (birthFamilyName === null || birthDate === null)
    throw new InteropError('cda_incomplete', 'the patient has no birth name or no birth date');
  const [first] = birthGivenNames;
  const qualified = (name: string, qualifier: string, text: string | null): XmlOutput | null =>
    text === null ? null : xml(name, { qualifier }, text);
  const gender = sex === 'unknown' ? null : genders[sex];
  return [
    xml(
      'name',
      {},
      qualified('family', 'BR', birthFamilyName),
      optional('given', birthGivenNames.join(' ') || null),
      qualified('given', 'BR', first ?? null),
      qualified('family', 'CL', traits.usedFamilyName),
      qualified('given', 'CL', traits.usedGivenName),
    ),
    gender === null
      ? xml('administrativeGenderCode', { nullFlavor: 'UNK' })
      : xml('administrativeGenderCode', {
          code: gender.code,
          displayName: gender.name,
          codeSystem: cdaOids.gender,
        }),
    xml('birthTime', { value: toHl7Time(birthDate) }),
    birthRank === null ? null : xml('sdtc:multipleBirthOrderNumber', { value: String(birthRank) }),
    birthPlace === null
      ? null
      : xml(
          'birthplace',
          {},
          xml('place', {}, xml('addr', {}, optional('county', birthPlace.insee), optional('city', birthPlace.name))),
        ),
  ];
}
