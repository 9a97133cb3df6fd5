import type { Terminal } from '../terminal.ts';
import type { ImportReport } from '@etanche/records-import';
import { adviceFor } from './reason-advice.ts';

/** Maximum number of rejections shown in the terminal; all are in the report. */
const mostShown = 20;
/** Maximum number of characters of a file name or FHIRPath in the terminal; the report has all of it. */
const mostCharacters = 60;

/** Shows the imported and the omitted data. */
export function showReport(terminal: Terminal, report: ImportReport): void {
  const { patients, resources, alreadyStored, files, refused, reasons, duplicates } = report;
  const written = Object.values(resources.written).reduce((sum, each) => sum + each, 0);
  terminal.line();
  terminal.done(terminal.style('bold', `${count(patients.written)} patients are in the practice`));
  terminal.line();
  const types = Object.entries(resources.written).sort(([, a], [, b]) => b - a);
  const figures: [string, string][] = [
    ['patients found', count(patients.found)],
    ['patients rejected', count(patients.refused)],
    ['resources found', count(resources.found)],
    ...types.map(([type, written]): [string, string] => [`  ${type}`, count(written)]),
    ['  written now', count(written - alreadyStored.resources)],
    ['  already stored, confirmed by the server', count(alreadyStored.resources)],
    ['resources rejected', count(resources.refused)],
    ['  on the unassigned list, for a doctor to decide', count(resources.unassigned)],
    ['repeated, written once', count(resources.repeated)],
    ['of several patients, written for each', count(resources.copies)],
    ['bytes', count(report.bytes)],
    ['likely duplicates', count(duplicates.length)],
  ];
  terminal.table(['', ''], figures);
  if (refused.length > 0) {
    terminal.line();
    terminal.line(terminal.style('bold', 'Omitted'));
    const byCount = Object.entries(reasons).sort(([, a], [, b]) => b - a);
    terminal.table(
      ['reason', 'count', 'what to do'],
      byCount.map(([code, number]) => [code, count(number), adviceFor(code)]),
      ['count'],
    );
    terminal.line();
    const shown = refused.slice(0, mostShown);
    const rows = shown.map(({ file, item, path, code }) => [
      endOf(files[file] ?? String(file)),
      String(item),
      code,
      beginningOf(path),
    ]);
    terminal.table(['file', 'entry', 'reason', 'where'], rows, ['entry']);
    if (refused.length > mostShown) terminal.line(`… and ${count(refused.length - mostShown)} more: --report FILE`);
  }
}

/** File names differ at their end, FHIRPaths are read from their beginning. */
function endOf(text: string): string {
  return text.length <= mostCharacters ? text : `…${text.slice(1 - mostCharacters)}`;
}

function beginningOf(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
