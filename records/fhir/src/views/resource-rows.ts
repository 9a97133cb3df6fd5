import { isObject, type Json, type JsonObject } from '../json/json.ts';

/** One element of a resource: its FHIRPath below the resource, and its value as text. */
export interface ResourceRow {
  readonly path: string;
  readonly value: string;
}

/** Longest value that is shown; longer data are named by their length. */
const mostCharacters = 2000;

/**
 * Every element of a resource, known to the screens or not, in the order of its author. The page shows these where it
 * has no better view, so that nothing of another program is invisible.
 */
export function resourceRows(resource: JsonObject): ResourceRow[] {
  const rows: ResourceRow[] = [];
  const walk = (value: Json, path: string): void => {
    if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(one, `${path}[${i}]`);
    else if (isObject(value)) {
      for (const [name, one] of Object.entries(value)) walk(one, path === '' ? name : `${path}.${name}`);
    } else rows.push({ path, value: shorten(String(value)) });
  };
  walk(resource, '');
  return rows;
}

/** The paths whose value differs between two versions, in either of them. */
export function changedPaths(one: readonly ResourceRow[], other: readonly ResourceRow[]): ReadonlySet<string> {
  const [before, after] = [new Map(pairs(one)), new Map(pairs(other))];
  const all = new Set([...before.keys(), ...after.keys()]);
  return new Set(Array.from(all).filter((path) => before.get(path) !== after.get(path)));
}

function pairs(rows: readonly ResourceRow[]): [string, string][] {
  return rows.map(({ path, value }) => [path, value]);
}

function shorten(value: string): string {
  return value.length <= mostCharacters ? value : `${value.slice(0, mostCharacters)}… (${value.length})`;
}
