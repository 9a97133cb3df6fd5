import type { Person } from '../person.ts';
import { laboratoryColumns, type LaboratoryCells } from './columns.ts';

/** Why a row is useless or unreadable. Codes of broken lines are those that intake gives. */
export type BrokenCode = 'too_few_cells' | 'too_many_cells' | 'unclosed_quote';

/** What the readable rows of one person hold, all rows together. */
export type PersonTruth = {
  readonly person: number;
  /** Record numbers, from 1, the header excluded. */
  readonly rows: number[];
  /** 13 characters, and `yyyy-mm-dd` or empty where that row has no birth date. Without repetition. */
  readonly nirs: { readonly nir: string; readonly birthDate: string }[];
  /** Some row has a birth date. */
  birthDateSeen: boolean;
  readonly emails: Set<string>;
  /** E.164. */
  readonly phones: Set<string>;
  /** Keys of the categories in which at least one row holds something. */
  readonly categories: Set<string>;
};

export type LaboratoryTruth = {
  /** Records after the header, broken ones included. */
  readonly records: number;
  /** In the order of the people given; a person all of whose lines are broken has no rows. */
  readonly people: readonly PersonTruth[];
  readonly broken: readonly { readonly number: number; readonly code: BrokenCode }[];
};

/** What the generator writes where there is nothing. */
const fillers = new Set(['', '0', '-', 'NULL', '00/00/0000', '0000000000', '0000000000000', 'EN COURS']);

export function emptyTruth(person: Person): PersonTruth {
  return {
    ...{ person: person.id, rows: [], nirs: [], birthDateSeen: false },
    ...{ emails: new Set(), phones: new Set(), categories: new Set() },
  };
}

/** Adds what one readable row shows. */
export function addRow(truth: PersonTruth, person: Person, number: number, cells: LaboratoryCells): void {
  truth.rows.push(number);
  const dated = !fillers.has(cells.DATE_NAISS ?? '');
  if (dated) truth.birthDateSeen = true;
  const birthDate = dated ? person.birthDate : '';
  const written = (cells.NUM_SECU ?? '').replace(/[ .]/g, '').toUpperCase();
  const keyAgrees = (cells.CLE_SECU ?? '') === '' || cells.CLE_SECU === person.nirKey;
  const known = truth.nirs.some((other) => other.birthDate === birthDate);
  if (written.startsWith(person.nir) && keyAgrees && !known) truth.nirs.push({ nir: person.nir, birthDate });
  if ((cells.COURRIEL ?? '').includes('@')) for (const email of person.emails) truth.emails.add(email);
  for (const phone of person.phones) truth.phones.add(phone);
  for (const [column, category] of laboratoryColumns)
    if (!fillers.has(cells[column] ?? '')) truth.categories.add(category);
}
