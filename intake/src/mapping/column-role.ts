import type { CategoryKey } from '../categories.ts';

/**
 * Columns by which the person is found. `nir-key` is the two digits of a NIR kept apart; `family-name` does not say
 * whether it is the birth name or the used one; `full-name` holds family and given names together; `birth-day`,
 * `birth-month` and `birth-year` are a birth date in three columns.
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
 * What a column is: an identifier (which also counts as exposed), exposed data of a category, nothing personal, or the key
 * under which rows of several tables are about the same person. Tables whose keys have the same label are joined.
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

/** The key of the category that a column exposes, or undefined for `ignore` and for the key of a join. */
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
