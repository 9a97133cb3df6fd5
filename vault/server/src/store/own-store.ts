import type { Database } from '@etanche/platform';
import type { VaultPosition } from '../seeds/seed-file.ts';
import { VaultError } from '../vault-error.ts';

export type VaultIdentity = Pick<VaultPosition, 'index' | 'vaults' | 'threshold'> & {
  /** Ed25519, base64url. */
  readonly signingKey: string;
};

type Row = { signing_key: string; vault_index: number; vaults: number; threshold: number };

/**
 * Leaves a store that belongs to another vault untouched; call before anything is written. A copied `DATABASE_URL`
 * would otherwise look like a store restored from a copy, and block that vault for a day.
 *
 * @throws VaultError `store_of_another_vault`
 */
export async function requireOwnStore(database: Database, own: VaultIdentity): Promise<void> {
  const { rows } = await database.query<{ there: boolean }>(
    `SELECT to_regclass('vault_identity') IS NOT NULL AS there`,
  );
  if (rows[0]?.there === true) await requireSame(database, own);
}

/** Stores the identity in a store that has none. If two vaults start on one empty store, the second is refused. */
export async function keepIdentity(database: Database, own: VaultIdentity): Promise<void> {
  const { signingKey, index, vaults, threshold } = own;
  await database.query(
    `INSERT INTO vault_identity (signing_key, vault_index, vaults, threshold) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [signingKey, index, vaults, threshold],
  );
  await requireSame(database, own);
}

async function requireSame(database: Database, own: VaultIdentity): Promise<void> {
  const { rows } = await database.query<Row>('SELECT signing_key, vault_index, vaults, threshold FROM vault_identity');
  const [row] = rows;
  if (row === undefined) return;
  const { signing_key: signingKey, vault_index: index, vaults, threshold } = row;
  const kept = { signingKey, index, vaults, threshold };
  if (describe(kept) === describe(own)) return;
  throw new VaultError(
    'store_of_another_vault',
    `DATABASE_URL is the store of another vault: it belongs to ${describe(kept)}, and this is ${describe(own)}`,
  );
}

function describe({ index, vaults, threshold, signingKey }: VaultIdentity): string {
  return `vault ${index} of ${vaults} (threshold ${threshold}) with the signing key ${signingKey}`;
}
