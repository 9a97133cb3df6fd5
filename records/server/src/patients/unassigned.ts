import { fromBase64url, joinFields, labels, verifyEd25519 } from '@etanche/core-wire';
import {
  recordsLimits,
  waitingReasons,
  type AnswerOf,
  type Caller,
  type dataRoutes,
  type QueryOf,
  type Write,
} from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { PlannedWrite } from './plan-write.ts';

type Purpose = NonNullable<Write['create']>['purpose'];
type Listed = AnswerOf<typeof dataRoutes.unassigned>;

/** Kinds of writes to an unassigned scope, and the roles that may make each. */
const kinds: Readonly<Partial<Record<Write['kind'], readonly Caller[]>>> = {
  import: ['importer'],
  receive: ['doctor', 'gateway'],
  link: ['doctor'],
  assign: ['doctor'],
  reject: ['doctor'],
};

const begin = {
  name: 'unassigned_begin',
  text: 'INSERT INTO unassigned (practice, scope, open, added_at, reason) VALUES ($1, $2, $3, $4, $5)',
};
const addMore = {
  name: 'unassigned_add',
  text: `UPDATE unassigned SET open = open + $3, added_at = $4 WHERE practice = $1 AND scope = $2`,
};
const decide = {
  name: 'unassigned_decide',
  text: `UPDATE unassigned SET open = open - $3 WHERE practice = $1 AND scope = $2 AND open >= $3 RETURNING open`,
};
const list = {
  name: 'unassigned_list',
  text: `SELECT u.scope, u.reason, u.open, u.added_at::float8 AS time FROM unassigned u
    JOIN scope s ON s.practice = u.practice AND s.scope = u.scope
    WHERE u.practice = $1 AND u.open > 0 AND s.erased_at IS NULL AND u.scope > $2 ORDER BY u.scope LIMIT $3`,
};

/** Counts a received report of a member on a day, or returns no row if they reached the limit. */
const countReport = {
  name: 'unassigned_report',
  text: `INSERT INTO created_day AS c (practice, day, member, reports) SELECT $1, $2, $3, 1 WHERE $4::int > 0
    ON CONFLICT (practice, day, member) DO UPDATE SET reports = c.reports + 1 WHERE c.reports < $4::int RETURNING reports`,
};

/**
 * Checks that a write has a kind that fits the scope: an importer adds resources to an unassigned scope, a member makes
 * one of a received report, a doctor decides each of them once, and an assignment goes with the write of a patient's
 * file (docs/protocol.md 8.7).
 *
 * @param isAssignment the write is a part of one
 * @throws Refusal `request_invalid`, `forbidden`
 */
export function requireKind(session: Session, purpose: Purpose, write: PlannedWrite, isAssignment: boolean): void {
  const { kind, rejection, listed, proof, versions } = write;
  if ((kind === 'assign') !== isAssignment) invalid('an assignment writes the file and the unassigned scope together');
  if ((kind === 'reject') !== (rejection !== null)) invalid('a rejection has its reason, and nothing else has');
  const isList = purpose === 'unassigned';
  if ((listed !== null) !== (isList && kind === 'import'))
    invalid('an import states what it lists, and nothing else does');
  if ((listed ?? 0) > versions.length) invalid('more listed than there are versions');
  const isDecision = isList && (kind === 'assign' || kind === 'reject');
  if ((proof !== undefined) !== isDecision) invalid('a decision has a proof, and nothing else has');
  if (!isList) {
    if (kind === 'reject' || kind === 'receive') invalid('this kind belongs into an unassigned scope');
    return;
  }
  const part = kinds[kind];
  if (part === undefined) return invalid('an unassigned scope has no writes of this kind');
  if (!part.some((role) => session.roles.includes(role))) throw new Refusal('forbidden');
  const compartment = kind === 'link' ? 'identity' : 'clinical';
  if (versions.some((version) => version.compartment !== compartment))
    invalid(`this write belongs into ${compartment}`);
  if (kind === 'receive') requireReport(write);
  else if (isWaiting(write.create?.reason)) invalid('a reason of a received report');
  const number = kind === 'import' || kind === 'receive' ? 1 : 2;
  if (kind !== 'link' && versions.some(({ version }) => version !== number)) invalid('a resource is decided once');
}

/** A received report is one resource of a scope that nobody adds to. */
function requireReport({ create, versions }: PlannedWrite): void {
  if (create === undefined || versions.length !== 1) invalid('a received report is one resource in a scope of its own');
  if (!isWaiting(create.reason)) invalid('another reason than one of a received report');
}

function isWaiting(reason: string | undefined): boolean {
  return waitingReasons.some((each) => each === reason);
}

/**
 * Counts a received report before it is stored.
 *
 * @param most reports of a member on a UTC day
 * @throws Refusal `limit_reached`
 */
export async function countReceived(
  tx: Tx,
  { practice, member }: Session,
  { kind }: PlannedWrite,
  { most, now }: { readonly most: number; readonly now: number },
): Promise<void> {
  if (kind !== 'receive') return;
  const day = new Date(now).toISOString().slice(0, 10);
  if ((await rowsOf(tx, countReport, [practice, day, member, most])).length === 1) return;
  throw new Refusal('limit_reached', { detail: `a member puts at most ${most} received reports a day on the list` });
}

/**
 * Checks that the caller can open the scope: the decision is signed by a key that only its evaluation yields.
 *
 * @param eraser the public key that the scope's first write named
 * @throws Refusal `signature_refused`
 */
export async function requireProof(
  { practice, member }: Session,
  scope: string,
  { proof, head }: PlannedWrite,
  eraser: string | null,
): Promise<void> {
  if (proof === undefined) return;
  const message = joinFields(labels.decision, practice, scope, member, String(head.sequence));
  const isProved =
    eraser !== null && (await verifyEd25519(fromBase64url(eraser, 32), message, fromBase64url(proof, 64)));
  if (!isProved) throw new Refusal('signature_refused', { detail: 'The key of the scope did not sign this.' });
}

/** Counts the resources that a write adds to an unassigned scope or decides. @throws Refusal `request_invalid` */
export async function countUnassigned(
  tx: Tx,
  { practice }: Session,
  scope: string,
  { kind, create, listed, versions }: PlannedWrite,
  now: number,
): Promise<void> {
  if (versions.length === 0 || kind === 'link') return;
  const change = [practice, scope, listed ?? versions.length];
  if (kind === 'import' || kind === 'receive') {
    const added = [...change, now];
    await (create === undefined ? rowsOf(tx, addMore, added) : rowsOf(tx, begin, [...added, create.reason]));
    return;
  }
  const decided = await rowsOf(tx, decide, change);
  if (decided.length === 0) invalid('a resource is decided once');
}

/** Unassigned scopes with undecided resources, in the order of their ids. */
export async function listUnassigned(
  tx: Tx,
  { practice }: Session,
  { after = '' }: QueryOf<typeof dataRoutes.unassigned>,
): Promise<Listed> {
  const most = recordsLimits.unassignedPerAnswer;
  const rows = await rowsOf<Listed['unassigned'][number]>(tx, list, [practice, after, most + 1]);
  const unassigned = rows.slice(0, most);
  const last = unassigned.at(-1)?.scope;
  return { unassigned, ...(rows.length > most && last !== undefined && { next: last }) };
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}
