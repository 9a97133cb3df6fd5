import type { BrokenCode } from './truth.ts';

/**
 * - `truncated`: the line stops in the middle.
 * - `extra_cells`: a comment with separators is not quoted.
 * - `line_end`: a comment with a line end is not quoted: one row becomes two records.
 * - `unclosed_quote`: a comment opens a quote that is not closed on its line.
 */
export type Break = 'truncated' | 'extra_cells' | 'line_end' | 'unclosed_quote';

const comment = 55;

/** The broken line with its line end, and the code of each bad record that a reader finds in it. */
export function breakLine(
  kind: Break,
  cells: readonly string[],
  quoteCell: (cell: string) => string,
): { line: string; codes: BrokenCode[] } {
  const texts = cells.map(quoteCell);
  const withComment = (text: string): string => texts.with(comment, text).join(';');
  switch (kind) {
    case 'truncated':
      return { line: `${texts.slice(0, 30).join(';')}\r\n`, codes: ['too_few_cells'] };
    case 'extra_cells':
      return { line: `${withComment('vu ce jour; à revoir; RAS')}\r\n`, codes: ['too_many_cells'] };
    case 'line_end':
      return { line: `${withComment('vu ce jour\r\nà revoir')}\r\n`, codes: ['too_few_cells', 'too_few_cells'] };
    case 'unclosed_quote':
      return {
        line: `${texts
          .with(comment, '"vu ce jour')
          .with(comment + 1, '')
          .join(';')}\r\n`,
        codes: ['unclosed_quote'],
      };
  }
}
