import { fromBase64url, joinFields, labels, toRecordId, verifyEd25519 } from '@etanche/core-wire';
import { recordsLimits, type AnswerOf, type BodyOf, type dataRoutes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import {
  addErasure,
  confirmErasure,
  countAsked,
  countPostings,
  findOpen,
  findParticipants,
  listOpen,
  lockOpen,
  lockScopeToErase,
  markErasing,
  takeTurn,
  type LockedScope,
  type OpenErasure,
} from './erasure-statements.ts';
import { planPostings } from '../search/postings.ts';

const dayMs = 86_400_000;

type EraseRequest = BodyOf<typeof dataRoutes.erase>;
type Answer = AnswerOf<typeof dataRoutes.erase>;
type Places = { readonly locators: readonly Buffer[]; readonly owners: readonly Buffer[] };

/**
 * A doctor requests the erasure of a patient, or confirms the request of another doctor (docs/protocol.md 8.5). Both
 * prove by a key of the file that they can open it. After the confirmation the file is withheld, and seven days later
 * it is destroyed unless it is restored.
 *
 * @throws Refusal `not_found`, `erased`, `erasing`, `conflict`, `limit_reached`, `signature_refused`,
 *   `vaults_unreachable`
 */
export async function eraseScope(
  dependencies: DataDependencies,
  session: Session,
  scope: string,
  body: EraseRequest,
): Promise<Answer> {
  const { store } = dependencies;
  const { practice } = session;
  if (body.confirms === undefined)
    return store.inPractice(practice, (tx) => ask(dependencies, tx, session, scope, body));
  const erasure = body.confirms;
  // The vaults are asked between two transactions, so the second one repeats all checks.
  await store.inPractice(practice, (tx) => requireConfirmable(dependencies, tx, session, scope, body));
  await dependencies.noticeErasure(practice, erasure, session.member);
  return store.inPractice(practice, (tx) => confirm(dependencies, tx, session, scope, body));
}

async function ask(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  body: EraseRequest,
): Promise<Answer> {
  const { practice, member } = session;
  const { locators, owners } = await requireProof(dependencies, tx, session, scope, body);
  await rowsOf(tx, takeTurn, [practice]);
  const [open] = await rowsOf<OpenErasure>(tx, findOpen, [practice, scope]);
  if (open !== undefined) throw new Refusal('conflict', { detail: 'an erasure of this patient waits already' });
  const [lately] = await rowsOf<{ count: number }>(tx, countAsked, [practice, dependencies.now() - dayMs]);
  const { erasuresPerDay: most } = recordsLimits;
  if ((lately?.count ?? most) >= most) {
    throw new Refusal('limit_reached', { detail: `a practice asks for at most ${most} erasures in 24 hours` });
  }
  const erasure = toRecordId(dependencies.random(16));
  await rowsOf(tx, addErasure, [practice, erasure, scope, body.reason, member, dependencies.now(), locators, owners]);
  await record(dependencies, tx, session, scope, 'erasure_asked', body);
  return { erasure, state: 'asked' };
}

async function requireConfirmable(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  body: EraseRequest,
): Promise<Places & { readonly erasure: string }> {
  const { practice, member } = session;
  const places = await requireProof(dependencies, tx, session, scope, body);
  const [open] = await rowsOf<OpenErasure>(tx, lockOpen, [practice, scope]);
  if (open === undefined || open.erasure !== body.confirms) throw new Refusal('not_found');
  if (open.asked_by === member) throw new Refusal('forbidden', { detail: 'another doctor confirms' });
  const active = await rowsOf(tx, findParticipants, [practice, [open.asked_by, member]]);
  // The doctor who requested it may have been frozen since, because of this request.
  if (active.length !== 2) throw new Refusal('forbidden', { detail: 'the doctor who asked is not active' });
  return { erasure: open.erasure, ...places };
}

async function confirm(
  dependencies: DataDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  body: EraseRequest,
): Promise<Answer> {
  const { practice, member } = session;
  const { erasure, locators, owners } = await requireConfirmable(dependencies, tx, session, scope, body);
  const at = dependencies.now();
  const due = at + recordsLimits.erasureDelayDays * dayMs;
  await rowsOf(tx, confirmErasure, [practice, erasure, member, at, due, locators, owners]);
  await rowsOf(tx, markErasing, [practice, scope, at]);
  await record(dependencies, tx, session, scope, 'erasure_confirmed', body);
  return { erasure, state: 'confirmed', due };
}

/**
 * Locks the scope's row and checks that it is complete and unchanged, and that the caller has its key and names all of
 * its postings.
 *
 * @returns locators and owner tags of the postings
 */
async function requireProof(
  { postings: keys }: DataDependencies,
  tx: Tx,
  { practice, member }: Session,
  scope: string,
  body: EraseRequest,
): Promise<Places> {
  const locators = planPostings({ add: [], remove: body.postings }).remove;
  const [row] = await rowsOf<LockedScope>(tx, lockScopeToErase, [practice, scope]);
  if (row?.purpose !== 'scope') throw new Refusal('not_found');
  if (row.gone !== null) throw new Refusal(row.gone);
  const message = joinFields(labels.erasure, practice, scope, member, String(body.sequence), body.confirms ?? '');
  const signature = fromBase64url(body.proof, 64);
  const isProved = row.eraser !== null && (await verifyEd25519(fromBase64url(row.eraser, 32), message, signature));
  if (!isProved) throw new Refusal('signature_refused', { detail: 'The key of the file did not sign this.' });
  // A later write may have added postings that this caller does not know.
  if (row.sequence !== body.sequence) throw new Refusal('conflict', { sequence: row.sequence });
  const owners = locators.map((locator) => keys.owner({ practice, locator }, scope));
  const [found] = await rowsOf<{ count: number }>(tx, countPostings, [practice, locators, owners]);
  if (found?.count !== locators.length || row.postings !== locators.length) {
    throw new Refusal('request_invalid', { detail: `the patient has ${row.postings} postings, at other locators` });
  }
  return { locators, owners };
}

async function record(
  dependencies: DataDependencies,
  tx: Tx,
  { practice, member, session }: Session,
  scope: string,
  kind: 'erasure_asked' | 'erasure_confirmed',
  { reason, postings }: EraseRequest,
): Promise<void> {
  await appendLeaf(
    tx,
    practice,
    { kind, member, session, scope, detail: reason, count: postings.length },
    dependencies,
  );
}

/** Erasures that wait for a second doctor or for the end of the seven days. */
export async function listErasures(tx: Tx, { practice }: Session): Promise<AnswerOf<typeof dataRoutes.erasures>> {
  type Row = OpenErasure & { readonly scope: string; readonly reason: EraseRequest['reason'] };
  const rows = await rowsOf<Row>(tx, listOpen, [practice]);
  return {
    erasures: rows.map(({ erasure, scope, reason, asked_by, asked_at, confirmed_by, due_at, restore_by }) => ({
      ...{ erasure, scope, reason, askedBy: asked_by, asked: asked_at },
      ...(confirmed_by !== null && due_at !== null && { confirmedBy: confirmed_by, due: due_at }),
      ...(restore_by !== null && { restoreBy: restore_by }),
    })),
  };
}
