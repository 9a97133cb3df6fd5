/**
 * Rows that a reader gives at once where a row may be wider than its text: a mebibyte of `{"a":1}` is 130,000 rows, and
 * each has a cell for every column of the source.
 */
export const rowsAtOnce = 1_000;
