import type { Row } from '../source.ts';
import { repairText } from './repair-text.ts';

/** The row with its wrongly decoded texts repaired, and counted. */
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
