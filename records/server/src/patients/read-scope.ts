import {
  compareListed,
  currentVersions,
  encodeList,
  recordsLimits,
  type Compartment,
  type dataRoutes,
  type QueryOf,
  type SealedScope,
  type VersionLeaf,
  type VersionMark,
} from '@etanche/core-records-protocol';
import { leafText } from '../audit/append-leaf.ts';
import { compartmentsIn } from '../http/authorise.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { packOf, type PackColumns } from './stored-pack.ts';

const followMs = recordsLimits.followMinutes * 60_000;

type Row = {
  /** Columns of the scope, in the first row only. */
  readonly head: string | null;
  readonly purpose: SealedScope['purpose'] | null;
  readonly sequence: number | null;
  readonly secret: Buffer | null;
  readonly gone: 'erased' | 'erasing' | null;
  readonly canary: boolean | null;
  readonly seals: SealRows;
  /** An earlier leaf of this session covers this read. */
  readonly followed: boolean;
  readonly marked: readonly (readonly [string, number, Compartment, string, boolean])[] | null;
  /** A pack; null if there is none. Only those that `fits` have `author` and the columns after it. */
  readonly number: number | null;
  readonly pack_sequence: number;
  readonly compartment: Compartment;
  readonly carries: boolean;
  readonly list: Buffer;
  readonly wanted: boolean;
  readonly fits: boolean;
  /** The head of its write, if that is not the current one. */
  readonly pack_head: string | null;
} & Omit<PackColumns, 'sequence' | 'number' | 'compartment' | 'carries' | 'list'>;

/** Elements in hexadecimal and batches, by their numbers. */
export type SealRows = readonly (readonly [string, string])[] | null;

/**
 * One statement, so that head and packs are consistent and the audit leaf is committed with the read. A read of changes
 * (`since`) is followed if this session wrote a leaf for these compartments a few minutes ago. Rows are in the order of
 * packs. The first page has the lists of packs in other compartments, from which the current versions there are found.
 */
const read = {
  name: 'scope_read',
  text: `WITH s AS MATERIALIZED (
      SELECT s.purpose, s.head, s.sequence, scope_gone(s.erased_at, s.erasing_at) AS gone, e.secret,
        (SELECT jsonb_agg(jsonb_build_array(encode(x.element, 'hex'), x.batch) ORDER BY x.number) FROM scope_seal x
          WHERE x.practice = $1 AND x.scope = $2) AS seals,
        (SELECT jsonb_agg(jsonb_build_array(d.resource, d.version, d.compartment, encode(d.hash, 'hex'), d.lost))
          FROM scope_destroyed d WHERE d.practice = $1 AND d.scope = $2 AND d.sequence > $4) AS marked,
        EXISTS (SELECT FROM canary c WHERE c.practice = $1 AND c.tag = $9) AS canary
      FROM scope s LEFT JOIN erasable.secret e ON e.practice = s.practice AND e.scope = s.scope
      WHERE s.practice = $1 AND s.scope = $2),
    followed AS MATERIALIZED (
      SELECT FROM session_scope WHERE practice = $1 AND session = $10 AND scope = $2
        AND compartments = $3 AND read_at > $11::bigint - $12 AND $4::bigint > 0),
    logged AS (
      INSERT INTO audit_waiting (practice, leaf, scope)
      SELECT $1, $6, $2 FROM s WHERE gone IS NULL AND NOT EXISTS (SELECT FROM followed)),
    held AS (
      INSERT INTO session_scope AS h (practice, session, scope, read_at, compartments)
      SELECT $1, $10, $2, $11, $3 FROM s WHERE gone IS NULL AND NOT EXISTS (SELECT FROM followed)
      ON CONFLICT (practice, session, scope) DO UPDATE SET read_at = EXCLUDED.read_at, compartments = EXCLUDED.compartments),
    packs AS (
      SELECT p.*, w.wanted, w.read, row_number() OVER (ORDER BY p.sequence, p.number) AS row,
        count(*) FILTER (WHERE w.wanted) OVER (ORDER BY p.sequence, p.number) AS place,
        sum(octet_length(p.list) + CASE WHEN w.read THEN octet_length(p.sealed) ELSE 0 END)
          FILTER (WHERE w.wanted) OVER (ORDER BY p.sequence, p.number) AS bytes
      FROM scope_pack p CROSS JOIN LATERAL (
        SELECT p.compartment = ANY ($3) AND (p.sequence, p.number) > ($5::bigint, $13::smallint) AS wanted,
          p.located > 0 OR ($14 AND p.doomed IS NULL) AS read) w
      WHERE p.practice = $1 AND p.scope = $2 AND p.sequence > $4 AND (p.located > 0 OR p.introduced > 0)
        AND (w.wanted OR (p.compartment <> ALL ($3) AND $5 = 0)))
    SELECT CASE WHEN first THEN s.head END AS head, CASE WHEN first THEN s.purpose END AS purpose,
      CASE WHEN first THEN s.sequence END::float8 AS sequence, CASE WHEN first THEN s.secret END AS secret,
      CASE WHEN first THEN s.gone END AS gone, CASE WHEN first THEN s.canary END AS canary,
      CASE WHEN first THEN s.seals END AS seals, CASE WHEN first THEN s.marked END AS marked,
      EXISTS (SELECT FROM followed) AS followed,
      p.number, p.sequence::float8 AS pack_sequence, p.compartment, p.carries, p.wanted, fits,
      CASE WHEN fits OR NOT p.wanted THEN p.list END AS list,
      CASE WHEN fits THEN p.epoch END::float8 AS epoch, CASE WHEN fits THEN p.author END AS author,
      CASE WHEN fits THEN p.time END::float8 AS time, CASE WHEN fits THEN p.seal END AS seal,
      CASE WHEN fits THEN p.digest END AS digest, CASE WHEN fits AND p.read THEN p.salt END AS salt,
      CASE WHEN fits AND p.read THEN p.sealed END AS sealed,
      CASE WHEN fits AND NOT p.carries AND p.sequence <> s.sequence
        THEN (SELECT h.head FROM scope_head h WHERE h.practice = $1 AND h.scope = $2 AND h.sequence = p.sequence)
      END AS pack_head
    FROM s LEFT JOIN packs p ON s.gone IS NULL
    CROSS JOIN LATERAL (SELECT coalesce(p.row, 1) = 1 AS first,
      p.wanted AND (p.place = 1 OR (p.place <= $7 AND p.bytes <= $8)) AS fits) f
    ORDER BY p.row`,
};

