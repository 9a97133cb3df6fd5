import { recordsLimits, type Compartment, type SealedScope, type SealedVersion } from '@etanche/core-records-protocol';
import { leafText } from '../audit/append-leaf.ts';
import { compartmentsIn } from '../http/authorise.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';

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
  /** A current version; null if there is none. The columns after `hash` are null unless the caller asks for them and may read them. */
  readonly resource: string | null;
  readonly version: number;
  readonly compartment: Compartment;
  readonly hash: Buffer;
  readonly wanted: boolean;
  readonly epoch: number | null;
  readonly author: string;
  readonly time: number;
  readonly salt: Buffer;
  readonly sealed: Buffer;
  readonly seal: number | null;
};

/** Elements in hexadecimal and batches, by their numbers. */
export type SealRows = readonly (readonly [string, string])[] | null;

/**
 * One statement, so that head, leaves and versions are consistent and the audit leaf is committed with the read. A read of
 * changes (`since`) is followed if this session wrote a leaf for these compartments a few minutes ago. Rows are in the order of resources; after the answer is full, they lack the sealed columns.
 *
 * `OFFSET 0` makes PostgreSQL look up each version by its whole key: without statistics of a new patient, the planner would
 * compare every leaf with every version.
 */
const read = {
  name: 'scope_read',
  text: `WITH s AS MATERIALIZED (
      SELECT s.purpose, s.head, s.sequence::float8 AS sequence, scope_gone(s.erased_at, s.erasing_at) AS gone, e.secret,
        (SELECT jsonb_agg(jsonb_build_array(encode(x.element, 'hex'), x.batch) ORDER BY x.number) FROM scope_seal x
          WHERE x.practice = $1 AND x.scope = $2) AS seals,
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
    current AS (
      SELECT l.resource, l.version, l.compartment, l.hash, v.epoch, v.author, v.time, v.salt, v.sealed, v.seal,
        row_number() OVER w AS row, count(v.resource) OVER w AS place, sum(octet_length(v.sealed)) OVER w AS bytes
      FROM scope_leaf l
      LEFT JOIN LATERAL (
        SELECT * FROM scope_version
        WHERE practice = $1 AND scope = $2 AND resource = l.resource AND version = l.version
          AND l.compartment = ANY ($3) AND l.sequence > $4 AND l.resource > $5
        OFFSET 0) v ON true
      WHERE l.practice = $1 AND l.scope = $2 WINDOW w AS (ORDER BY l.resource))
    SELECT CASE WHEN first THEN s.head END AS head, CASE WHEN first THEN s.purpose END AS purpose,
      CASE WHEN first THEN s.sequence END AS sequence, CASE WHEN first THEN s.secret END AS secret,
      CASE WHEN first THEN s.gone END AS gone, CASE WHEN first THEN s.canary END AS canary,
      CASE WHEN first THEN s.seals END AS seals, EXISTS (SELECT FROM followed) AS followed,
      c.resource, c.version::float8 AS version, c.compartment, c.hash, c.author IS NOT NULL AS wanted,
      CASE WHEN fits THEN c.epoch::float8 END AS epoch, CASE WHEN fits THEN c.author END AS author,
      CASE WHEN fits THEN c.time::float8 END AS time, CASE WHEN fits THEN c.seal END AS seal, CASE WHEN fits THEN c.salt END AS salt,
      CASE WHEN fits THEN c.sealed END AS sealed
    FROM s LEFT JOIN current c ON s.gone IS NULL
    CROSS JOIN LATERAL (SELECT coalesce(c.row, 1) = 1 AS first,
      c.place = 1 OR (c.place <= $7 AND c.bytes <= $8) AS fits) f
    ORDER BY c.row`,
};

/**
 * Reads the parts of a scope that the caller may read (docs/protocol.md 8.3), in the caller's transaction.
 *
 * @param after resource id of an earlier answer's `next`
 * @returns a function that makes the answer after the commit
 * @throws Refusal `not_found`, `erased`, `erasing`
 */
export async function readScope(
  { canaries, freshness, ...sources }: DataDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  { since = 0, after = '' }: { readonly since?: number; readonly after?: string },
): Promise<() => Promise<SealedScope>> {
  const { practice, member, session: id } = session;
  const compartments = compartmentsIn(session, scope, 'read');
  const leaf = leafText({ kind: 'read', member, session: id, scope, compartments: [...compartments] }, sources);
  const limits = [recordsLimits.versionsPerAnswer, recordsLimits.answerBytes];
  const asked = [practice, scope, compartments, since, after, leaf, ...limits, canaries.tag(practice, scope)];
  const values = [...asked, id, sources.now(), followMs];
  const rows = await rowsOf<Row>(tx, read, values);
  const [first] = rows;
  if (first === undefined) throw new Refusal('not_found');
  if (first.gone !== null) throw new Refusal(first.gone);
  // An importer learns which of its resources are stored, but gets no version of them.
  const isForDoctors = first.purpose === 'unassigned' && !session.roles.includes('importer');
  if (isForDoctors && !session.roles.includes('doctor')) throw new Refusal('forbidden');
  if (first.canary === true) await canaries.record(tx, session);
  const { head, purpose, sequence, secret } = first;
  if (head === null || purpose === null || sequence === null || secret === null) throw new Refusal('internal_error');
  return async () => {
    if (first.canary === true) canaries.raiseAlarm(session);
    return {
      purpose,
      head,
      freshness: await freshness.sign(practice, scope, sequence, head),
      erasure: secret.toString('base64url'),
      seals: sealsOf(first.seals),
      ...(first.followed && { followed: true }),
      ...contentOf(rows),
    };
  };
}

function contentOf(rows: readonly Row[]): Pick<SealedScope, 'leaves' | 'versions' | 'next'> {
  const leaves: SealedScope['leaves'] = [];
  const versions: SealedVersion[] = [];
  let more = false;
  for (const row of rows) {
    const { resource, version, compartment } = row;
    if (resource === null) continue;
    leaves.push({ resource, version, compartment, hash: row.hash.toString('base64url') });
    if (row.epoch !== null) versions.push(versionOf({ ...row, resource, epoch: row.epoch }));
    else if (row.wanted) more = true;
  }
  const last = versions.at(-1)?.resource;
  return { leaves, versions, ...(more && last !== undefined && { next: last }) };
}

export function versionOf(row: {
  readonly resource: string;
  readonly version: number;
  readonly compartment: Compartment;
  readonly epoch: number;
  readonly author: string;
  readonly time: number;
  readonly salt: Buffer;
  readonly sealed: Buffer;
  readonly seal: number | null;
}): SealedVersion {
  const { resource, version, compartment, epoch, author, time, seal } = row;
  const [salt, sealed] = [row.salt.toString('base64url'), row.sealed.toString('base64url')];
  return { resource, version, compartment, epoch, author, time, salt, sealed, ...(seal !== null && { seal }) };
}

export function sealsOf(rows: SealRows): SealedScope['seals'] {
  return (rows ?? []).map(([element, batch]) => ({
    element: Buffer.from(element, 'hex').toString('base64url'),
    batch,
  }));
}
