import type pg from 'pg';
import type { Database } from '@etanche/platform';
import { RecordsError } from '../records-error.ts';

/** Held by row-level security, unlike a superuser. Roles belong to the cluster, so all databases of one share it. */
export const walledRole = 'etanche_records';
const wallLock = 7_305_401_813;
/** Tables with a practice column whose rows tell nothing of it, and which are asked before a practice is known. */
const outsideTheWall = ['founding', 'recovery_lookup', 'tenant'];

/**
 * The role that transactions must take, so that row-level security holds them; null when the login itself is held.
 * The role is made here and not by a migration: a database restored on another cluster has its schema but no roles.
 *
 * @throws RecordsError `wall_missing`
 */
export async function takeWall(database: Database): Promise<string | null> {
  const bypasses = await loginBypasses(database);
  if (bypasses) await makeRole(database);
  const role = bypasses ? walledRole : null;
  await database.transaction(async (client) => {
    if (role !== null) await client.query(`SET LOCAL ROLE ${role}`);
    await requireWall(client);
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
      await client.query('SELECT pg_advisory_xact_lock($1)', [wallLock]);
      // Another database of the cluster may make it at the same moment: the lock is this database's.
      await client.query(`DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${walledRole}') THEN
          CREATE ROLE ${walledRole} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$`);
      // Who made a role may grant it, but not take it (PostgreSQL 16 on), unless it says so.
      await client.query(`DO $$ BEGIN
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
          GRANT ${walledRole} TO CURRENT_USER;
        END IF;
      END $$`);
      await client.query(`GRANT USAGE ON SCHEMA ${await ourSchemas(client)} TO ${walledRole}`);
      for (const things of ['TABLES', 'SEQUENCES', 'FUNCTIONS']) {
        const rights = { TABLES: 'SELECT, INSERT, UPDATE, DELETE', SEQUENCES: 'USAGE', FUNCTIONS: 'EXECUTE' }[things];
        await client.query(
          `GRANT ${rights ?? ''} ON ALL ${things} IN SCHEMA ${await ourSchemas(client)} TO ${walledRole}`,
        );
      }
      await client.query(`REVOKE ALL ON schema_migrations FROM ${walledRole}`);
    });
  } catch (cause) {
    const why = `the login bypasses row-level security and may not make the role ${walledRole}: use a plain owner instead`;
    throw new RecordsError('wall_missing', why, { cause });
  }
}

async function ourSchemas(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('public', 'erasable')`,
  );
  return rows.map(({ name }) => name).join(', ');
}

/** PostgreSQL itself says of each table whether this role's statements are filtered. */
async function requireWall(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ open: string }>(
    `SELECT c.oid::regclass::text AS open FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice' AND NOT a.attisdropped
      WHERE n.nspname IN ('public', 'erasable') AND c.relkind IN ('r', 'p') AND NOT c.relname = ANY ($1)
        AND NOT (row_security_active(c.oid) AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
      ORDER BY 1`,
    [outsideTheWall],
  );
  const { rows: login } = await client.query<{ bypasses: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user',
  );
  if (login[0]?.bypasses !== false) throw new RecordsError('wall_missing', 'the role bypasses row-level security');
  if (rows.length === 0) return;
  const tables = rows.map(({ open }) => open).join(', ');
  throw new RecordsError('wall_missing', `row-level security does not hold for ${tables}`);
}
