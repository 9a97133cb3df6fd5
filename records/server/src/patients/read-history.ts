import {
  recordsLimits,
  type AnswerOf,
  type Compartment,
  type dataRoutes,
  type SealedScope,
} from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { compartmentsIn } from '../http/authorise.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { sealsOf, versionOf, type SealRows } from './read-scope.ts';

type Scope = {
  readonly purpose: SealedScope['purpose'];
  readonly head: string;
  readonly sequence: number;
  readonly gone: 'erased' | 'erasing' | null;
  readonly canary: boolean;
  readonly seals: SealRows;
};
type Version = Parameters<typeof versionOf>[0] & { readonly fits: boolean };

const findScope = {
  name: 'history_scope',
  text: `SELECT purpose, head, sequence::float8 AS sequence, scope_gone(erased_at, erasing_at) AS gone,
      (SELECT jsonb_agg(jsonb_build_array(encode(x.element, 'hex'), x.batch) ORDER BY x.number) FROM scope_seal x
        WHERE x.practice = $1 AND x.scope = $2) AS seals,
      EXISTS (SELECT FROM canary c WHERE c.practice = $1 AND c.tag = $3) AS canary
    FROM scope WHERE practice = $1 AND scope = $2`,
};
const findCompartment = {
  name: 'history_compartment',
  text: 'SELECT compartment FROM scope_leaf WHERE practice = $1 AND scope = $2 AND resource = $3',
};
const findVersions = {
  name: 'history_versions',
  text: `SELECT resource, version::float8 AS version, compartment, epoch::float8 AS epoch, author, time::float8 AS time, salt, sealed, seal,
      row_number() OVER w = 1 OR sum(octet_length(sealed)) OVER w <= $6 AS fits
    FROM scope_version WHERE practice = $1 AND scope = $2 AND resource = $3 AND version < $4
    WINDOW w AS (ORDER BY version DESC) ORDER BY version DESC LIMIT $5`,
};

/**
 * Versions of a resource, the newest first, in the caller's transaction.
 *
 * @returns a function that makes the answer after the commit
 * @throws Refusal `not_found`, `forbidden` for an agenda and a compartment that the caller may not read, `erased`,
 *   `erasing`
 */
export async function readHistory(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  place: { readonly scope: string; readonly resource: string },
  before: number | undefined,
): Promise<() => Promise<AnswerOf<typeof dataRoutes.history>>> {
  const { canaries, freshness } = dependencies;
  const { practice } = session;
  const { scope, resource } = place;
  const found = await enterScope(dependencies, tx, session, place);
  const most = [recordsLimits.versionsPerAnswer + 1, recordsLimits.answerBytes];
  const values = [practice, scope, resource, before ?? Number.MAX_SAFE_INTEGER, ...most];
  const rows = await rowsOf<Version>(tx, findVersions, values);
  const versions = rows.filter(({ fits }) => fits).slice(0, recordsLimits.versionsPerAnswer);
  return async () => {
    if (found.canary) canaries.raiseAlarm(session);
    return {
      versions: versions.map(versionOf),
      seals: sealsOf(found.seals),
      freshness: await freshness.sign(practice, scope, found.sequence, found.head),
      more: versions.length < rows.length,
    };
  };
}

/** Checks that the caller may read the resource, and records the reading. */
async function enterScope(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  { scope, resource }: { readonly scope: string; readonly resource: string },
): Promise<Scope> {
  const { practice, member, session: id } = session;
  const values = [practice, scope, dependencies.canaries.tag(practice, scope)];
  const [found] = (await tx.query<Scope>({ ...findScope, values })).rows;
  if (found === undefined) throw new Refusal('not_found');
  if (found.gone !== null) throw new Refusal(found.gone);
  // One unit opens the current entries of an agenda. The versions that they replaced were emptied.
  if (found.purpose === 'agenda') throw new Refusal('forbidden', { detail: 'an agenda has no history' });
  const at = { ...findCompartment, values: [practice, scope, resource] };
  const compartment = (await tx.query<{ compartment: Compartment }>(at)).rows[0]?.compartment;
  if (compartment === undefined) throw new Refusal('not_found');
  if (!compartmentsIn(session, scope, 'read').includes(compartment)) throw new Refusal('forbidden');
  const leaf = { kind: 'read_history', member, session: id, scope, resource, compartments: [compartment] } as const;
  await appendLeaf(tx, practice, { ...leaf, compartments: [compartment] }, dependencies);
  if (found.canary) await dependencies.canaries.record(tx, session);
  return found;
}
