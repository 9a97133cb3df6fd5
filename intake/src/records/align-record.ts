import { mostColumns } from '../limits.ts';
import type { BadRowCode, Row } from '../source.ts';
import type { FlatRecord } from './flatten-record.ts';

/** Puts named values in the order of the columns. */
type AlignRecord = (record: FlatRecord, number: number) => Row;

export function makeAligner(columns: readonly string[]): AlignRecord {
  const known = new Set(columns);
  return (record, number) => {
    if (record.size > mostColumns) return badRow(number, 'unknown_column', Object.fromEntries(record));
    for (const [name, text] of record)
      if (text !== '' && !known.has(name)) return badRow(number, 'unknown_column', Object.fromEntries(record));
    return { ok: true, number, cells: columns.map((column) => record.get(column) ?? '') };
  };
}

/** A row from unnamed cells; omitted empty cells at the end are added. */
export function alignCells(cells: readonly string[], columns: readonly string[], number: number): Row {
  if (cells.slice(columns.length).some((cell) => cell !== '')) return badRow(number, 'too_many_cells', cells);
  return { ok: true, number, cells: columns.map((_column, index) => cells[index] ?? '') };
}

/** A bad row with JSON as its raw form, for binary sources. */
export function badRow(number: number, code: BadRowCode, record: unknown): Row {
  return { ok: false, number, code, raw: new TextEncoder().encode(JSON.stringify(record)) };
}
