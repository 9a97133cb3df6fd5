import type { Medicine } from '../medicine.ts';
import type { MedicineLine } from './medicine-lines.ts';
import type { MedicineSearch, SearchLine } from './open-search.ts';
import { spellingDistance } from './spelling-distance.ts';
import { typedQuery, type TypedQuery } from './typed-query.ts';

export interface FoundMedicine {
  readonly line: MedicineLine;
  /** The medicine whose brand was typed; null if the substance was. */
  readonly brand: Medicine | null;
}

export interface MedicineResults {
  readonly found: readonly FoundMedicine[];
  /** False if no medicine has the strength that was typed: the results have other strengths, and the screen says so. */
  readonly hasStrength: boolean;
  /** False if nothing has the form that was typed: the results have other forms. */
  readonly hasForm: boolean;
  /** True if no name begins as typed, and similar spellings are shown. */
  readonly isRespelled: boolean;
}

/**
 * Finds medicines by brand, substance, strength, form or a misspelling, best first. Each word must occur. Text without
 * a word finds nothing.
 */
export function searchMedicines(search: MedicineSearch, text: string, limit = 20): MedicineResults {
  const query = typedQuery(text);
  if (query.words.length === 0 || query.words.every((word) => word.length < 2)) return none;
  const results = searchQuery(search, query, limit);
  if (results.found.length > 0 || !query.words.some((word) => formWords.has(word))) return results;
  const words = query.words.filter((word) => !formWords.has(word));
  return words.length === 0 ? results : { ...searchQuery(search, { ...query, words }, limit), hasForm: false };
}

/** Words of forms that doctors use for others (`sirop` for a suspension): without a result, they are left out. */
const formWords: ReadonlySet<string> = new Set(
  'sirop comprime gelule sachet suppositoire capsule solution suspension gouttes creme pommade gel collyre spray ampoule'.split(
    ' ',
  ),
);

function searchQuery(search: MedicineSearch, query: TypedQuery, limit: number): MedicineResults {
  const exact = linesWithWords(search, query, false);
  const isRespelled = exact.size === 0;
  const lines = isRespelled ? linesWithWords(search, query, true) : exact;
  const scored = Array.from(lines, ([number, score]) => {
    const line = search.lines[number] as SearchLine;
    const strength = strengthScore(line, query);
    return { line, strength, score: score + line.prior + (strength ?? 0) };
  });
  const withStrength = scored.filter(({ strength }) => strength !== null);
  const shown = withStrength.length > 0 ? withStrength : scored;
  shown.sort((a, b) => b.score - a.score || compareText(a.line.line.label, b.line.line.label));
  return {
    found: shown.slice(0, limit).map(({ line: { line } }) => ({ line, brand: brandOf(line, query.words) })),
    hasStrength: withStrength.length > 0 || query.strengths.length === 0,
    hasForm: true,
    isRespelled: isRespelled && shown.length > 0,
  };
}

/** Numbers in texts by their value: 5 mg before 10 mg. */
const compareText = new Intl.Collator('fr', { numeric: true }).compare;

const none: MedicineResults = { found: [], hasStrength: true, hasForm: true, isRespelled: false };

/** Lines in which each word occurs, with the sum of their scores (at most 1 a word). */
function linesWithWords(search: MedicineSearch, { words }: TypedQuery, isFuzzy: boolean): Map<number, number> {
  let lines: Map<number, number> | null = null;
  for (const typed of words) {
    const here = new Map<number, number>();
    for (const [word, closeness] of similarWords(search, typed, isFuzzy)) {
      for (const { line, weight } of search.postings.get(word) ?? []) {
        const score = weight * closeness;
        if ((here.get(line) ?? 0) < score && (lines === null || lines.has(line))) here.set(line, score);
      }
    }
    for (const [line, score] of here) here.set(line, score + (lines?.get(line) ?? 0));
    lines = here;
    if (lines.size === 0) break;
  }
  return lines ?? new Map<number, number>();
}

/** Words that begin as typed, or that differ by one letter (four letters typed) or two (seven). */
function similarWords(search: MedicineSearch, typed: string, isFuzzy: boolean): [string, number][] {
  const similar: [string, number][] = [];
  for (let at = firstAtOrAfter(search.words, typed); at < search.words.length; at += 1) {
    const word = search.words[at] ?? '';
    if (!word.startsWith(typed)) break;
    similar.push([word, word === typed ? 1 : 0.85 + 0.1 * (typed.length / word.length)]);
  }
  if (!isFuzzy || similar.length > 0 || typed.length < 4) return similar;
  const limit = typed.length >= 7 ? 2 : 1;
  for (const word of search.words) {
    const distance = spellingDistance(typed, word, limit);
    if (distance > limit) continue;
    const length = 0.1 * (Math.min(typed.length, word.length) / Math.max(typed.length, word.length));
    similar.push([word, (distance === 1 ? 0.6 : 0.4) + length + (word[0] === typed[0] ? 0.1 : 0)]);
  }
  return similar;
}

function firstAtOrAfter(words: readonly string[], word: string): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Null if a typed strength does not occur; a number that is still being typed counts less. */
function strengthScore({ numbers, amounts }: SearchLine, { strengths }: TypedQuery): number | null {
  let score = 0;
  for (const { number, amount } of strengths) {
    if (amount !== null && amounts.has(`${amount.value} ${amount.unit}`)) score += 1;
    else if (amount !== null) return null;
    else if (numbers.has(number) || amounts.has(`${Number(number.replace(',', '.'))} mg`)) score += 1;
    else if (Array.from(numbers).some((other) => other.startsWith(number))) score += 0.3;
    else return null;
  }
  return score;
}

function brandOf(line: MedicineLine, words: readonly string[]): Medicine | null {
  const fits = (text: string): boolean => words.some((word) => text.startsWith(word));
  const substances = line.substances.flatMap((substance) => foldWords(substance));
  if (words.every((word) => substances.some((substance) => substance.startsWith(word)))) return null;
  return (
    line.medicines.find(
      ({ name }) => fits(foldWords(name)[0] ?? '') && !substances.includes(foldWords(name)[0] ?? ''),
    ) ?? null
  );
}

function foldWords(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
