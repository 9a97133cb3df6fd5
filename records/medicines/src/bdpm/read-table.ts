import { MedicinesError } from '../medicines-error.ts';

/**
 * Number of columns of each file, as the database documents them; a trailing empty column is counted where it exists.
 */
export const bdpmFiles = {
  CIS_bdpm: 12,
  CIS_COMPO_bdpm: 8,
  CIS_CPD_bdpm: 2,
  CIS_GENER_bdpm: 5,
  CIS_CIP_bdpm: 13,
} as const;

export type BdpmFile = keyof typeof bdpmFiles;

export type BdpmTexts = Readonly<Record<BdpmFile, string>>;

/**
 * Reads the rows of one file: tab-separated, without header and quotes. Empty lines are skipped. A line may have one
 * trailing tab more or less than documented.
 *
 * @throws MedicinesError `bdpm_missing`, `bdpm_invalid`
 */
export function readTable(file: BdpmFile, text: string): string[][] {
  const columns = bdpmFiles[file];
  const rows: string[][] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const cells = line.replace(/\r$/, '').split('\t');
    while (cells.length > columns && cells.at(-1) === '') cells.pop();
    if (cells.length === columns - 1 && file !== 'CIS_CPD_bdpm') cells.push('');
    if (cells.length !== columns) {
      throw new MedicinesError('bdpm_invalid', `${file} line ${index + 1}: ${cells.length} columns, not ${columns}`);
    }
    const cis = cells[file === 'CIS_GENER_bdpm' ? 2 : 0] ?? '';
    if (!/^\d{8}$/.test(cis)) {
      throw new MedicinesError('bdpm_invalid', `${file} line ${index + 1}: the CIS code is not eight digits`);
    }
    rows.push(cells.map((cell) => cell.trim().replace(/\s+/g, ' ')));
  }
  if (rows.length === 0) throw new MedicinesError('bdpm_missing', `${file} is empty`);
  return rows;
}
