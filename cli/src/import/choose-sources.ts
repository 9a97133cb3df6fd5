import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, dirname } from 'node:path';
import type { ImportSource } from '@etanche/check-import';
import {
  describeSources,
  formatMappingFile,
  mappedFileName,
  mappingFromProposal,
  parseMappedSource,
  proposeFile,
  readingOptions,
  settleDates,
  sourceName,
  type DescribeOptions,
  type OmittedPart,
  type MappedSource,
  type Mapping,
  type SourceDescription,
} from '@etanche/intake';
import type { Terminal } from '../terminal.ts';
import { CliError } from '../cli-error.ts';
import { ask, canAsk } from './ask.ts';
import { correctColumns } from './correct-columns.ts';
import { reasonWords } from './reason-words.ts';
import { showLeftOut, showProposal } from './show-proposal.ts';

type MappingOptions = {
  /** mapping.json, to run unattended. */
  readonly file: string | undefined;
  /** Accept a certain proposal without a question. */
  readonly yes: boolean;
  /** File to which a proposal is written. */
  readonly proposal: string;
  /** False with `--json`, whose output is a single value. */
  readonly show: boolean;
  readonly ownCategories: readonly string[];
  readonly describe: DescribeOptions;
};

/** The tables to import, and the omitted parts of the files. */
type ChosenSources = {
  readonly sources: readonly ImportSource[];
  readonly leftOut: readonly (OmittedPart & { readonly file: string })[];
};

/** Describes the files and determines the role of each column of their tables. */
export async function chooseSources(
  terminal: Terminal,
  paths: readonly string[],
  wishes: MappingOptions,
): Promise<ChosenSources> {
  return wishes.file === undefined
    ? fromProposals(terminal, paths, wishes)
    : fromMappingFile(terminal, paths, wishes.file, wishes);
}

async function fromMappingFile(
  terminal: Terminal,
  paths: readonly string[],
  mappingFile: string,
  wishes: MappingOptions,
): Promise<ChosenSources> {
  const json: unknown = JSON.parse(await readFile(mappingFile, 'utf8'));
  const sources: ImportSource[] = [];
  const leftOut: (OmittedPart & { file: string })[] = [];
  for (const path of paths) {
    const file = mappedFileName(basename(path));
    const found = await describeSources(path, wishes.describe);
    const left: OmittedPart[] = [...found.leftOut];
    const mapped: { description: SourceDescription; mapping: ImportSource['mapping'] }[] = [];
    for (const each of found.sources) {
      const description = await withOptions(path, file, each, json, wishes.describe);
      const mapping = parseMappedSource(json, file, description, wishes.ownCategories);
      if (mapping === 'skip')
        left.push({ name: sourceName(description), code: 'skipped', why: 'skip in mapping.json' });
      else mapped.push({ description, mapping: await settleDates(path, description, mapping) });
    }
    const bytes = Math.ceil((await stat(path)).size / Math.max(1, mapped.length));
    sources.push(...mapped.map((source) => ({ path, bytes, ...source })));
    leftOut.push(...left.map((one) => ({ ...one, file })));
    if (wishes.show) showLeftOut(terminal, file, left);
  }
  return { sources, leftOut };
}

/** Applies the encoding and separator of mapping.json to a table if they differ from the detected ones. */
async function withOptions(
  path: string,
  file: string,
  description: SourceDescription,
  json: unknown,
  options: DescribeOptions,
): Promise<SourceDescription> {
  const wished = readingOptions(json, file, sourceName(description));
  const isOther =
    (wished.encoding !== undefined && wished.encoding !== description.encoding) ||
    (wished.separator !== undefined && wished.separator !== description.separator);
  if (!isOther) return description;
  const { member, table } = description;
  const place = { ...(member !== undefined && { member }), ...(table !== undefined && { table }) };
  return (await describeSources(path, { ...options, ...wished, ...place })).sources[0] ?? description;
}

