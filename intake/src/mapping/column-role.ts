import type { CategoryKey } from '../categories.ts';

/**
 * Columns that identify the person. `nir-key` is the key of a NIR in a separate column; `family-name` may be the birth
 * name or the used name; `full-name` contains family and given names; `birth-day`, `birth-month` and `birth-year` are a
 * birth date in three columns.
 */
export const identifierRoles = [
  'nir',
  'nir-key',
  'birth-date',
  'birth-day',
  'birth-month',
  'birth-year',
  'birth-name',
  'used-name',
  'family-name',
  'given-names',
  'full-name',
  'email',
  'phone',
] as const;
export type IdentifierRole = (typeof identifierRoles)[number];

/**
 * The role of a column: an identifier (which also counts as exposed), exposed data of a category, nothing personal, or
 * a key that links rows of several tables about the same person. Tables whose keys have the same label are joined.
 */
export type ColumnRole = IdentifierRole | 'ignore' | { readonly category: string } | { readonly key: string };

const identifierCategories: Readonly<Record<IdentifierRole, CategoryKey>> = {
  nir: 'nir',
  'nir-key': 'nir',
  'birth-date': 'birth-date',
  'birth-day': 'birth-date',
  'birth-month': 'birth-date',
  'birth-year': 'birth-date',
  'birth-name': 'identity',
  'used-name': 'identity',
  'family-name': 'identity',
  'given-names': 'identity',
  'full-name': 'identity',
  email: 'email',
  phone: 'phone',
};

/** The key of the category that a column exposes, or undefined for `ignore` and for join keys. */
export function roleCategory(role: ColumnRole): string | undefined {
  if (role === 'ignore') return undefined;
  if (typeof role === 'string') return identifierCategories[role];
  return 'category' in role ? role.category : undefined;
}

export function isIdentifierRole(role: unknown): role is IdentifierRole {
  return identifierRoles.some((known) => known === role);
}

export function isNameRole(role: unknown): boolean {
  return isIdentifierRole(role) && /name/.test(role);
}
