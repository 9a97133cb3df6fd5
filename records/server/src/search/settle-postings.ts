import { rowsOf, type Store } from '../store/store.ts';

const settle = { name: 'postings_settle', text: 'SELECT postings_settle($1, $2) AS settled' };

/**
 * Rewrites new postings in the order of their locators, so that neither position nor transaction shows which were
 * written together.
 *
 * @param atLeast with fewer, nothing is rewritten
 * @returns the number of locators
 */
export async function settlePostings(store: Store, practice: string, atLeast: number): Promise<number> {
  const [row] = await store.inPractice(practice, (tx) => rowsOf<{ settled: number }>(tx, settle, [practice, atLeast]));
  return row?.settled ?? 0;
}
