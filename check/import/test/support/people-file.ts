import { writeFileSync } from 'node:fs';
import { nirKey } from '@etanche/core-identifiers';

/** Text in every row that must never be found on disk. */
export const marker = 'Zqmarqueur';

export type Made = { readonly nir: string; readonly birthDate: string; readonly blood: boolean };

/** A small file of adults with their own numbers; every other one has a blood group. */
export function writePeopleFile(path: string, count: number): Made[] {
  const people = Array.from({ length: count }, (_, i): Made => {
    const year = 1950 + (i % 40);
    const month = String(1 + (i % 12)).padStart(2, '0');
    const nir = `1${String(year).slice(2)}${month}75${String(101 + (i % 20))}${String(1 + i).padStart(3, '0')}`;
    return { nir, birthDate: `${year}-${month}-15`, blood: i % 2 === 1 };
  });
  const rows = people.map(({ nir, birthDate, blood }, i) => {
    const key = String(nirKey(nir)).padStart(2, '0');
    const date = birthDate.split('-').reverse().join('/');
    return `${nir}${key};${marker}${letters(i)};Jean;${date};${marker}${i}@example.fr;${blood ? 'A+' : ''};1 rue ${marker}`;
  });
  const header = 'NIR;Nom;Prenom;Date de naissance;Email;Groupe sanguin;Adresse';
  writeFileSync(path, `${[header, ...rows].join('\n')}\n`);
  return people;
}

function letters(i: number): string {
  return Array.from(String(i), (digit) => 'abcdefghij'[Number(digit)]).join('');
}
