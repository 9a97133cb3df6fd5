import { object, type Shape } from '@etanche/core-wire';
import { suite, vaultIndexSchema } from './key-set.ts';

/** `GET` returns a vault's signed statement about itself. */
export const vaultStatementPath = '/v1/vault/statement';

/** The organisation that runs a vault, by its legal name. */
export const ownerSchema = { type: 'string', pattern: '^\\S(.*\\S)?$', minLength: 1, maxLength: 120 } as const;
/** The country whose law applies to the owner: ISO 3166-1 alpha-2. */
export const jurisdictionSchema = { type: 'string', pattern: '^[A-Z]{2}$', maxLength: 2 } as const;

/**
 * A vault's signed statement about itself (JWS `typ` etanche-vault-statement+jws). It is a declaration, which
 * operators, pages and practices compare with their own knowledge. `trial` is true if one person runs all vaults as a
 * trial.
 */
export const vaultStatementSchema = object({
  index: vaultIndexSchema,
  vaults: vaultIndexSchema,
  threshold: vaultIndexSchema,
  suite: { const: suite },
  owner: ownerSchema,
  jurisdiction: jurisdictionSchema,
  trial: { type: 'boolean' },
});
export type VaultStatement = Shape<typeof vaultStatementSchema>;

/**
 * The indices of vaults that declare the same owner as another one: vaults of one owner count as one if different
 * parties are required. Case, accents, punctuation and spaces are ignored.
 */
export function sharedOwners(vaults: readonly Pick<VaultStatement, 'index' | 'owner'>[]): number[] {
  const names = vaults.map(({ owner }) => plainName(owner));
  return vaults.filter((_, i) => names.some((name, j) => j !== i && name === names[i])).map(({ index }) => index);
}

/**
 * The indices of vaults that prevent the founding of a practice: several vaults of one owner, unless all vaults declare
 * a trial.
 */
export function vaultsOfOneOwner(statements: readonly VaultStatement[]): number[] {
  return statements.every(({ trial }) => trial) ? [] : sharedOwners(statements);
}

function plainName(owner: string): string {
  const letters = owner
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters === '' ? owner : letters;
}
