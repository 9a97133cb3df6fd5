import { isIdentifierRole, isNameRole } from '../mapping/column-role.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import { flattenRecord } from '../records/flatten-record.ts';
import { isValue } from '../records/safe-names.ts';

/** The location of records in a JSON document: `*` matches every element of a list and every member of a map. */
export type RecordPath = readonly string[];

type Candidate = { readonly path: RecordPath; readonly records: readonly object[]; readonly roles: number };

const examined = 20;
const deepest = 8;

/**
 * The paths of all lists of records in a document. Lists inside a record are part of it, unless their elements have
 * more identifying values than the record (patients within sites). Empty if the document is one record.
 */
export function findRecordPaths(document: unknown): RecordPath[] {
  return collect(document, []).map(({ path }) => path);
}

function collect(node: unknown, path: RecordPath): Candidate[] {
  if (typeof node !== 'object' || node === null || path.length > deepest) return [];
  const elements = elementsOf(node);
  if (elements !== undefined) {
    const inner = [...path, '*'];
    const records = elements.filter((element) => typeof element === 'object' && element !== null).slice(0, examined);
    if (records.length === 0) return [];
    const own: Candidate = { path: inner, records, roles: rolesOf(records) };
    const below = within(records, inner);
    return below.some(({ roles }) => roles > own.roles)
      ? below.filter(({ roles }) => roles >= Math.max(1, own.roles))
      : [own];
  }
  return Object.entries(node).flatMap(([name, value]) => collect(value, [...path, name]));
}

/** The lists inside the records of one list, each once. */
function within(records: readonly object[], path: RecordPath): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const record of records) {
    if (Array.isArray(record)) continue;
    for (const [name, value] of Object.entries(record)) {
      for (const candidate of collect(value, [...path, name])) {
        const key = candidate.path.join('\0');
        if (!found.has(key)) found.set(key, candidate);
      }
    }
  }
  return [...found.values()];
}

/** The elements of a list, or of an object whose names are ids: at least two similar objects. */
function elementsOf(node: object): readonly unknown[] | undefined {
  if (Array.isArray(node)) return node as readonly unknown[];
  const values = Object.values(node) as readonly unknown[];
  const objects = values.filter(
    (value): value is object => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  if (objects.length !== values.length || objects.length < 2) return undefined;
  const [first, second] = objects.map((value) => Object.keys(value));
  const common = (first ?? []).filter((name) => second?.includes(name)).length;
  const isAlike = common > 0 && common * 2 >= Math.max(first?.length ?? 0, second?.length ?? 0);
  // Names that are words are not ids: { patient: {...}, medecin: {...} }.
  const areNamed =
    Object.keys(node).filter((name) => !isValue(name) && recognizeName(name) !== undefined).length > objects.length / 2;
  return isAlike && !areNamed ? values : undefined;
}

/** The number of different identifier roles in the records, outside lists of several objects. */
export function rolesOf(records: readonly object[]): number {
  const roles = new Set<string>();
  for (const record of records) {
    for (const name of flattenRecord(withoutLists(record, 0)).keys()) {
      const role = recognizeName(name)?.role;
      if (isIdentifierRole(role)) roles.add(isNameRole(role) ? 'name' : role);
    }
  }
  return roles.size;
}

function withoutLists(record: object, depth: number): object {
  if (Array.isArray(record) || depth > deepest) return {};
  const kept = Object.entries(record).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    if (typeof value !== 'object' || value === null) return [[name, value]];
    if (!Array.isArray(value)) return [[name, withoutLists(value, depth + 1)]];
    const [only] = value as readonly unknown[];
    const isList = value.length > 1 && typeof only === 'object';
    return isList || typeof only !== 'object' || only === null
      ? isList
        ? []
        : [[name, '']]
      : [[name, withoutLists(only, depth + 1)]];
  });
  return Object.fromEntries(kept);
}
