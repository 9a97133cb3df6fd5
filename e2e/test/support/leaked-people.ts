import { syntheticPeople, type Person } from '@etanche/demo';

const columns = [
  ['nom', 'family-name'],
  ['prenom', 'given-names'],
  ['date_naissance', 'birth-date'],
  ['num_secu', 'nir'],
  ['adresse', { category: 'postal-address' }],
  ['email', 'email'],
  ['mutuelle', { category: 'insurer' }],
  ['resultat', { category: 'results' }],
  ['mot_de_passe', { category: 'password' }],
  ['iban', { category: 'bank-details' }],
] as const;

/** mapping.json of the file written by `leakedFile`. */
export const leakedMapping = {
  format: 'etanche/v1/mapping',
  columns: columns.map(([column, role]) => ({ column, role })),
};

export type Leaked = {
  readonly file: string;
  /** Adults in the file: with every category, with identity and number only, and without a birth date. */
  readonly complete: Person;
  readonly plain: Person;
  readonly undated: Person;
  /** A child in the file under a parent's number. */
  readonly child: Person;
  /** An adult who is not in the file. */
  readonly stranger: Person;
};

/** A small CSV file of synthetic people, and the people used by the tests. */
export function leakedPeople(count: number): Leaked {
  const people = syntheticPeople({ seed: 'page', count: count + 40 });
  const listed = people.slice(0, count);
  const adults = listed.filter((person) => person.nirHolder === 'own' && person.twinId === null && isDated(person));
  const [complete, plain, undated] = adults;
  const child = listed.find((person) => person.nirHolder === 'parent' && person.twinId === null && isDated(person));
  const stranger = people.slice(count).find((person) => person.nirHolder === 'own' && isDated(person));
  if (!complete || !plain || !undated || !child || !stranger)
    throw new Error('the synthetic people lack a required person');
  const lines = listed.map((person) => [
    person.birthName,
    person.givenNames[0] ?? '',
    person === undated ? '' : french(person.birthDate),
    `${person.nir}${person.nirKey}`,
    person === complete ? '1 rue de l’Exemple' : '',
    person === complete ? 'personne@exemple.fr' : '',
    person === complete ? 'Mutuelle Démo' : '',
    person === complete ? '4,2' : '',
    person === complete ? 'secret' : '',
    person === complete ? 'FR76 3000 6000 0112 3456 7890 189' : '',
  ]);
  const header = columns.map(([column]) => column);
  const file = [header, ...lines].map((cells) => cells.join(';')).join('\r\n');
  return { file, complete, plain, undated, child, stranger };
}

/** `dd/mm/yyyy`. */
export function french(day: string): string {
  return day.split('-').reverse().join('/');
}

function isDated({ birthDate }: Person): boolean {
  return !birthDate.includes('-00');
}
