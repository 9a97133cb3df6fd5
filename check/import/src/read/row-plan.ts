import {
  categories,
  makeExposure,
  roleCategory,
  type ColumnRole,
  type DateOrder,
  type IdentifierRole,
  type Mapping,
} from '@etanche/intake';
import type { Kind } from '@etanche/core-check-protocol';
import type { PhoneRegion } from '@etanche/core-identifiers';
import { ImportError } from '../import-error.ts';
import type { LeakSettings } from './leak-file.ts';

/** The columns of one file, and how to read their cells. */
export type RowPlan = {
  readonly kinds: ReadonlySet<Kind>;
  readonly columns: Readonly<Record<IdentifierRole, readonly number[]>>;
  /** How ambiguous dates of a column are read. */
  readonly dateOrders: ReadonlyMap<number, DateOrder>;
  /** Columns that link rows of several tables about the same person, with the label shared by the tables. */
  readonly keys: readonly { readonly label: string; readonly column: number }[];
  readonly address: readonly number[];
  readonly exposure: (cells: readonly string[]) => bigint;
  readonly details: readonly { readonly id: number; readonly column: number; readonly maxBytes: number }[];
  /** For each column of the letters' file, the column of this file, or undefined if it has none. */
  readonly letter: readonly (number | undefined)[];
  readonly phoneRegion: PhoneRegion;
  readonly birthDates: { readonly twoDigitYearPivot: number; readonly today: string };
};

/** The bit of every category, including the operator's own. */
function categoryBits(leak: LeakSettings): ReadonlyMap<string, number> {
  return new Map([...categories, ...leak.ownCategories].map(({ key, bit }) => [key, bit]));
}

/**
 * @param letterColumns the columns of the letters' file
 * @param today `yyyy-mm-dd`, of the day on which the import began, so that a resumed run reads dates in the same way
 */
export function planRows(
  leak: LeakSettings,
  mapping: Mapping,
  letterColumns: readonly string[],
  today: string,
): RowPlan {
  const roles = mapping.columns.map(({ role }) => role);
  const named = new Map(mapping.columns.map(({ column }, index) => [column, index]));
  const having = (wanted: IdentifierRole) => roles.flatMap((role, index) => (role === wanted ? [index] : []));
  return {
    kinds: new Set(leak.kinds),
    columns: {
      nir: having('nir'),
      'nir-key': having('nir-key'),
      'birth-date': having('birth-date'),
      'birth-day': having('birth-day'),
      'birth-month': having('birth-month'),
      'birth-year': having('birth-year'),
      'birth-name': having('birth-name'),
      'used-name': having('used-name'),
      'family-name': having('family-name'),
      'given-names': having('given-names'),
      'full-name': having('full-name'),
      email: having('email'),
      phone: having('phone'),
    },
    dateOrders: new Map(mapping.columns.flatMap(({ dates }, index) => (dates === undefined ? [] : [[index, dates]]))),
    keys: roles.flatMap((role, column) =>
      typeof role === 'object' && 'key' in role ? [{ label: role.key, column }] : [],
    ),
    address: roles.flatMap((role, index) => (roleCategory(role) === 'postal-address' ? [index] : [])),
    exposure: makeExposure(mapping, categoryBits(leak)),
    details: leak.details.flatMap(({ column, maxBytes }, index) => {
      const place = named.get(column);
      return place === undefined ? [] : [{ id: index + 1, column: place, maxBytes }];
    }),
    letter: letterColumns.map((column) => named.get(column)),
    phoneRegion: leak.phoneRegion,
    birthDates: { twoDigitYearPivot: leak.twoDigitYearPivot, today },
  };
}

/**
 * The columns of the letters' file: those named in leak.json, or every file's names and postal addresses.
 *
 * @throws ImportError `column_unknown` for a column of letters or details that no file has
 */
export function letterColumns(leak: LeakSettings, mappings: readonly Mapping[]): string[] {
  const all = mappings.flatMap((mapping) => mapping.columns);
  const known = new Set(all.map(({ column }) => column));
  for (const name of [...(leak.letterColumns ?? []), ...leak.details.map(({ column }) => column)]) {
    if (!known.has(name)) throw new ImportError('column_unknown', 'leak.json names a column that no file has');
  }
  return leak.letterColumns ?? [...new Set(all.filter(({ role }) => isOnLetters(role)).map(({ column }) => column))];
}

const nameRoles: readonly ColumnRole[] = ['birth-name', 'used-name', 'family-name', 'given-names', 'full-name'];

function isOnLetters(role: ColumnRole): boolean {
  return nameRoles.includes(role) || roleCategory(role) === 'postal-address';
}
