import { describeSources, sourceName } from '../describe-sources.ts';
import { readRows } from '../read-rows.ts';
import type { DescribeOptions, FileDescription, OmittedPart, SourceDescription } from '../source.ts';
import { findJoins } from './find-joins.ts';
import { surveyMapping, type MappingProposal, type ProposedSource } from './propose-mapping.ts';

/** The proposal for a whole file. It is certain if every table is certain and nothing is omitted. */
export type FileProposal = {
  readonly sources: readonly ProposedSource[];
  readonly leftOut: readonly OmittedPart[];
  readonly certain: boolean;
};

/**
 * Describes a file and reads every row of every table, to propose the roles of the columns. Tables that identify no
 * person are omitted, unless a key links them to a table that does.
 *
 * @throws IntakeError as `describeSources` and `readRows`
 */
export async function proposeFile(path: string, options: DescribeOptions = {}): Promise<FileProposal> {
  return proposeDescribed(path, await describeSources(path, options));
}

export async function proposeDescribed(path: string, { sources, leftOut }: FileDescription): Promise<FileProposal> {
  const proposed: ProposedSource[] = [];
  for (const description of sources) proposed.push({ description, proposal: await proposeSource(path, description) });
  const joined = proposed.length > 1 ? await findJoins(path, proposed) : proposed;
  const isUseful = ({ proposal }: ProposedSource): boolean => joined.length === 1 || holdsPeople(proposal);
  const useless = joined.filter((source) => !isUseful(source));
  const left: OmittedPart[] = useless.map(({ description, proposal }) => ({
    name: sourceName(description),
    code: 'no_person',
    why: `no column identifies a person (${proposal.rows} rows)`,
  }));
  // If no table identifies people, all are shown, so that the operator can assign the columns.
  const kept = useless.length === joined.length ? joined : joined.filter(isUseful);
  const all = [...leftOut, ...(kept.length === joined.length ? [] : left)];
  const certain = all.length === 0 && kept.every(({ proposal }) => proposal.certain);
  return { sources: kept, leftOut: all, certain };
}

/** Reads all rows of one table. */
export async function proposeSource(path: string, description: SourceDescription): Promise<MappingProposal> {
  const survey = surveyMapping(description);
  for await (const { rows } of readRows(path, description)) survey.add(rows);
  return survey.finish();
}

/** True for tables with a NIR, an e-mail address, a telephone number, a name with a birth date, or a join key. */
export function holdsPeople({ columns }: MappingProposal): boolean {
  const has = (...roles: string[]): boolean =>
    columns.some(({ role }) => typeof role === 'string' && roles.includes(role));
  if (has('nir', 'email', 'phone')) return true;
  if (columns.some(({ role }) => typeof role === 'object' && 'key' in role)) return true;
  return has('birth-name', 'used-name', 'family-name', 'full-name') && has('birth-date', 'birth-year');
}
