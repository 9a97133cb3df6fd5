import { isNeutralName } from '../mapping/column-name.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import { isValue } from '../records/safe-names.ts';

/**
 * True if the first record names the columns: it has no identifier, no date and almost no number, its names differ, and
 * either some are known words or the records below look different.
 */
export function sniffHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = records;
  if (first === undefined) return false;
  const names = first.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (names.length === 0 || names.some(isValue)) return false;
  const numbers = names.filter((name) => /^[\d\s.,/:-]+$/.test(name)).length;
  if (numbers * 4 > names.length) return false;
  const known = names.filter((name) => recognizeName(name) !== undefined).length;
  if (known > 0 && known * 5 >= names.length) return true;
  // A line of running text is not a header: its words may be personal data.
  if (known === 0 && (rest.length === 0 || names.some((name) => name.split(/\s+/).length > 4))) return false;
  // Generic names such as CHAMP_01 and CHAMP_02 are a header too.
  const numbered = names.filter((name) => /\p{L}{3}/u.test(name) && isNeutralName(name)).length;
  if (numbered > 1 && numbered === names.length && new Set(names).size === names.length) return true;
  if (new Set(names).size * 1.25 < names.length) return false;
  const body = rest.slice(0, 100);
  const digits = (cells: readonly string[]): number => cells.filter((cell) => /\d/.test(cell)).length;
  const usual = body.reduce((sum, cells) => sum + digits(cells), 0) / Math.max(1, body.length);
  return names.length >= first.length * 0.8 && usual >= 1 && digits(first) < usual / 2;
}

/** Names of the columns: trimmed, or `column_N` if there is no name or a value in its place. */
export function columnNames(header: readonly string[] | undefined, width: number): string[] {
  return Array.from({ length: Math.max(width, header?.length ?? 0) }, (_value, index) => {
    const name = header?.[index]?.replace(/\s+/g, ' ').trim() ?? '';
    return name === '' || isValue(name) ? `column_${index + 1}` : name;
  });
}
