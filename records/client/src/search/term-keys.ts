import type { Bytes } from '@etanche/core-wire';
import { deriveTermKey, termInput, type TermKey } from '@etanche/core-sealing';
import type { Term } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { orQuotaReached } from '../data/quota-errors.ts';
import { traced } from '../data/trace.ts';

/**
 * Derives the locator and key of each term's postings, for one unit of the search quota a term.
 *
 * @param terms at most 20
 */
export async function termKeys(
  context: Pick<DataContext, 'environment' | 'practice' | 'secrets' | 'evaluate' | 'options'>,
  terms: readonly Pick<Term, 'text' | 'limit'>[],
  quota?: 'emergency',
): Promise<TermKey[]> {
  const { practice, secrets, options, evaluate } = context;
  if (terms.length === 0) return [];
  const indexSecret = secrets.indexSecret();
  const inputs: Bytes[] = await Promise.all(terms.map(({ text }) => termInput(indexSecret, text)));
  const outputs = await orQuotaReached(context, 'search', () =>
    traced(options.trace, 'evaluation', () => evaluate('search', inputs, quota)),
  );
  return Promise.all(terms.map(({ limit }, i) => deriveTermKey(practice.id, outputs[i] ?? new Uint8Array(), limit)));
}
