import { parsePersonName } from '@etanche/core-identifiers';

/** Words in front of a family name that belong to it: `de la Tour`, `Le Gall`, `Ben Salah`, `Saint-Jean`. */
const particles: ReadonlySet<string> = new Set(
  (
    'DE DU DES D LA LE LES L VAN VON DER DEN TER EL AL BEN BIN ABD DA DO DOS DAS DI DEL DELLA MC MAC O SAINT SAINTE ST ' +
    'STE NGO N M'
  ).split(' '),
);

/**
 * Reduces a name to its letters (`parsePersonName` of core/identifiers). Removes digits and other signs, which files
 * contain by mistake. The result is empty if no letter remains.
 */
export function foldName(name: string): string {
  const parsed = parsePersonName(name);
  if (parsed.ok) return parsed.value;
  const letters = parsePersonName(name.slice(0, 200).replace(/[^\p{L}\p{M}\s'’-]/gu, ''));
  return letters.ok ? letters.value : '';
}

/**
 * Splits a family name into its parts, folded: `Dupont-Martin` into DUPONT and MARTIN, `de la Tour` into DELATOUR, `Le
 * Goff-Martin` into LEGOFF and MARTIN. A particle is joined to the next word.
 */
export function familyUnits(name: string): string[] {
  const units: string[] = [];
  let waiting = '';
  for (const word of name.slice(0, 200).split(/[\s\p{Pd}'’‘ʼ`´]+/u)) {
    const folded = foldName(word);
    if (folded === '') continue;
    waiting += folded;
    if (particles.has(folded)) continue;
    units.push(waiting);
    waiting = '';
  }
  if (waiting !== '') units.push(waiting);
  return units;
}

export function isParticle(folded: string): boolean {
  return particles.has(folded);
}
