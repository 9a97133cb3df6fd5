import type { Row } from '../source.ts';
import { repairText } from './repair-text.ts';

/** Repairs and counts the wrongly decoded texts of a row. */
export function repairRow(row: Row): Row {
  if (!row.ok) return row;
  let repaired = 0;
  const cells = row.cells.map((cell) => {
    const text = repairText(cell);
    if (text !== undefined) repaired++;
    return text ?? cell;
  });
  return repaired === 0 ? row : { ...row, cells, repaired };
}