/**
 * Reads the parts of a scope that the caller may read (docs/protocol.md 8.3), in the caller's transaction.
 *
 * @param query.after an earlier answer's `next`
 * @param query.content `all` for the content of every pack that is not withheld
 * @returns a function that makes the answer after the commit
 * @throws Refusal `not_found`, `erased`, `erasing`
 */
export async function readScope(
  { canaries, freshness, ...sources }: DataDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  { since = 0, after = '0.0', content }: QueryOf<typeof dataRoutes.readScope>,
): Promise<() => SealedScope> {
  const { practice, member, session: id } = session;
  const compartments = compartmentsIn(session, scope, 'read');
  const leaf = leafText({ kind: 'read', member, session: id, scope, compartments: [...compartments] }, sources);
  const limits = [recordsLimits.packsPerAnswer, recordsLimits.answerBytes];
  const [afterSequence = 0, afterNumber = 0] = after.split('.').map(Number);
  const asked = [practice, scope, compartments, since, afterSequence, leaf, ...limits, canaries.tag(practice, scope)];
  const values = [...asked, id, sources.now(), followMs, afterNumber, content === 'all'];
  const rows = await rowsOf<Row>(tx, read, values);
  const [first] = rows;
  // An importer asks for each patient whether the file exists.
  if (first === undefined) throw new Refusal('not_found', { isExpected: session.roles.includes('importer') });
  if (first.gone !== null) throw new Refusal(first.gone);
  // An importer learns which of its resources are stored, but gets no version of them.
  const isForDoctors = first.purpose === 'unassigned' && !session.roles.includes('importer');
  if (isForDoctors && !session.roles.includes('doctor')) throw new Refusal('forbidden');
  if (first.canary === true) await canaries.record(tx, session);
  const { head, purpose, sequence, secret } = first;
  if (head === null || purpose === null || sequence === null || secret === null) throw new Refusal('internal_error');
  return () => {
    if (first.canary === true) canaries.raiseAlarm(session);
    return {
      purpose,
      head,
      freshness: freshness.sign(practice, scope, sequence, head),
      erasure: secret.toString('base64url'),
      seals: sealsOf(first.seals),
      ...(first.followed && { followed: true }),
      ...contentOf(rows, content === 'all'),
    };
  };
}

type Content = Pick<SealedScope, 'heads' | 'packs' | 'withheld' | 'destroyed' | 'lost' | 'next'>;

function contentOf(rows: readonly Row[], withDigests: boolean): Content {
  const heads = new Set<string>();
  const packs: SealedScope['packs'] = [];
  let more = false;
  for (const { pack_sequence: sequence, ...row } of rows) {
    if (row.number === null || !row.wanted) continue;
    if (!row.fits) {
      more = true;
      break;
    }
    packs.push(packOf({ ...row, number: row.number, sequence }, withDigests));
    if (row.pack_head !== null) heads.add(row.pack_head);
  }
  const last = packs.at(-1);
  const marked = (rows[0]?.marked ?? []).map(([resource, version, compartment, hash, lost]): VersionLeaf => {
    return { resource, version, compartment, hash: Buffer.from(hash, 'hex'), mark: lost ? 'lost' : 'destroyed' };
  });
  const withMark = (wanted: VersionMark) => inCompartments(marked.filter(({ mark }) => mark === wanted));
  return {
    ...{ heads: Array.from(heads), packs, withheld: withheldOf(rows, marked) },
    ...{ destroyed: withMark('destroyed'), lost: withMark('lost') },
    ...(more && last !== undefined && { next: `${last.sequence}.${last.number}` }),
  };
}

/** Current versions in compartments that the caller does not read. */
function withheldOf(rows: readonly Row[], marked: readonly VersionLeaf[]): SealedScope['withheld'] {
  const others = rows.flatMap(({ number, wanted, pack_sequence: sequence, compartment, carries, list }) =>
    number === null || wanted ? [] : [{ sequence, number, compartment, carries, list }],
  );
  const current = currentVersions(others, []);
  for (const { resource } of marked) current.delete(resource);
  return inCompartments(Array.from(current.values()));
}

function inCompartments(leaves: readonly VersionLeaf[]): SealedScope['withheld'] {
  const groups = Map.groupBy(leaves, ({ compartment }) => compartment);
  return Array.from(groups, ([compartment, each]) => {
    const list = Buffer.from(encodeList(each.toSorted(compareListed))).toString('base64url');
    return { compartment, list };
  });
}

export function sealsOf(rows: SealRows): SealedScope['seals'] {
  return (rows ?? []).map(([element, batch]) => ({
    element: Buffer.from(element, 'hex').toString('base64url'),
    batch,
  }));
}
