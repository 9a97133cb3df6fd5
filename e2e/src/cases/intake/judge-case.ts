import { statSync } from 'node:fs';
import { parseLeakFile, previewRows, type ImportSource } from '@etanche/check-import';
import {
  describeSources,
  formatMapping,
  IntakeError,
  mappingFromProposal,
  proposeFile,
  type Mapping,
} from '@etanche/intake';
import { findPersonalValues } from './find-personal-values.ts';
import type { CasePerson, IntakeCase } from './intake-case.ts';
import { judgeIdentifiers } from './judge-identifiers.ts';

const leak = parseLeakFile({
  index: 'cases',
  version: 1,
  expires: '2099-01-01',
  title: { fr: 'Cas', en: 'Cases' },
  controller: 'Laboratoire des cas',
  legalBasis: 'RGPD art. 34',
  occurred: { from: '2026-01', to: '2026-11' },
  discovered: '2026-11-12',
  contact: { email: 'dpo@laboratoire.example' },
  kinds: ['nir', 'email', 'phone', 'person'],
});

/** The faults in reading the file of one case; empty if it is correct. */
export async function judgeCase(
  path: string,
  each: IntakeCase,
  persons: readonly CasePerson[],
): Promise<readonly string[]> {
  try {
    return await judgeReading(path, each, persons);
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    const values = findPersonalValues(error.message, persons);
    if (values.length > 0) return [`the error contains ${values.join(', ')}`];
    const isNamed = error.code === 'format_unsupported' || error.code === 'archive_encrypted';
    return each.mayRefuse && isNamed ? [] : [`${error.code}: ${error.message}`];
  }
}

async function judgeReading(path: string, each: IntakeCase, persons: readonly CasePerson[]): Promise<string[]> {
  if (each.kinds.length === 0) {
    await describeSources(path);
    return ['the file was read, but must be refused'];
  }
  const { sources, proposal, certain } = await readSources(path, each);
  const shown = JSON.stringify([proposal, sources.map(({ mapping }) => formatMapping(mapping))]);
  const found = new Set<string>();
  const counted = new Set<string>();
  let rows = 0;
  let unexplained = 0;
  for await (const { source, identifiers, reasons } of previewRows(sources, leak, '2026-11-28')) {
    rows++;
    for (const { kind, identifier } of identifiers) {
      found.add(`${kind}:${identifier}`);
      if (reasons.includes('name_unreadable')) counted.add(`${kind}:${identifier}`);
    }
    const isNamed = source.mapping.columns.some(({ role }) => typeof role === 'string' && /name/.test(role));
    const hasName = identifiers.some(({ kind }) => kind === 'person') || !isNamed || !hasBirthDate(source);
    if (reasons.length === 0 && (identifiers.length === 0 || !hasName)) unexplained++;
  }
  return [
    ...findPersonalValues(shown, persons).map((value) => `the proposal contains the ${value}`),
    ...(certain && mustAsk(each) ? ['the proposal is certain'] : []),
    ...(rows < each.rows ? [`${rows} of ${each.rows} rows read`] : []),
    ...(unexplained > 0 ? [`${unexplained} rows left out without a reason`] : []),
    ...judgeIdentifiers(found, counted, each, persons),
  ];
}

function hasBirthDate({ mapping }: ImportSource): boolean {
  return mapping.columns.some(
    ({ role }) => typeof role === 'string' && role.startsWith('birth-') && role !== 'birth-name',
  );
}

/** The case requires a question, and not as one of two correct results. */
function mustAsk({ right }: IntakeCase): boolean {
  return /(?<!or )the proposal is not certain/.test(right);
}

async function readSources(path: string, each: IntakeCase) {
  const proposal = await proposeFile(path);
  const { size } = statSync(path);
  const sources = proposal.sources.map((source): ImportSource => {
    const proposed = mappingFromProposal(source.proposal);
    const mapping = proposal.certain ? proposed : withRoles(proposed, each.roles);
    return { path, bytes: size, description: source.description, mapping };
  });
  return { sources, proposal, certain: proposal.certain };
}

/** The mapping after an officer's corrections. */
function withRoles(mapping: Mapping, roles: IntakeCase['roles']): Mapping {
  return { columns: mapping.columns.map((column) => ({ ...column, role: roles[column.column] ?? column.role })) };
}
