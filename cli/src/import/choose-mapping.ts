import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportSource } from '@etanche/check-import';
import {
  formatMapping,
  mappingFromProposal,
  parseMapping,
  proposeMapping,
  sampleRows,
  describeSource,
  roleCategory,
  type ColumnRole,
  type DescribeOptions,
  type MappingProposal,
  type SourceDescription,
} from '@etanche/intake';
import type { Terminal } from '@etanche/platform';
import { CliError } from '../cli-error.ts';
import { ask, canAsk } from './ask.ts';

/** Rows that are looked at to propose a mapping. */
const SAMPLED_ROWS = 5000;

export type MappingWishes = {
  /** mapping.json, to run unattended. */
  readonly file: string | undefined;
  /** Take a proposal that is certain without a question. */
  readonly yes: boolean;
  /** Where a proposal that is not taken is written. */
  readonly proposal: string;
  /** Not with `--json`, whose output is one value. */
  readonly show: boolean;
  readonly ownCategories: readonly string[];
  readonly describe: DescribeOptions;
};

/** Reads how a file is made up, and finds out what each of its columns is. */
export async function chooseSource(terminal: Terminal, path: string, wishes: MappingWishes): Promise<ImportSource> {
  const description = await describeSource(path, wishes.describe);
  const bytes = (await stat(path)).size;
  const mapping =
    wishes.file === undefined
      ? await fromProposal(terminal, path, description, wishes)
      : parseMapping(JSON.parse(await readFile(wishes.file, 'utf8')), description, wishes.ownCategories);
  return { path, bytes, description, mapping };
}

async function fromProposal(terminal: Terminal, path: string, description: SourceDescription, wishes: MappingWishes) {
  const proposal = proposeMapping(description, await sampleRows(path, description, SAMPLED_ROWS));
  const mapping = mappingFromProposal(proposal);
  if (wishes.show) showProposal(terminal, path, description, proposal);
  if (proposal.certain && wishes.yes) return mapping;
  if (canAsk() && /^(?:y|yes|o|oui)$/i.test(await ask('Import with this mapping? [y/N] '))) return mapping;
  const kept = await writeFile(wishes.proposal, formatMapping(mapping), { flag: 'wx' }).then(
    () => `It is in ${wishes.proposal}: correct it`,
    () => `A mapping is in ${wishes.proposal} already: correct it or remove it`,
  );
  const why = wishes.yes ? 'The mapping is not certain for every column.' : 'The mapping was not accepted.';
  throw new CliError('usage_invalid', `${why} ${kept}, and run again with --mapping ${wishes.proposal}`);
}

function showProposal(
  terminal: Terminal,
  path: string,
  description: SourceDescription,
  proposal: MappingProposal,
): void {
  const { format, encoding, separator, compression, columns, others = [] } = description;
  const parts = [format, encoding, ...(separator === undefined ? [] : [`separator ${JSON.stringify(separator)}`])];
  if (compression !== 'none') parts.push(compression);
  terminal.line();
  terminal.line(terminal.style('bold', `${basename(path)} — ${parts.join(', ')}, ${columns.length} columns`));
  if (others.length > 0) terminal.warn(`${basename(path)} also holds ${others.join(', ')}: not read.`);
  const rows = proposal.columns.map(({ column, role, confidence, filled, parsed, samples }) => [
    column,
    roleText(role),
    confidence === 'certain' ? 'certain' : terminal.style('yellow', confidence),
    share(filled, proposal.rows),
    parsed === filled ? '' : share(parsed, filled),
    samples.slice(0, 2).join('  '),
  ]);
  terminal.table(['Column', 'Is', 'Sure', 'Filled', 'Readable', 'Shapes'], rows, ['Filled', 'Readable']);
  terminal.line(
    terminal.style(
      'dim',
      `From the first ${proposal.rows} rows. Shapes stand for values: X a capital, x a letter, 9 a digit.`,
    ),
  );
}

function roleText(role: ColumnRole): string {
  if (role === 'ignore') return 'not personal';
  return typeof role === 'string' ? `${role} (identifies)` : (roleCategory(role) ?? '');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.round((100 * part) / whole)} %`;
}
