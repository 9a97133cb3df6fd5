/**
 * The number of title records before the header: at most ten, with one or two filled cells, in a source of four columns
 * or more.
 */
export function titleRecords(records: readonly (readonly string[])[], width: number): number {
  if (width < 4) return 0;
  const index = records.slice(0, 10).findIndex((cells) => cells.filter((cell) => cell.trim() !== '').length > 2);
  return Math.max(0, index);
}
