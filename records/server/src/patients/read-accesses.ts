import { parseShape } from '@etanche/core-wire';
import { auditLeafSchema, type AnswerOf, type dataRoutes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';

type Access = AnswerOf<typeof dataRoutes.accesses>['accesses'][number];

const perAnswer = 200;
/** Kinds of leaves whose resource the list shows. */
const named: readonly string[] = ['lost', 'write', 'erase'];
const findScope = { name: 'accesses_scope', text: 'SELECT FROM scope WHERE practice = $1 AND scope = $2' };
const findLeaves = {
  name: 'accesses_leaves',
  text: `SELECT l.number::float8 AS index, l.leaf, m.name FROM audit_leaf l
    LEFT JOIN member m ON m.practice = l.practice AND m.member = l.leaf::json ->> 'member'
    WHERE l.practice = $1 AND l.scope = $2 AND l.number < $3
      AND l.leaf::json ->> 'kind' <> 'canary' ORDER BY l.number DESC LIMIT $4`,
};

/**
 * Members who opened or changed the file, newest first, also of an erased file. The list does not show which patients
 * are canaries.
 */
export async function readAccesses(
  dependencies: DataDependencies,
  tx: Tx,
  { practice, member, session }: Session,
  scope: string,
  before: number | undefined,
): Promise<AnswerOf<typeof dataRoutes.accesses>> {
  const { rowCount } = await tx.query({ ...findScope, values: [practice, scope] });
  if (rowCount === 0) throw new Refusal('not_found');
  const values = [practice, scope, before ?? Number.MAX_SAFE_INTEGER, perAnswer + 1];
  const rows = await rowsOf<{ index: number; leaf: string; name: string | null }>(tx, findLeaves, values);
  await appendLeaf(tx, practice, { kind: 'read_accesses', member, session, scope }, dependencies);
  const accesses = rows.slice(0, perAnswer).map(accessOf);
  const last = accesses.at(-1);
  return { accesses, ...(rows.length > perAnswer && last !== undefined && { next: last.index }) };
}

function accessOf({ index, leaf: text, name }: { index: number; leaf: string; name: string | null }): Access {
  const leaf = parseShape(auditLeafSchema, JSON.parse(text), 'audit leaf');
  const { time, kind, member, compartments, detail: reason, resource, sealed } = leaf;
  if (member === undefined) throw new Refusal('internal_error');
  return {
    ...{ index, time, kind, member, compartments: compartments ?? [] },
    ...(name !== null && { name }),
    ...(reason !== undefined && { reason: reason.slice(0, 40) }),
    ...(resource !== undefined && named.includes(leaf.kind) && { resource }),
    ...(sealed !== undefined && { sealed }),
  };
}
