import { markdownTable } from '@etanche/platform';
import type { Terminal } from '@etanche/cli';
import type { Figure, Quantity, Section } from './figure.ts';

const head = ['What', 'Measured', 'Beside', 'Which is', 'Ratio', 'Aim'];
const numbers = ['Measured', 'Beside', 'Ratio'];

export function showSection(terminal: Terminal, { title, figures, notes }: Section): void {
  terminal.line();
  terminal.line(terminal.style('bold', title));
  terminal.table(head, figures.map(rowOf), numbers);
  for (const note of notes) terminal.line(`  ${note}`);
}

/** The section for docs/performance.md: a line with date, size and machine, the table and the notes. */
export function sectionBlock(
  run: { readonly startedAt: string; readonly size: string; readonly machine: string },
  { title, figures, notes }: Section,
): string {
  const measured = `Measured on ${run.startedAt.slice(0, 10)}: ${title}; ${run.size} sizes; ${run.machine}.`;
  const table = markdownTable(head, figures.map(rowOf), numbers);
  return [measured, table, notes.map((note) => `- ${note}`).join('\n')].join('\n\n').trim();
}

function rowOf(figure: Figure): string[] {
  return [
    figure.what,
    quantityText(figure.measured),
    quantityText(figure.beside),
    figure.beside.name,
    ratioText(figure),
    figure.aim ?? '',
  ];
}

export function ratioText({ ratio, as }: Pick<Figure, 'ratio' | 'as'>): string {
  return as === 'share' ? `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %` : `× ${threeDigits(ratio)}`;
}

function quantityText({ value, unit }: Quantity): string {
  return `${threeDigits(value)} ${unit}`;
}

/** Three significant digits, the repeatable precision on a busy machine; no exponent. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
