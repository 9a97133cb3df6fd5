import { relative } from 'node:path';
import type { ImportSummary } from '@etanche/check-import';
import type { WrittenSite } from '@etanche/check-site';
import type { LeftOut } from '@etanche/intake';
import type { Terminal } from '@etanche/platform';
import { reasonWords } from './reason-words.ts';

/** What an import did and what is to be done next. */
export function showSummary(
  terminal: Terminal,
  summary: ImportSummary,
  keysFile: string,
  leftOut: readonly (LeftOut & { readonly file: string })[],
  hashes: Pick<WrittenSite, 'indexSha256' | 'trustSha256'>,
): void {
  const { people, entries, rows, shared, buckets, cosignatures } = summary;
  terminal.line();
  const title = `${summary.index}, version ${summary.version}`;
  terminal.done(
    terminal.style(
      'bold',
      summary.alreadyPublished ? `${title} was published before; nothing changed` : `${title} is published`,
    ),
  );
  terminal.line();
  const figures: [string, string][] = [
    ['rows read', count(rows)],
    ['people', count(people)],
    ...Object.entries(summary.terms)
      .filter(([, terms]) => terms > 0)
      .map(([kind, terms]): [string, string] => [`found by ${kind}`, count(terms)]),
    ['identifiers that several people have', count(shared)],
    ['entries', count(entries)],
    ['bucket files', `${count(buckets.count)} of ${count(buckets.fileBytes)} bytes`],
    ['cosigned by', cosignatures === null ? 'the vaults, before' : `${cosignatures} vaults`],
    ['answers until', summary.expiresAt.slice(0, 10)],
  ];
  terminal.table(['', ''], figures);
  showReasons(terminal, 'Rows that are not in the index', summary.rejected);
  showReasons(terminal, 'Rows that are, of which a cell could not be read', summary.partial);
  showParts(terminal, leftOut);
  terminal.line();
  terminal.line(terminal.style('bold', 'Next'));
  const open = (file: string) => `etanche check open ${file} --keys ${keysFile}`;
  if (summary.rejectsFile !== null)
    terminal.line(`  read the rows that were left out:   ${open(here(summary.rejectsFile))}`);
  if (summary.lettersFile !== null)
    terminal.line(`  print the letters with their codes: ${open(here(summary.lettersFile))}`);
  terminal.line(
    `  check what visitors will see:       etanche check verify ${here(summary.out)} --trust ${here(summary.trustFile)}`,
  );
  terminal.line(`  serve it, here or behind any CDN:   etanche check serve ${here(summary.out)}`);
  terminal.line('  publish elsewhere, such as in the letter, by which others verify the page and the keys (SHA-256):');
  terminal.line(`    index.html ${hashes.indexSha256}`);
  terminal.line(`    trust.json ${hashes.trustSha256}`);
}

/** A path as one types it here. */
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

function showParts(terminal: Terminal, leftOut: readonly (LeftOut & { readonly file: string })[]): void {
  if (leftOut.length === 0) return;
  terminal.line();
  terminal.line(terminal.style('bold', 'Parts of the files that were not read'));
  const rows = leftOut.map(({ file, name, code, why }) => [file, name, reasonWords(code), why]);
  terminal.table(['file', 'part', 'reason', 'more'], rows);
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
