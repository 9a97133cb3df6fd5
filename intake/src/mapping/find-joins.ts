import { sampleRows } from '../sample-rows.ts';
import type { SourceDescription } from '../source.ts';
import { normalizeColumnName } from './column-name.ts';
import type { ProposedColumn, ProposedSource } from './propose-mapping.ts';

const sampled = 5000;
const label = 'person';

/**
 * Finds the key that links rows of several tables about the same person: the row id in the table that identifies people
 * (`id`), and a column of other tables that refers to it (`patient_id`, `identite_id`) and has the same values. Both
 * get the role of a key, with a question.
 */
export async function findJoins(path: string, sources: readonly ProposedSource[]): Promise<readonly ProposedSource[]> {
  const people = sources.filter(isIdentity);
  const [main] = people;
  if (main === undefined || people.length !== 1) return sources;
  const own = keyColumn(main.description);
  if (own === -1) return sources;
  const keys = await valuesOf(path, main.description, own);
  const joined = new Map<ProposedSource, number>();
  for (const source of sources) {
    if (source === main) continue;
    const place = referringColumn(source.description, main.description, own);
    if (place === -1) continue;
    const values = await valuesOf(path, source.description, place);
    const known = [...values].filter((value) => keys.has(value)).length;
    const isSampled = keys.size >= sampled * 0.9;
    if (values.size > 0 && known >= values.size * (isSampled ? 0.2 : 0.8)) joined.set(source, place);
  }
  if (joined.size === 0) return sources;
  return sources.map((source) => {
    const place = source === main ? own : joined.get(source);
    return place === undefined ? source : withKey(source, place);
  });
}

/** True if the table identifies people: by a number, or by a name with a birth date. */
function isIdentity({ proposal }: ProposedSource): boolean {
  const has = (name: string): boolean => proposal.columns.some(({ role }) => role === name);
  return has('nir') || ((has('family-name') || has('birth-name') || has('full-name')) && has('birth-date'));
}

/** `id`, `patient_id` in the table patient, `ipp`, `num_dossier`. */
function keyColumn({ columns, table = '' }: SourceDescription): number {
  const own = normalizeColumnName(table).replace(/S$/, '');
  const names = columns.map((column) => normalizeColumnName(column));
  const wanted = [
    'ID',
    `ID ${own}`,
    `${own} ID`,
    'ID PATIENT',
    'PATIENT ID',
    'IPP',
    'NUM PATIENT',
    'NUM DOSSIER',
    'CODE PATIENT',
  ];
  return wanted.map((name) => names.indexOf(name)).find((place) => place !== -1) ?? -1;
}

function referringColumn(source: SourceDescription, main: SourceDescription, own: number): number {
  const table = normalizeColumnName(main.table ?? '').replace(/S$/, '');
  const key = normalizeColumnName(main.columns[own] ?? '');
  const names = source.columns.map((column) => normalizeColumnName(column));
  const wanted = [
    ...(table === '' ? [] : [`${table} ID`, `ID ${table}`, `${table} NUM`, table]),
    ...['PATIENT ID', 'ID PATIENT', 'PAT ID', 'ID PAT', 'PERSONNE ID', 'ID PERSONNE', 'NUM PATIENT', 'CODE PATIENT'],
    // `id` is this table's own row id, unless the main table's key has the same name.
    ...(key === 'ID' ? [] : [key]),
  ];
  return wanted.map((name) => names.indexOf(name)).find((place) => place !== -1) ?? -1;
}

async function valuesOf(path: string, description: SourceDescription, place: number): Promise<Set<string>> {
  const rows = await sampleRows(path, description, sampled);
  return new Set(rows.flatMap((row) => (row.ok ? [row.cells[place] ?? ''] : [])).filter((value) => value !== ''));
}

function withKey({ description, proposal }: ProposedSource, place: number): ProposedSource {
  const columns = proposal.columns.map((column, index): ProposedColumn =>
    index === place ? { ...column, role: { key: label }, confidence: 'likely', question: 'joins' } : column,
  );
  const doubts = new Set([...proposal.doubts.filter((doubt) => doubt !== 'no_identifier'), 'columns_unclear' as const]);
  return { description, proposal: { ...proposal, columns, doubts: [...doubts], certain: false } };
}
