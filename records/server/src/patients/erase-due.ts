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
import { changePostings } from '../search/postings.ts';
import { giveBack } from './restore-scope.ts';

export type EraseDueParts = LeafSources & {
  readonly store: Store;
  readonly postings: PostingKeys;
  /** Asks the vaults who is a member. @throws Refusal `vaults_unreachable` */
  readonly refresh: (practice: string) => Promise<void>;
};
type Confirmed = { readonly erasure: string; readonly due_at: number; readonly active: number };
type Due = OpenErasure & { readonly scope: string; readonly reason: string } & {
  readonly locators: readonly Buffer[];
};

/**
 * Destroys the files whose seven days are over, each in one transaction. Where one of its two doctors has been frozen or
 * has left, the file is given back instead: so one approver restores it. While the vaults cannot be asked, nothing is
 * destroyed.
 */
export async function eraseDue(parts: EraseDueParts, practice: string): Promise<void> {
  const { store, now, refresh } = parts;
  const list = () => store.inPractice(practice, (tx) => rowsOf<Confirmed>(tx, listConfirmed, [practice]));
  if ((await list()).length === 0) return;
  await refresh(practice);
  for (const { erasure, due_at: due, active } of await list()) {
    if (active < 2) await store.inPractice(practice, (tx) => restore(parts, tx, practice, erasure));
    else if (due <= now()) await store.inPractice(practice, (tx) => destroyFile(parts, tx, practice, erasure));
  }
}

async function restore(parts: EraseDueParts, tx: Tx, practice: string, erasure: string): Promise<void> {
  const [open] = await rowsOf<Due>(tx, lockErasure, [practice, erasure]);
  if (open === undefined) return;
  await giveBack(tx, practice, open, parts.now());
  const leaf = { kind: 'erasure_restored', scope: open.scope, detail: 'doctor_not_active' } as const;
  await appendLeaf(tx, practice, leaf, parts);
}

async function destroyFile(parts: EraseDueParts, tx: Tx, practice: string, erasure: string): Promise<void> {
  const [open] = await rowsOf<Due>(tx, lockDue, [practice, erasure, parts.now()]);
  if (open === undefined) return;
  const { scope, locators, asked_by: member, reason } = open;
  const { leaf: changed } = await changePostings(parts.postings, tx, practice, scope, { add: [], remove: locators });
  for (const step of destroy) await rowsOf(tx, step, [practice, scope]);
  await rowsOf(tx, closeScope, [practice, scope, parts.now()]);
  await rowsOf(tx, endErasure, [practice, erasure, parts.now(), 'destroyed']);
  const leaf = { kind: 'erase', subject: member, scope, detail: reason, count: locators.length } as const;
  await appendLeaf(tx, practice, { ...leaf, ...changed }, parts);
}
