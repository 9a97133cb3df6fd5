import { reportLimits, type ReceivedReport, type ResultLine } from '../../src/index.ts';

export const options = { ...reportLimits, today: '2026-11-29' };

/** All results of a report, in order. */
export function linesOf({ requests }: ReceivedReport): ResultLine[] {
  return requests.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'result' ? [item] : [])));
}

/** The code of the error that a call throws; `none` if it throws none. */
export function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  }
}
