import type { CategoryKey } from '../categories.ts';

/**
 * Columns by which the person is found. `nir-key` is the two digits of a NIR kept apart; `family-name` does not say
 * whether it is the birth name or the used one; `full-name` holds family and given names together.
 */
export const identifierRoles = [
  'nir',
  'nir-key',
  'birth-date',
  'birth-name',
  'used-name',
  'family-name',
  'given-names',
  'full-name',
  'email',
  'phone',
] as const;
export type IdentifierRole = (typeof identifierRoles)[number];

/** What a column is: an identifier (which also counts as exposed), exposed data of a category, or nothing personal. */
export type ColumnRole = IdentifierRole | 'ignore' | { readonly category: string };

const identifierCategories: Readonly<Record<IdentifierRole, CategoryKey>> = {
  nir: 'nir',
  'nir-key': 'nir',
  'birth-date': 'birth-date',
  'birth-name': 'identity',
  'used-name': 'identity',
  'family-name': 'identity',
  'given-names': 'identity',
  'full-name': 'identity',
  email: 'email',
  phone: 'phone',
};

/** The key of the category that a column exposes, or undefined for `ignore`. */
export function roleCategory(role: ColumnRole): string | undefined {
  if (role === 'ignore') return undefined;
  return typeof role === 'string' ? identifierCategories[role] : role.category;
}

export function isIdentifierRole(role: unknown): role is IdentifierRole {
  return identifierRoles.some((known) => known === role);
}
