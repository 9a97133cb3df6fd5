import type { FlatRecord } from '../records/flatten-record.ts';
import type { BadRowCode } from '../source.ts';

/** One record of one table from the reader of a format: cells by position, or texts by name. */
export type TableItem = { readonly table: string } & (
  | { readonly kind: 'cells'; readonly cells: readonly string[] }
  | { readonly kind: 'record'; readonly record: FlatRecord }
  | { readonly kind: 'bad'; readonly code: BadRowCode; readonly raw: string }
);
