import { finalize, nobleGroup, type Group, type Scalar } from '@etanche/core-oprf';
import { concat, utf8, type Bytes } from '@etanche/core-wire';
import type { Guess } from './guesses.ts';
import type { StolenIndex } from './stolen-index.ts';

/** Domain separation tag of RFC 9497 section 4.1, for the attacker's own HashToGroup. */
const dst = concat(utf8('HashToGroup-OPRFV1-'), Uint8Array.of(1), utf8('-ristretto255-SHA512'));
/** The blind that changes nothing. */
const one: Scalar = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));

/** The function for a term under a known key; no vault is needed. */
export function evaluateAlone(group: Group, term: Bytes, key: Scalar): Bytes {
  const element = group.multiply(group.hashToGroup(term, dst), key);
  const [y] = finalize(group, [term], [one], [element]);
  if (y === undefined) throw new Error('finalize gave nothing');
  return y;
}

/** Tries every guess under every candidate key. @returns the persons for whom an entry opens */
export async function guessWithKeys(
  group: Group,
  index: StolenIndex,
  guesses: readonly Guess[],
  keys: readonly Scalar[],
): Promise<Set<number>> {
  const found = new Set<number>();
  for (const { person, terms } of guesses) {
    for (const term of terms) {
      for (const key of keys) if (await index.opens(evaluateAlone(group, term, key))) found.add(person);
    }
  }
  return found;
}

/** No key: the function as an attacker without any vault can compute it. */
export const keyless: readonly Scalar[] = [one];
export const attackersGroup = nobleGroup;
