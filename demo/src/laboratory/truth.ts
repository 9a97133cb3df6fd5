import type { Person } from '../person.ts';
import { laboratoryColumns, type LaboratoryCells } from './columns.ts';

/** Reasons for unusable or unreadable rows. Codes of broken lines are those of intake. */
export type BrokenCode = 'too_few_cells' | 'too_many_cells' | 'unclosed_quote';

/** The data of one person in all their readable rows. */
export type PersonTruth = {
  readonly person: number;
  /** Record numbers, from 1, without the header. */
  readonly rows: number[];
  /** 13 characters, and `yyyy-mm-dd` or empty if that row has no birth date. Without repeats. */
  readonly nirs: { readonly nir: string; readonly birthDate: string }[];
  /** True if some row has a birth date. */
  birthDateSeen: boolean;
  readonly emails: Set<string>;
  /** E.164. */
  readonly phones: Set<string>;
  /** Keys of the categories with a value in at least one row. */
  readonly categories: Set<string>;
};

export type LaboratoryTruth = {
  /** Number of records after the header, including broken ones. */
  readonly records: number;
  /** In the order of the given people. A person without readable lines has no rows. */
  readonly people: readonly PersonTruth[];
  readonly broken: readonly { readonly number: number; readonly code: BrokenCode }[];
};

/** Placeholders that the generator writes for missing values. */
const fillers = new Set(['', '0', '-', 'NULL', '00/00/0000', '0000000000', '0000000000000', 'EN COURS']);

export function emptyTruth(person: Person): PersonTruth {
  return {
    ...{ person: person.id, rows: [], nirs: [], birthDateSeen: false },
    ...{ emails: new Set(), phones: new Set(), categories: new Set() },
  };
}

/** Adds the data of one readable row. */
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
