import type { Database } from './database.ts';

/**
 * The schema `public` as stable text, for a committed file that a reviewer reads and a test compares: tables with
 * columns, types, defaults and constraints, then indexes, triggers, views and functions. It is the same on
 * PostgreSQL 15 to 18: the catalogue is asked directly, pg_dump's text differs between versions.
 */
export async function dumpSchema(database: Database): Promise<string> {
  const parts: string[] = [];
  for (const query of [TABLES, CONSTRAINTS, INDEXES, TRIGGERS, VIEWS, FUNCTIONS]) {
    const { rows } = await database.query<{ line: string }>(query);
    if (rows.length > 0) parts.push(rows.map(({ line }) => line).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

const IN_PUBLIC = `n.nspname = 'public' AND c.relname <> 'schema_migrations'`;

const TABLES = `
  SELECT format(E'TABLE %s (\\n%s\\n)', c.relname, string_agg(format('  %s %s%s%s', a.attname,
      format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
      CASE WHEN a.attidentity <> '' THEN ' IDENTITY'
           WHEN a.attgenerated <> '' THEN ' GENERATED AS ' || pg_get_expr(d.adbin, d.adrelid)
           WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
           ELSE '' END), E',\\n' ORDER BY a.attnum)) AS line
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE ${IN_PUBLIC} AND c.relkind IN ('r', 'p')
  GROUP BY c.relname ORDER BY c.relname COLLATE "C"`;

// PostgreSQL 18 lists NOT NULL as constraints of type n, earlier ones do not; the columns above show them.
const CONSTRAINTS = `
  SELECT format('CONSTRAINT %s ON %s %s', k.conname, c.relname, pg_get_constraintdef(k.oid)) AS line
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_PUBLIC} AND k.contype <> 'n'
  ORDER BY c.relname COLLATE "C", k.conname COLLATE "C"`;

const INDEXES = `
  SELECT pg_get_indexdef(i.indexrelid) AS line
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_PUBLIC} AND NOT i.indisprimary
  ORDER BY c.relname COLLATE "C", x.relname COLLATE "C"`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(t.oid) AS line
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_PUBLIC} AND NOT t.tgisinternal
  ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C"`;

const VIEWS = `
  SELECT format(E'VIEW %s AS\\n%s', c.relname, pg_get_viewdef(c.oid)) AS line
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_PUBLIC} AND c.relkind IN ('v', 'm')
  ORDER BY c.relname COLLATE "C"`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS line
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = 'public' AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  ORDER BY p.proname COLLATE "C", pg_get_function_identity_arguments(p.oid) COLLATE "C"`;
