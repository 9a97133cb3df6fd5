import type { TableItem } from '../tables/table-item.ts';
import { textLines } from '../text/text-lines.ts';
import { findStarts } from './find-starts.ts';

/**
 * Characters of rules: runs of `-`, `=` or `─`, separated by blanks, `+` or `|`, show the widths of the columns of
 * sqlplus, sqlcmd, psql and mysql.
 */
const ruleSigns = /^[\s+|┌├└┬┼┴┐┤┘=─-]+$/;

function isRule(line: string): boolean {
  return line.length < 100_000 && ruleSigns.test(line) && (line.match(/[-=─]{2,}/g)?.length ?? 0) > 1;
}

type FixedLayout = { readonly starts: readonly number[]; readonly isRuled: boolean };

/** The layout given by a line of dashes, or by the lines themselves; undefined for other texts. */
export function findFixedLayout(head: string, final: boolean): FixedLayout | undefined {
  const all = head.split(/\r\n|\n|\r/);
  const lines = (final ? all : all.slice(0, -1)).slice(0, 500);
  const place = lines.findIndex((line) => isRule(line));
  if (place !== -1 && place <= 30) {
    const starts = ruleStarts(lines[place] ?? '');
    const fitting = lines.filter((line) => line.trim() !== '' && fits(line, starts)).length;
    const filled = lines.filter((line) => line.trim() !== '').length;
    if (starts.length > 1 && fitting >= filled * 0.7) return { starts, isRuled: true };
  }
  const filled = lines.filter((line) => line.trim() !== '');
  const starts = /[;\t|]/.test(filled[0] ?? '') ? undefined : findStarts(filled.slice(0, 200));
  return starts === undefined ? undefined : { starts, isRuled: false };
}

function ruleStarts(line: string): number[] {
  return [...line.matchAll(/[-=─]+/g)].map((run) => run.index);
}

/** True if the character before each column is a blank or a bar. */
function fits(line: string, starts: readonly number[]): boolean {
  return starts.every((start) => start === 0 || /[\s|+│┼-]/.test(line[start - 1] ?? ' '));
}

/** The cells of each line, without lines of dashes and lines that do not match the columns of a ruled text. */
export async function* fixedWidthRecords(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  starts: readonly number[],
  isRuled: boolean,
): AsyncGenerator<TableItem[]> {
  for await (const lines of textLines(chunks, encoding)) {
    const items = lines.flatMap((line): TableItem[] => {
      if (line.trim() === '' || isRule(line)) return [];
      const aligned = isRuled ? alignedLine(line, starts) : line;
      if (aligned === undefined) return [{ kind: 'bad', table: '', code: 'too_few_cells', raw: line }];
      return [{ kind: 'cells', table: '', cells: cut(aligned, starts) }];
    });
    if (items.length > 0) yield items;
  }
}

/** The line itself, or aligned by widths in bytes of UTF-8, as some programs count them; undefined if neither fits. */
function alignedLine(line: string, starts: readonly number[]): string | undefined {
  if (/^\s*\(?\d+ (?:rows?|lignes?|record)\b.*\)?\.?$/i.test(line)) return undefined;
  if (fits(line, starts)) return line;
  const bytes = Buffer.from(line).toString('latin1');
  return bytes !== line && fits(bytes, starts) ? bytes : undefined;
}

function cut(line: string, starts: readonly number[]): string[] {
  return starts.map((start, index) => {
    const cell = line.slice(start, starts[index + 1] ?? line.length).replace(/^[\s|│]+|[\s|│]+$/g, '');
    return cell;
  });
}
