import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import {
  closeScope,
  destroy,
  endErasure,
  listConfirmed,
  lockDue,
  lockErasure,
  type OpenErasure,
} from './erasure-statements.ts';
import type { PostingKeys } from '../search/posting-keys.ts';
import { changePostings, wrapPostings } from '../search/postings.ts';
import { giveBack } from './restore-scope.ts';

type EraseDueDependencies = LeafSources & {
  readonly store: Store;
  readonly postings: PostingKeys;
  /** Reads the members from the vaults. @throws Refusal `vaults_unreachable` */
  readonly refresh: (practice: string) => Promise<void>;
};
type Confirmed = { readonly erasure: string; readonly due_at: number; readonly active: number };
type Due = OpenErasure & { readonly scope: string; readonly reason: string } & {
  readonly locators: readonly Buffer[];
};

/**
 * Destroys the files whose seven days are over, each in one transaction. If one of the two doctors of an erasure has
 * been frozen or has left, the file is restored instead, so one approver can restore it. While the vaults cannot be
 * asked, nothing is destroyed.
 *
 * @throws the first error, after the other erasures were tried
 */
export async function eraseDue(dependencies: EraseDueDependencies, practice: string): Promise<void> {
  const { store, now, refresh } = dependencies;
  const list = (tx: Tx) => rowsOf<Confirmed>(tx, listConfirmed, [practice]);
  const confirmed = await store.inPractice(practice, list);
  if (confirmed.length === 0) return;
  await refresh(practice);
  const errors: unknown[] = [];
  for (const { erasure, due_at: due } of confirmed) {
    try {
      // Again for each file: an approver may freeze a doctor while other files are destroyed.
      const isDue = due <= now();
      if (isDue) await refresh(practice);
      await store.inPractice(practice, async (tx) => {
        const active = (await list(tx)).find((each) => each.erasure === erasure)?.active ?? 0;
        if (active < 2) await restore(dependencies, tx, practice, erasure);
        else if (isDue) await destroyFile(dependencies, tx, practice, erasure);
      });
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function restore(dependencies: EraseDueDependencies, tx: Tx, practice: string, erasure: string): Promise<void> {
  const [open] = await rowsOf<Due>(tx, lockErasure, [practice, erasure]);
  if (open === undefined) return;
  await giveBack(tx, practice, open, dependencies.now());
  const leaf = { kind: 'erasure_restored', scope: open.scope, detail: 'doctor_not_active' } as const;
  await appendLeaf(tx, practice, leaf, dependencies);
}

async function destroyFile(
  dependencies: EraseDueDependencies,
  tx: Tx,
  practice: string,
  erasure: string,
): Promise<void> {
  const [open] = await rowsOf<Due>(tx, lockDue, [practice, erasure, dependencies.now()]);
  if (open === undefined) return;
  const { scope, locators, asked_by: member, reason } = open;
  const postings = wrapPostings(dependencies.postings, practice, scope, { add: [], remove: locators });
  await changePostings(tx, practice, postings);
  for (const step of destroy) await rowsOf(tx, step, [practice, scope]);
  await rowsOf(tx, closeScope, [practice, scope, dependencies.now()]);
  await rowsOf(tx, endErasure, [practice, erasure, dependencies.now(), 'destroyed']);
  const leaf = { kind: 'erase', subject: member, scope, detail: reason, count: locators.length } as const;
  await appendLeaf(tx, practice, { ...leaf, ...postings.leaf }, dependencies);
}
