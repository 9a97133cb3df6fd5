import type { Bytes } from '@etanche/core-protocol';
import { deriveEntryKey } from '@etanche/core-sealed-index';
import { searchIndexId, termInput, type TermKey } from '@etanche/core-sealing';
import { checking } from '../checking.ts';
import type { DataContext } from '../data-context.ts';
import { traced } from '../trace.ts';

/**
 * Where the postings of each term lie, and what opens them: one unit of the search quota a term.
 *
 * @param terms canonical texts, at most 20
 */
export async function termKeys(
  context: Pick<DataContext, 'unlocked' | 'evaluate' | 'options'>,
  terms: readonly string[],
  quota?: 'emergency',
): Promise<TermKey[]> {
  const { unlocked, options, evaluate } = context;
  if (terms.length === 0) return [];
  const { indexSecret } = unlocked.secrets();
  const inputs: Bytes[] = await Promise.all(terms.map((term) => termInput(indexSecret, term)));
  const outputs = await checking('search', () =>
    traced(options.trace, 'evaluation', () => evaluate('search', inputs, quota)),
  );
  return Promise.all(outputs.map((y) => deriveEntryKey(searchIndexId(unlocked.practice), y)));
}
