import { relative } from 'node:path';
import type { ImportSummary } from '@etanche/check-import';
import type { WrittenSite } from '@etanche/check-site';
import type { OmittedPart } from '@etanche/intake';
import type { Terminal } from '../terminal.ts';
import { reasonWords } from './reason-words.ts';

/** Shows the result of an import and the next steps. */
export function showSummary(
  terminal: Terminal,
  summary: ImportSummary,
  keysFile: string,
  leftOut: readonly (OmittedPart & { readonly file: string })[],
  hashes: Pick<WrittenSite, 'indexSha256' | 'trustSha256'>,
): void {
  const { people, entries, rows, shared, buckets, cosignatures } = summary;
  terminal.line();
  const title = `${summary.index}, version ${summary.version}`;
  terminal.done(
    terminal.style(
      'bold',
      summary.alreadyPublished ? `${title} was already published; nothing changed` : `${title} is published`,
    ),
  );
  terminal.line();
  const figures: [string, string][] = [
    ['rows read', count(rows)],
    ['people', count(people)],
    ...Object.entries(summary.terms)
      .filter(([, terms]) => terms > 0)
      .map(([kind, terms]): [string, string] => [`found by ${kind}`, count(terms)]),
    ['identifiers shared by several people', count(shared)],
    ['entries', count(entries)],
    ['bucket files', `${count(buckets.count)} of ${count(buckets.fileBytes)} bytes`],
    ['cosigned by', cosignatures === null ? 'the vaults, earlier' : `${cosignatures} vaults`],
    ['answers until', summary.expiresAt.slice(0, 10)],
  ];
  terminal.table(['', ''], figures);
  showReasons(terminal, 'Rows that are not in the index', summary.rejected);
  showReasons(terminal, 'Indexed rows with an unreadable cell', summary.partial);
  showParts(terminal, leftOut);
  terminal.line();
  terminal.line(terminal.style('bold', 'Next'));
  const open = (file: string) => `etanche check open ${file} --keys ${keysFile}`;
  if (summary.rejectsFile !== null)
    terminal.line(`  read the rejected rows:             ${open(here(summary.rejectsFile))}`);
  if (summary.lettersFile !== null)
    terminal.line(`  print the letters with their codes: ${open(here(summary.lettersFile))}`);
  terminal.line(
    `  verify the published index:         etanche check verify ${here(summary.out)} --trust ${here(summary.trustFile)}`,
  );
  terminal.line(`  serve the site, or use any CDN:     etanche check serve ${here(summary.out)}`);
  terminal.line(
    '  publish these SHA-256 elsewhere, such as in the letter, so that others can verify the page and the keys:',
  );
  terminal.line(`    index.html ${hashes.indexSha256}`);
  terminal.line(`    trust.json ${hashes.trustSha256}`);
}

/** The path relative to the working directory, if it is shorter. */
function here(path: string): string {
  const relativePath = relative('.', path);
  return relativePath.startsWith('..') ? path : relativePath;
}

function showReasons(terminal: Terminal, title: string, reasons: ImportSummary['rejected']): void {
  if (reasons.length === 0) return;
  terminal.line();
  terminal.line(terminal.style('bold', title));
  terminal.table(
    ['reason', 'rows'],
    reasons.map(({ reason, rows }) => [reasonWords(reason), count(rows)]),
    ['rows'],
  );
}

function showParts(terminal: Terminal, leftOut: readonly (OmittedPart & { readonly file: string })[]): void {
  if (leftOut.length === 0) return;
  terminal.line();
  terminal.line(terminal.style('bold', 'Parts of the files that were not read'));
  const rows = leftOut.map(({ file, name, code, why }) => [file, name, reasonWords(code), why]);
  terminal.table(['file', 'part', 'reason', 'more'], rows);
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
