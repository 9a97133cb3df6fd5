import type pg from 'pg';
import type { Database } from '@etanche/platform';
import { RecordsError } from '../records-error.ts';

/**
 * A role to which row-level security applies, unlike a superuser. Roles belong to the cluster: its databases share
 * them.
 */
export const restrictedRole = 'etanche_records';
const roleLock = 7_305_401_813;
/** Tables that are read before a practice is known, although they have a practice column. */
const tablesWithoutPractice = ['founding', 'recovery_lookup', 'tenant'];

/**
 * Returns the role that transactions must take for row-level security to apply; null if it applies to the login itself.
 * The role is created here and not by a migration: a database restored on another cluster has its schema but no roles.
 *
 * @throws RecordsError `row_security_missing`
 */
export async function enableRowSecurity(database: Database): Promise<string | null> {
  const bypasses = await loginBypasses(database);
  if (bypasses) await makeRole(database);
  const role = bypasses ? restrictedRole : null;
  await database.transaction(async (client) => {
    if (role !== null) await client.query(`SET LOCAL ROLE ${role}`);
    await requireRowSecurity(client);
  });
  return role;
}

async function loginBypasses(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ bypasses: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.bypasses !== false;
}

async function makeRole(database: Database): Promise<void> {
  try {
    await database.transaction(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [roleLock]);
      // The lock belongs to this database; another database of the cluster may create the role at the same moment.
      await client.query(`DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${restrictedRole}') THEN
          CREATE ROLE ${restrictedRole} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$`);
      // The creator of a role may grant it, but cannot take it without a grant (from PostgreSQL 16).
      await client.query(`DO $$ BEGIN
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
          GRANT ${restrictedRole} TO CURRENT_USER;
        END IF;
      END $$`);
      await client.query(`GRANT USAGE ON SCHEMA ${await ourSchemas(client)} TO ${restrictedRole}`);
      for (const things of ['TABLES', 'SEQUENCES', 'FUNCTIONS']) {
        const rights = { TABLES: 'SELECT, INSERT, UPDATE, DELETE', SEQUENCES: 'USAGE', FUNCTIONS: 'EXECUTE' }[things];
        await client.query(
          `GRANT ${rights ?? ''} ON ALL ${things} IN SCHEMA ${await ourSchemas(client)} TO ${restrictedRole}`,
        );
      }
      await client.query(`REVOKE ALL ON schema_migrations FROM ${restrictedRole}`);
    });
  } catch (cause) {
    const why = `the login bypasses row-level security and may not create the role ${restrictedRole}: use a plain owner instead`;
    throw new RecordsError('row_security_missing', why, { cause });
  }
}

async function ourSchemas(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('public', 'erasable')`,
  );
  return rows.map(({ name }) => name).join(', ');
}

/** Asks PostgreSQL for each table whether it filters this role's statements. */
async function requireRowSecurity(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ open: string }>(
    `SELECT c.oid::regclass::text AS open FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice' AND NOT a.attisdropped
      WHERE n.nspname IN ('public', 'erasable') AND c.relkind IN ('r', 'p') AND NOT c.relname = ANY ($1)
        AND NOT (row_security_active(c.oid) AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
      ORDER BY 1`,
    [tablesWithoutPractice],
  );
  const { rows: login } = await client.query<{ bypasses: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user',
  );
  if (login[0]?.bypasses !== false)
    throw new RecordsError('row_security_missing', 'the role bypasses row-level security');
  if (rows.length === 0) return;
  const tables = rows.map(({ open }) => open).join(', ');
  throw new RecordsError('row_security_missing', `row-level security does not apply to ${tables}`);
}
