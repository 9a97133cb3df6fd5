/**
 * Number of rows that a reader returns at once if a row may be larger than its text: a mebibyte of `{"a":1}` is 130,000
 * rows, and each row has a cell for every column of the source.
 */
export const rowsAtOnce = 1_000;
