import type { AnswerOf, BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { leafText } from '../audit/append-leaf.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import type { Session } from '../http/handler.ts';
import { rowsOf, type Tx } from '../store/store.ts';

/** A scope that exists leaves the audit leaf of a read, in the same statement: an importer then reads it. */
const findStored = {
  name: 'scopes_stored',
  text: `WITH found AS MATERIALIZED (
      SELECT w.scope, w.leaf FROM unnest($2::text[], $3::text[]) w (scope, leaf)
        JOIN scope s ON s.practice = $1 AND s.scope = w.scope),
    logged AS (
      INSERT INTO audit_waiting (practice, leaf, scope) SELECT $1, leaf, scope FROM found)
    SELECT scope FROM found ORDER BY scope`,
};

/** Finds which of the scopes of an import exist (docs/protocol.md 8.6). */
export async function findStoredScopes(
  sources: Pick<DataDependencies, 'now' | 'random'>,
  tx: Tx,
  { practice, member, session }: Session,
  { scopes }: BodyOf<typeof dataRoutes.storedScopes>,
): Promise<AnswerOf<typeof dataRoutes.storedScopes>> {
  const wanted = Array.from(new Set(scopes));
  const leaves = wanted.map((scope) => leafText({ kind: 'read', member, session, scope, compartments: [] }, sources));
  const rows = await rowsOf<{ scope: string }>(tx, findStored, [practice, wanted, leaves]);
  return { stored: rows.map(({ scope }) => scope) };
}
