import { identityDocuments, readPatient, type IdentityStatus, type Resource } from '@etanche/records-fhir';
import { frenchCode, frenchDate, frenchNir, frenchPhone } from './french-format.ts';

const statuses: Readonly<Record<IdentityStatus, string>> = {
  PROV: 'provisoire',
  RECUP: 'récupérée auprès de l’INSi',
  VALI: 'validée',
  QUAL: 'qualifiée',
};

interface IdentityLine {
  readonly label: string;
  readonly value: string;
}

/** `Élodie MARTIN, née LEFÈVRE` */
export function patientName(patient: Resource): string {
  const { birthFamilyName, birthGivenNames, usedFamilyName, usedGivenName, sex } = readPatient(patient);
  const birth = birthFamilyName?.toLocaleUpperCase('fr') ?? '';
  const used = usedFamilyName?.toLocaleUpperCase('fr') ?? birth;
  const name = [usedGivenName ?? birthGivenNames[0], used]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  const born = { male: 'né', female: 'née', other: 'né(e)', unknown: 'né(e)' }[sex];
  return used === birth || birth === '' ? name : `${name}, ${born} ${birth}`;
}

/** The lines of a patient's identity. A matricule INS is printed only for a qualified identity (RNIV). */
export function identityLines(patient: Resource): IdentityLine[] {
  const traits = readPatient(patient);
  const { reliability, birthPlace, ins } = traits;
  const document = reliability.document === null ? '' : ` (${identityDocuments[reliability.document]})`;
  const place = [birthPlace?.name, birthPlace?.insee && `INSEE ${birthPlace.insee}`].filter(Boolean).join(', ');
  const lines: [string, string | null][] = [
    ['Nom de naissance', traits.birthFamilyName],
    ['Prénoms', traits.birthGivenNames.join(', ')],
    ['Nom utilisé', traits.usedFamilyName],
    ['Prénom utilisé', traits.usedGivenName],
    ['Sexe', frenchCode(traits.sex) ?? 'non renseigné'],
    ['Date de naissance', frenchDate(traits.birthDate)],
    ['Lieu de naissance', place],
    ['Matricule INS', ins !== null && reliability.status === 'QUAL' ? frenchNir(ins.matricule) : null],
    ['NIR de facturation', traits.billingNir === null ? null : frenchNir(traits.billingNir)],
    ['Identité', `${statuses[reliability.status]}${document}`],
    ['Numéro de dossier', traits.localId?.value ?? null],
    ...traits.addresses.map((one): [string, string] => [
      one.use === 'old' ? 'Ancienne adresse' : 'Adresse',
      [
        ...one.lines,
        [one.postalCode, one.city].filter((part) => part !== null).join(' '),
        isFrance(one.country) ? '' : (one.country ?? ''),
      ]
        .filter((part) => part !== '')
        .join(', '),
    ]),
    ['Téléphone', traits.phones.map(({ number }) => frenchPhone(number)).join(', ')],
    ['Courriel', traits.emails.join(', ')],
    ['Décès', traits.deceased ? [frenchDate(traits.deathDate), traits.deathPlace].filter(Boolean).join(', ') : null],
  ];
  return lines.flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }]));
}

function isFrance(country: string | null): boolean {
  return country === null || /^(?:FRA?|France)$/i.test(country);
}
