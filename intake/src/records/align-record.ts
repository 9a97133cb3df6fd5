import { mostColumns } from '../limits.ts';
import type { BadRowCode, Row } from '../source.ts';
import type { FlatRecord } from './flatten-record.ts';

/** Puts named values in the order of the columns. */
export type AlignRecord = (record: FlatRecord, number: number) => Row;

export function makeAligner(columns: readonly string[]): AlignRecord {
  const known = new Set(columns);
  return (record, number) => {
    if (record.size > mostColumns) return badRow(number, 'unknown_column', Object.fromEntries(record));
    for (const [name, text] of record)
      if (text !== '' && !known.has(name)) return badRow(number, 'unknown_column', Object.fromEntries(record));
    return { ok: true, number, cells: columns.map((column) => record.get(column) ?? '') };
  };
}

/** A row of a source whose cells have no names, or fewer than its columns where empty ones are left out. */
export function alignCells(cells: readonly string[], columns: readonly string[], number: number): Row {
  if (cells.slice(columns.length).some((cell) => cell !== '')) return badRow(number, 'too_many_cells', cells);
  return { ok: true, number, cells: columns.map((_column, index) => cells[index] ?? '') };
}

/** A bad row whose raw form is JSON, for sources that are not text. */
export function badRow(number: number, code: BadRowCode, record: unknown): Row {
  return { ok: false, number, code, raw: new TextEncoder().encode(JSON.stringify(record)) };
}
