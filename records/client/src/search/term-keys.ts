import type { Bytes } from '@etanche/core-wire';
import { deriveTermKey, termInput, type TermKey } from '@etanche/core-sealing';
import type { Term } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { evaluating } from '../data/quota-reached.ts';
import { traced } from '../data/trace.ts';

/**
 * Where the postings of each term lie, and what opens them: one unit of the search quota a term.
 *
 * @param terms at most 20
 */
export async function termKeys(
  context: Pick<DataContext, 'unlocked' | 'evaluate' | 'options'>,
  terms: readonly Pick<Term, 'text' | 'limit'>[],
  quota?: 'emergency',
): Promise<TermKey[]> {
  const { unlocked, options, evaluate } = context;
  if (terms.length === 0) return [];
  const indexSecret = unlocked.indexSecret();
  const inputs: Bytes[] = await Promise.all(terms.map(({ text }) => termInput(indexSecret, text)));
  const outputs = await evaluating(unlocked, 'search', () =>
    traced(options.trace, 'evaluation', () => evaluate('search', inputs, quota)),
  );
  return Promise.all(
    terms.map(({ limit }, i) => deriveTermKey(unlocked.practice, outputs[i] ?? new Uint8Array(), limit)),
  );
}
