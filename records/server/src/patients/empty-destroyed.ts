import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import { rowsOf, type Statement, type Store, type Tx } from '../store/store.ts';

type EmptyDependencies = LeafSources & {
  readonly store: Store;
  /** Reads the members from the vaults. @throws Refusal `vaults_unreachable` */
  readonly refresh: (practice: string) => Promise<void>;
};
type Due = { readonly scope: string; readonly resource: string; readonly member: string };

const listDue: Statement = {
  name: 'destroyed_due',
  text: `SELECT scope, resource, member FROM scope_destroyed
    WHERE practice = $1 AND emptied_at IS NULL AND due_at <= $2 ORDER BY due_at LIMIT 200`,
};
/** Locks the scope too, so that a restoration is before or after it. No row unless the member is an active doctor. */
const lockDue: Statement = {
  name: 'destroyed_lock',
  text: `SELECT d.resource FROM scope s JOIN scope_destroyed d USING (practice, scope)
    JOIN chain_member c ON c.practice = d.practice AND c.member = d.member AND c.status = 'active'
      AND 'doctor' = ANY (c.roles)
    WHERE s.practice = $1 AND s.scope = $2 AND d.resource = $3 AND d.emptied_at IS NULL AND d.due_at <= $4 FOR UPDATE`,
};
const emptyPacks: Statement = {
  name: 'destroyed_packs',
  text: `UPDATE scope_pack SET salt = '', sealed = '' WHERE practice = $1 AND scope = $2 AND doomed = $3`,
};
const end: Statement = {
  name: 'destroyed_emptied',
  text: 'UPDATE scope_destroyed SET emptied_at = $4 WHERE practice = $1 AND scope = $2 AND resource = $3',
};

/**
 * Empties the packs of destroyed resources whose days are over. Those of a member who has been frozen or has left are
 * kept, so that a doctor can restore what an attacker destroyed. While the vaults cannot be asked, nothing is emptied.
 */
export async function emptyDestroyed(dependencies: EmptyDependencies, practice: string): Promise<void> {
  const { store, now, refresh } = dependencies;
  const due = await store.inPractice(practice, (tx) => rowsOf<Due>(tx, listDue, [practice, now()]));
  if (due.length === 0) return;
  await refresh(practice);
  for (const each of due) await store.inPractice(practice, (tx) => emptyOne(dependencies, tx, practice, each));
}

async function emptyOne(
  dependencies: LeafSources,
  tx: Tx,
  practice: string,
  { scope, resource, member }: Due,
): Promise<void> {
  const at = dependencies.now();
  const locked = await rowsOf(tx, lockDue, [practice, scope, resource, at]);
  if (locked.length === 0) return;
  await rowsOf(tx, emptyPacks, [practice, scope, resource]);
  await rowsOf(tx, end, [practice, scope, resource, at]);
  await appendLeaf(tx, practice, { kind: 'erase', subject: member, scope, resource, detail: 'destroy' }, dependencies);
}
