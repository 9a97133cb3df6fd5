import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The paths of programs in PATH or under one of the given patterns; null if one is missing. */
export function findPrograms(...names: readonly (string | { readonly pattern: string })[]): string[] | null {
  const found = names.map((name) => (typeof name === 'string' ? inPath(name) : globSync(name.pattern)[0]));
  return found.every((path) => path !== undefined) ? found : null;
}

function inPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
