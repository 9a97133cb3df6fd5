import { object, type Shape } from './json-schema.ts';
import { suite, vaultIndexSchema } from './key-set.ts';

/** `GET` gives what a vault signs about itself. */
export const vaultStatementPath = '/v1/vault/statement';

/** The organisation that runs a vault, by its legal name. */
export const ownerSchema = { type: 'string', pattern: '^\\S(.*\\S)?$', minLength: 1, maxLength: 120 } as const;
/** The country whose law applies to the owner: ISO 3166-1 alpha-2. */
export const jurisdictionSchema = { type: 'string', pattern: '^[A-Z]{2}$', maxLength: 2 } as const;

/**
 * What a vault signs (JWS `typ` etanche-vault-statement+jws) about itself. Its own declaration: operators, pages and
 * practices compare it with what they know. `trial` is true where one person runs all vaults to try them.
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
 * The indices of vaults that declare the same owner as another one: vaults of one owner count as one where different
 * parties are needed. Upper and lower case, accents, punctuation and spaces make no difference.
 */
export function sharedOwners(vaults: readonly Pick<VaultStatement, 'index' | 'owner'>[]): number[] {
  const names = vaults.map(({ owner }) => plainName(owner));
  return vaults.filter((_, i) => names.some((name, j) => j !== i && name === names[i])).map(({ index }) => index);
}

/**
 * The indices of vaults that stand in the way of founding a practice: several of one owner, unless all vaults say that
 * they are a trial.
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
