import type { Database } from './database.ts';

/**
 * Schemas as stable text, for a committed file that reviewers read and a test compares: tables with columns, types,
 * defaults and constraints, then indexes, triggers, row-level security, views and functions. The text is read directly
 * from the catalogue and is the same on PostgreSQL 15 to 18, unlike that of pg_dump.
 *
 * @param schemas names; those outside `public` precede the names of their tables
 */
export async function dumpSchema(database: Database, schemas: readonly string[] = ['public']): Promise<string> {
  const parts: string[] = [];
  for (const query of [TABLES, CONSTRAINTS, INDEXES, TRIGGERS, POLICIES, VIEWS, FUNCTIONS]) {
    const { rows } = await database.query<{ line: string }>(query, [schemas]);
    if (rows.length > 0) parts.push(rows.map(({ line }) => line).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

const IN_SCHEMAS = `n.nspname = ANY ($1) AND c.relname <> 'schema_migrations'`;

const TABLES = `
  SELECT format(E'TABLE %s (\\n%s\\n)', c.oid::regclass, string_agg(format('  %s %s%s%s', a.attname,
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
  WHERE ${IN_SCHEMAS} AND c.relkind IN ('r', 'p')
  GROUP BY c.oid, c.relname, n.nspname ORDER BY n.nspname <> 'public', n.nspname, c.relname COLLATE "C"`;

// PostgreSQL 18 lists NOT NULL as constraints of type n, earlier ones do not; the columns above show them.
const CONSTRAINTS = `
  SELECT format('CONSTRAINT %s ON %s %s', k.conname, c.oid::regclass, pg_get_constraintdef(k.oid)) AS line
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_SCHEMAS} AND k.contype <> 'n'
  ORDER BY c.relname COLLATE "C", k.conname COLLATE "C"`;

const INDEXES = `
  SELECT pg_get_indexdef(i.indexrelid) AS line
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_SCHEMAS} AND NOT i.indisprimary
  ORDER BY c.relname COLLATE "C", x.relname COLLATE "C"`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(t.oid) AS line
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_SCHEMAS} AND NOT t.tgisinternal
  ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C"`;

// FORCE applies row-level security to a table's owner too.
const POLICIES = `
  SELECT CASE WHEN p.oid IS NULL
      THEN format('ROW LEVEL SECURITY ON %s%s', c.oid::regclass, CASE WHEN c.relforcerowsecurity THEN ' FORCED' ELSE '' END)
      ELSE format('POLICY %s ON %s FOR %s%s%s', p.polname, c.oid::regclass, p.polcmd,
        coalesce(' USING ' || pg_get_expr(p.polqual, p.polrelid), ''),
        coalesce(' WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid), '')) END AS line
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (SELECT NULL::oid AS oid, NULL::name AS polname, NULL::"char" AS polcmd, NULL::pg_node_tree AS polqual,
      NULL::pg_node_tree AS polwithcheck, NULL::oid AS polrelid
    UNION ALL SELECT oid, polname, polcmd, polqual, polwithcheck, polrelid FROM pg_policy WHERE polrelid = c.oid) p
  WHERE ${IN_SCHEMAS} AND c.relrowsecurity
  ORDER BY n.nspname <> 'public', c.relname COLLATE "C", p.polname COLLATE "C" NULLS FIRST`;

const VIEWS = `
  SELECT format(E'VIEW %s AS\\n%s', c.oid::regclass, pg_get_viewdef(c.oid)) AS line
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${IN_SCHEMAS} AND c.relkind IN ('v', 'm')
  ORDER BY c.relname COLLATE "C"`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS line
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = ANY ($1) AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  ORDER BY p.proname COLLATE "C", pg_get_function_identity_arguments(p.oid) COLLATE "C"`;
