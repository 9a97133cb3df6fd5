import { parseAmount } from '../amount.ts';
import { fold } from '../fold.ts';
import type { MedicineIndex } from '../medicine.ts';
import { medicineLines, type MedicineLine } from './medicine-lines.ts';
import { noise, units } from './typed-query.ts';

/** A line with what the search compares. */
export interface SearchLine {
  readonly line: MedicineLine;
  /** Numbers of the strengths and names, as written. */
  readonly numbers: ReadonlySet<string>;
  /** `1000 mg`, in base units. */
  readonly amounts: ReadonlySet<string>;
  /** From −1 to 1: oral forms with many medicines are higher, homeopathy and hospital medicines lower. */
  readonly prior: number;
}

/** Where a word occurs: the line, and how much it counts there (0 to 1). */
export interface WordPosting {
  readonly line: number;
  readonly weight: number;
}

/** All words of all lines; made once with `openSearch`. */
export interface MedicineSearch {
  readonly date: string;
  readonly lines: readonly SearchLine[];
  readonly lineOfCis: ReadonlyMap<string, MedicineLine>;
  readonly words: readonly string[];
  readonly postings: ReadonlyMap<string, readonly WordPosting[]>;
}

const weights = { lead: 1, brand: 1, substance: 0.8, name: 0.5, form: 0.3 } as const;

/** Prepares the search over an index; the result is immutable. */
export function openSearch(index: MedicineIndex): MedicineSearch {
  const amountKey = remember(amountKeyOf);
  const lines = medicineLines(index).map((line) => searchLine(line, amountKey));
  const split = remember(splitWords);
  const postings = new Map<string, WordPosting[]>();
  for (const [number, { line }] of lines.entries()) {
    for (const [word, weight] of wordsOf(line, split)) {
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [{ line: number, weight }]);
      else list.push({ line: number, weight });
    }
  }
  const lineOfCis = new Map(lines.flatMap(({ line }) => line.medicines.map(({ cis }) => [cis, line] as const)));
  return { date: index.date, lines, lineOfCis, words: Array.from(postings.keys()).sort(), postings };
}

function searchLine(line: MedicineLine, amountKey: (text: string) => string | null): SearchLine {
  const names = line.medicines.map(({ name }) => strengthPart(name));
  const found = Array.from(new Set([...line.components.map(({ strength }) => strength), ...names]), strengthWords).join(
    ' ; ',
  );
  const numbers = new Set(found.match(/\d+(?:,\d+)?/g));
  const amounts = new Set<string>();
  for (const [each] of found.matchAll(/\d+(?:,\d+)? ?[a-z%.]+/g)) {
    const key = amountKey(each);
    if (key !== null) amounts.add(key);
  }
  return { line, numbers, amounts, prior: priorOf(line) };
}

/** The numbers of a name with what follows: `1000 mg` of `METFORMINE ALMUS 1000 mg, comprimé`. */
function strengthPart(name: string): string {
  const short = brandPart(name);
  const at = short.search(/\d/);
  return at < 0 ? '' : short.slice(at);
}

function brandPart(name: string): string {
  const comma = name.indexOf(', ');
  return comma < 0 ? name : name.slice(0, comma);
}

function amountKeyOf(text: string): string | null {
  const amount = parseAmount(text);
  return amount === null ? null : `${amount.value} ${amount.unit}`;
}

function remember<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? compute(text);
    known.set(text, value);
    return value;
  };
}

function strengthWords(text: string): string {
  return fold(text).replace(/(\d) (?=\d{3}(?!\d))/g, '$1');
}

function priorOf(line: MedicineLine): number {
  const isOral = line.routes.includes('orale');
  const isHospital = line.medicines.every(({ conditions }) =>
    conditions.some((text) => /^(?:réservé à l'usage HOSPITALIER|prescription hospitalière)$/.test(text)),
  );
  return (
    Math.min(Math.log2(1 + line.medicines.length), 6) * 0.05 +
    (isOral ? 0.1 : 0) +
    (isOral && /^(?:comprimé|gélule)$/.test(line.form) ? 0.05 : 0) -
    (isHospital ? 0.3 : 0) -
    (line.isBySubstance ? 0 : 0.3) -
    0.04 * Math.max(0, line.components.length - 1)
  );
}

function wordsOf(line: MedicineLine, split: (text: string) => readonly string[]): Map<string, number> {
  const words = new Map<string, number>();
  const add = (text: string, weight: number, firstWeight = weight): void => {
    for (const [at, word] of split(text).entries()) {
      const value = at === 0 ? firstWeight : weight;
      if ((words.get(word) ?? 0) < value) words.set(word, value);
    }
  };
  for (const [at, { base, substance }] of line.components.entries()) {
    add(substance, weights.name);
    add(base, weights.substance, at === 0 ? weights.lead : weights.substance);
  }
  for (const { name } of line.medicines) add(brandPart(name), weights.name, weights.brand);
  add(line.form, weights.form);
  return words;
}

function splitWords(text: string): string[] {
  return fold(text)
    .split(/[\s,./%+]+/)
    .filter((word) => word.length > 1 && !/^\d/.test(word) && !units.test(word) && !noise.has(word));
}
