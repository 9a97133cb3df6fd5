import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import { rowsOf, type Statement, type Store, type Tx } from '../store/store.ts';

type EmptyDependencies = LeafSources & {
  readonly store: Store;
  /** Reads the members from the vaults. @throws Refusal `vaults_unreachable` */
  readonly refresh: (practice: string) => Promise<void>;
};
type Waiting = { readonly scope: string; readonly resource: string; readonly member: string; readonly due_at: number };

const listWaiting: Statement = {
  name: 'destroyed_waiting',
  text: `SELECT scope, resource, member, due_at::float8 AS due_at FROM scope_destroyed
    WHERE practice = $1 AND emptied_at IS NULL AND due_at IS NOT NULL ORDER BY due_at`,
};
/** Those of members who are not active doctors are never due again, also after a thaw. */
const keep: Statement = {
  name: 'destroyed_keep',
  text: `UPDATE scope_destroyed d SET due_at = NULL
    WHERE d.practice = $1 AND d.emptied_at IS NULL AND d.due_at IS NOT NULL AND NOT EXISTS (
      SELECT FROM chain_member c WHERE c.practice = d.practice AND c.member = d.member AND c.status = 'active'
        AND 'doctor' = ANY (c.roles))`,
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
const doomBinaries: Statement = {
  name: 'destroyed_binaries',
  text: 'UPDATE binary_file SET doomed = true WHERE practice = $1 AND scope = $2 AND withheld = $3',
};
const end: Statement = {
  name: 'destroyed_emptied',
  text: 'UPDATE scope_destroyed SET emptied_at = $4 WHERE practice = $1 AND scope = $2 AND resource = $3',
};

/**
 * Empties the packs of destroyed resources whose days are over, and dooms their binaries, each in one transaction.
 * Those of a member who is frozen or leaves before are kept for good, so that a doctor can restore what an attacker
 * destroyed. While the vaults cannot be asked, nothing is emptied.
 *
 * @throws the first error, after the other resources were tried
 */
export async function emptyDestroyed(dependencies: EmptyDependencies, practice: string): Promise<void> {
  const { store, now, refresh } = dependencies;
  const waiting = await store.inPractice(practice, (tx) => rowsOf<Waiting>(tx, listWaiting, [practice]));
  if (waiting.length === 0) return;
  await refresh(practice);
  await store.inPractice(practice, (tx) => rowsOf(tx, keep, [practice]));
  const errors: unknown[] = [];
  for (const each of waiting.filter(({ due_at: due }) => due <= now())) {
    try {
      // Again for each: an approver may freeze the doctor while other resources are emptied.
      await refresh(practice);
      await store.inPractice(practice, (tx) => emptyOne(dependencies, tx, practice, each));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function emptyOne(
  dependencies: LeafSources,
  tx: Tx,
  practice: string,
  { scope, resource, member }: Waiting,
): Promise<void> {
  const at = dependencies.now();
  const locked = await rowsOf(tx, lockDue, [practice, scope, resource, at]);
  if (locked.length === 0) return;
  await rowsOf(tx, emptyPacks, [practice, scope, resource]);
  await rowsOf(tx, doomBinaries, [practice, scope, resource]);
  await rowsOf(tx, end, [practice, scope, resource, at]);
  await appendLeaf(tx, practice, { kind: 'erase', subject: member, scope, resource, detail: 'destroy' }, dependencies);
}
