import { fromRecordId } from '@etanche/core-wire';
import {
  listsResource,
  parseList,
  recordsLimits,
  type AnswerOf,
  type dataRoutes,
  type QueryOf,
  type SealedScope,
} from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { compartmentsIn } from '../http/authorise.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Statement, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { sealsOf, type SealRows } from './read-scope.ts';
import { packOf, type PackColumns } from './stored-pack.ts';

type Scope = {
  readonly purpose: SealedScope['purpose'];
  readonly head: string;
  readonly sequence: number;
  readonly gone: 'erased' | 'erasing' | null;
  readonly canary: boolean;
  readonly seals: SealRows;
};
type ListedPack = Pick<PackColumns, 'sequence' | 'number' | 'compartment' | 'list'> & { readonly bytes: number };
type Pack = PackColumns & { readonly head: string | null };

const findScope = {
  name: 'history_scope',
  text: `SELECT purpose, head, sequence::float8 AS sequence, scope_gone(erased_at, erasing_at) AS gone,
      (SELECT jsonb_agg(jsonb_build_array(encode(x.element, 'hex'), x.batch) ORDER BY x.number) FROM scope_seal x
        WHERE x.practice = $1 AND x.scope = $2) AS seals,
      EXISTS (SELECT FROM canary c WHERE c.practice = $1 AND c.tag = $3) AS canary
    FROM scope WHERE practice = $1 AND scope = $2`,
};
const findDestroyed = {
  name: 'history_destroyed',
  text: 'SELECT FROM scope_destroyed WHERE practice = $1 AND scope = $2 AND resource = $3 AND NOT lost',
};
/** @param $3 the 16 bytes of the record id */
const findPacks: Statement = {
  name: 'history_packs',
  text: `SELECT sequence::float8 AS sequence, number, compartment, list, 
      CASE WHEN doomed IS NULL THEN octet_length(sealed) ELSE 0 END AS bytes FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND position($3::bytea IN list) > 0 ORDER BY sequence DESC, number DESC`,
};
/** @param $5 whether to read the content */
const readPacks: Statement = {
  name: 'history_read',
  text: `SELECT p.sequence::float8 AS sequence, p.number, p.compartment, p.carries, p.epoch::float8 AS epoch, p.author,
      p.time::float8 AS time, p.list, p.digest, p.seal,
      CASE WHEN u.content THEN p.salt END AS salt, CASE WHEN u.content THEN p.sealed END AS sealed,
      (SELECT h.head FROM scope_head h WHERE h.practice = $1 AND h.scope = $2 AND h.sequence = p.sequence) AS head
    FROM unnest($3::bigint[], $4::smallint[], $5::boolean[]) WITH ORDINALITY AS u (sequence, number, content, place)
    JOIN scope_pack p ON p.practice = $1 AND p.scope = $2 AND p.sequence = u.sequence AND p.number = u.number
    ORDER BY u.place`,
};

/**
 * The packs of a resource's versions, the newest first, in the caller's transaction.
 *
 * @param query.before an earlier answer's `next`
 * @param query.content `all` for the content of every pack
 * @returns a function that makes the answer after the commit
 * @throws Refusal `not_found` also if its content was destroyed, `forbidden` for an agenda and a compartment that the
 *   caller may not read, `erased`, `erasing`
 */
export async function readHistory(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  place: { readonly scope: string; readonly resource: string },
  { before, content }: QueryOf<typeof dataRoutes.history>,
): Promise<() => AnswerOf<typeof dataRoutes.history>> {
  const { canaries, freshness } = dependencies;
  const { practice } = session;
  const { scope, resource } = place;
  const { found, packs } = await enterScope(dependencies, tx, session, place);
  const wanted =
    content === 'all' ? packs.map((pack) => ({ ...pack, content: pack.bytes > 0 })) : onceEach(packs, resource);
  const chosen = pageOf(wanted, before);
  const rows = await rowsOf<Pack>(tx, readPacks, [
    ...[practice, scope],
    chosen.packs.map(({ sequence }) => sequence),
    chosen.packs.map(({ number }) => number),
    chosen.packs.map(({ content }) => content),
  ]);
  const heads = new Set(rows.map(({ sequence, head }) => (sequence === found.sequence ? found.head : head)));
  return () => {
    if (found.canary) canaries.raiseAlarm(session);
    const last = rows.at(-1);
    return {
      heads: Array.from(heads).filter((head) => head !== null),
      packs: rows.map((row) => packOf(row, content === 'all')),
      seals: sealsOf(found.seals),
      freshness: freshness.sign(practice, scope, found.sequence, found.head),
      ...(chosen.more && last !== undefined && { next: `${last.sequence}.${last.number}` }),
    };
  };
}

type ChosenPack = ListedPack & { readonly content: boolean };

/** Each version's content is read once, from the newest pack that has it. */
function onceEach(packs: readonly ListedPack[], resource: string): ChosenPack[] {
  const read = new Set<number>();
  return packs.map((pack) => {
    const versions = parseList(pack.list).filter((version) => version.resource === resource);
    const content = pack.bytes > 0 && versions.some(({ version }) => !read.has(version));
    if (content) for (const { version } of versions) read.add(version);
    return { ...pack, content };
  });
}

function pageOf(packs: readonly ChosenPack[], before: string | undefined): { packs: ChosenPack[]; more: boolean } {
  const [sequence = Infinity, number = Infinity] = before?.split('.').map(Number) ?? [];
  const left = packs.filter((pack) => pack.sequence < sequence || (pack.sequence === sequence && pack.number < number));
  let bytes = 0;
  const end = left.findIndex((pack, i) => {
    bytes += pack.list.length + (pack.content ? pack.bytes : 0);
    return i > 0 && (i >= recordsLimits.packsPerAnswer || bytes > recordsLimits.answerBytes);
  });
  return end === -1 ? { packs: left, more: false } : { packs: left.slice(0, end), more: true };
}

/** Checks that the caller may read the resource, and records the reading. */
async function enterScope(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  { scope, resource }: { readonly scope: string; readonly resource: string },
): Promise<{ readonly found: Scope; readonly packs: readonly ListedPack[] }> {
  const { practice, member, session: id } = session;
  const values = [practice, scope, dependencies.canaries.tag(practice, scope)];
  const [found] = (await tx.query<Scope>({ ...findScope, values })).rows;
  if (found === undefined) throw new Refusal('not_found');
  if (found.gone !== null) throw new Refusal(found.gone);
  // One unit opens the current entries of an agenda. The versions that they replaced were emptied.
  if (found.purpose === 'agenda') throw new Refusal('forbidden', { detail: 'an agenda has no history' });
  if ((await rowsOf(tx, findDestroyed, [practice, scope, resource])).length > 0) throw new Refusal('not_found');
  const named = await rowsOf<ListedPack>(tx, findPacks, [practice, scope, Buffer.from(fromRecordId(resource))]);
  // The bytes of the id may be those of a hash.
  const packs = named.filter(({ list }) => listsResource(list, resource));
  const compartment = packs[0]?.compartment;
  if (compartment === undefined) throw new Refusal('not_found');
  if (!compartmentsIn(session, scope, 'read').includes(compartment)) throw new Refusal('forbidden');
  await appendLeaf(
    tx,
    practice,
    { kind: 'read_history', member, session: id, scope, resource, compartments: [compartment] },
    dependencies,
  );
  if (found.canary) await dependencies.canaries.record(tx, session);
  return { found, packs };
}
