import type { ReportItem, ResultLine } from './received-report.ts';

/**
 * A result while its comments are read. The list grows in place: a copy for each comment would take hours for a file
 * with nothing else.
 */
export type OpenResult = Omit<ResultLine, 'comments' | 'previous'> & {
  comments: string[];
  previous: ResultLine['previous'];
};

export type OpenItem = Exclude<ReportItem, ResultLine> | OpenResult;
