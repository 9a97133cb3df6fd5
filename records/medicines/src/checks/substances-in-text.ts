import { fold } from '../fold.ts';
import type { MedicineLine } from '../search/medicine-lines.ts';
import type { MedicineSearch } from '../search/open-search.ts';
import { spellingDistance } from '../search/spelling-distance.ts';
import { allergyClasses, type AllergyClass } from './allergy-classes.ts';

/** The substances (by name or by brand) and classes that a free text names. Both empty: not understood. */
export interface NamedSubstances {
  /** Folded, without salt. */
  readonly substances: ReadonlySet<string>;
  readonly classes: readonly AllergyClass[];
}

/** Words of substances that name no substance alone. */
const unspecific = new Set(
  (
    'acide sodium potassium calcium magnesium chlorure sulfate preparations homeopathiques humaine huile extrait sec poudre ' +
    'allergie allergique intolerance reaction medicament traitement sans avec type essentielle solution plante enfant ' +
    'adulte rouge blanc noir sous pour forme groupe souche unite depuis suite apres'
  ).split(' '),
);

/** Finds substances, brands and classes in a text such as `Allergie à l’Augmentin` or `pénicilines`. */
export function substancesInText(search: MedicineSearch, text: string): NamedSubstances {
  const substances = new Set<string>();
  const classes = new Set<AllergyClass>();
  for (const word of fold(text).split(/[^a-z0-9]+/)) {
    if (word.length < 3) continue;
    const singular = word.replace(/s$/, '');
    const named = allergyClasses.filter(({ words }) => words.some((each) => each === word || isNear(singular, each)));
    for (const each of named) classes.add(each);
    if (word.length < 4 || unspecific.has(word) || named.length > 0) continue;
    for (const known of knownWords(search, word)) addSubstances(search, known, substances);
  }
  return { substances, classes: Array.from(classes) };
}

/** The word if a substance or a brand has it, else words that differ by one letter (from seven letters on). */
function knownWords(search: MedicineSearch, word: string): string[] {
  if (isName(search, word)) return [word];
  return word.length < 7 ? [] : search.words.filter((each) => isNear(word, each) && isName(search, each));
}

function isName(search: MedicineSearch, word: string): boolean {
  return linesNamed(search, word).length > 0;
}

/** Lines that a substance or a brand names; vaccines, homeopathy and long mixtures name too much. */
function linesNamed(search: MedicineSearch, word: string): MedicineLine[] {
  return (search.postings.get(word) ?? []).flatMap(({ line, weight }) => {
    const found = search.lines[line]?.line;
    const isNamed = weight >= 0.8 && found?.isBySubstance === true;
    return isNamed && found.substances.every((base) => base.split(' ').length <= 4) ? [found] : [];
  });
}

function isNear(typed: string, word: string): boolean {
  if (typed === word) return true;
  if (Math.abs(typed.length - word.length) > 1 || Math.min(typed.length, word.length) < 7) return false;
  return spellingDistance(typed, word, 1) <= 1 && spellingDistance(word, typed, 1) <= 1;
}

/**
 * A word of a substance adds that substance. A brand adds all substances of its medicines, or the one that it has alone
 * (`aspirine`, not its vitamin C).
 */
function addSubstances(search: MedicineSearch, word: string, substances: Set<string>): void {
  const compositions = linesNamed(search, word).map((line) => line.substances.map(fold));
  const bases = new Set(compositions.flat());
  const own = Array.from(bases).filter((base) => base.split(' ').includes(word));
  const alone = compositions.filter((composition) => composition.length === 1).flat();
  for (const base of own.length > 0 ? own : alone.length > 0 ? alone : bases) substances.add(base);
}