async function fromProposals(
  terminal: Terminal,
  paths: readonly string[],
  wishes: MappingOptions,
): Promise<ChosenSources> {
  const mapped: (MappedSource & { readonly path: string; readonly bytes: number })[] = [];
  const leftOut: (OmittedPart & { file: string })[] = [];
  const doubts: string[] = [];
  const confirmed = new Map<string, { readonly name: string; readonly mapping: Mapping }>();
  let isAccepted = true;
  for (const path of paths) {
    const file = mappedFileName(basename(path));
    const proposal = await proposeFile(path, wishes.describe);
    const bytes = Math.ceil((await stat(path)).size / proposal.sources.length);
    leftOut.push(...proposal.leftOut.map((one) => ({ ...one, file })));
    if (wishes.show) showLeftOut(terminal, file, proposal.leftOut);
    if (proposal.leftOut.length > 0) doubts.push(`${file}: ${reasonWords('left_out')}`);
    for (const source of proposal.sources) {
      const name = sourceName(source.description);
      const proposed = mappingFromProposal(source.proposal);
      // Tables with the same columns and roles (one sheet per year, one member per site) are shown and confirmed once.
      // A doubt that the first of them did not have is shown and confirmed separately.
      const kind = JSON.stringify([proposed, source.proposal.doubts, proposal.certain]);
      const alike = confirmed.get(kind);
      if (wishes.show && alike === undefined) showProposal(terminal, file, source);
      if (wishes.show && alike !== undefined)
        terminal.line(`${file} › ${name}: ${source.proposal.rows} rows, same columns as ${alike.name}`);
      const place = name === '' ? file : `${file} › ${name}`;
      doubts.push(...source.proposal.doubts.map((doubt) => `${place}: ${reasonWords(doubt)}`));
      let mapping = alike?.mapping ?? proposed;
      const isCertain = proposal.certain && wishes.yes;
      if (!isCertain && canAsk() && isAccepted && alike === undefined) {
        const prompt = {
          ask,
          say: (text: string) => {
            terminal.line(text);
          },
        };
        const { columns, accepted } = await correctColumns(prompt, mapping.columns, wishes.ownCategories);
        mapping = { columns };
        isAccepted = accepted;
      } else if (!isCertain && !(isAccepted && alike !== undefined)) isAccepted = false;
      if (alike === undefined) confirmed.set(kind, { name: place, mapping });
      mapped.push({ file, source: name, description: source.description, mapping, path, bytes });
    }
  }
  const needsAnswer = doubts.length > 0 || !wishes.yes;
  const saved = needsAnswer ? await save(wishes.proposal, formatMappingFile(mapped)) : '';
  if (!isAccepted) {
    const why = wishes.yes
      ? `The mapping is not certain:\n  ${doubts.join('\n  ')}\n`
      : 'The mapping was not accepted.';
    throw new CliError(
      'usage_invalid',
      `${why} It is in ${saved}: correct it, and run the command again with --mapping ${saved}`,
    );
  }
  if (saved !== '' && wishes.show) terminal.line(`The mapping is saved in ${saved}.`);
  const sources = await Promise.all(
    mapped.map(async ({ path, bytes, description, mapping }) => ({
      ...{ path, bytes, description },
      mapping: mapping === 'skip' ? { columns: [] } : await settleDates(path, description, mapping),
    })),
  );
  return { sources, leftOut };
}

/** Writes a mapping next to the existing ones, and returns its path. */
async function save(path: string, text: string): Promise<string> {
  for (let number = 1; number < 100; number++) {
    const place = number === 1 ? path : join(dirname(path), `${basename(path, '.json')}-${number}.json`);
    try {
      await writeFile(place, text, { flag: 'wx' });
      return place;
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      if ((await readFile(place, 'utf8')) === text) return place;
    }
  }
  throw new CliError('usage_invalid', `There are too many mappings next to ${path}: remove those that are not needed.`);
}
