import { parsePersonName } from '@etanche/core-identifiers';

/** Words that stand before a family name and belong to it: `de la Tour`, `Le Gall`, `Ben Salah`, `Saint-Jean`. */
const particles: ReadonlySet<string> = new Set(
  (
    'DE DU DES D LA LE LES L VAN VON DER DEN TER EL AL BEN BIN ABD DA DO DOS DAS DI DEL DELLA MC MAC O SAINT SAINTE ST ' +
    'STE NGO N M'
  ).split(' '),
);

/**
 * A name as letters alone (`parsePersonName` of core/identifiers); digits and other signs, which files hold by mistake,
 * are left out. Empty where no letter remains.
 */
export function foldName(name: string): string {
  const parsed = parsePersonName(name);
  if (parsed.ok) return parsed.value;
  const letters = parsePersonName(name.slice(0, 200).replace(/[^\p{L}\p{M}\s'’-]/gu, ''));
  return letters.ok ? letters.value : '';
}

/**
 * The names that a family name is made of, folded: `Dupont-Martin` is DUPONT and MARTIN, `de la Tour` DELATOUR,
 * `Le Goff-Martin` LEGOFF and MARTIN. A particle goes with what follows it.
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
