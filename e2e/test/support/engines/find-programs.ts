import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readEnvironment, setting } from '@etanche/platform';

/** The paths of programs in PATH or under one of the given patterns; null if one is missing. */
export function findPrograms(...names: readonly (string | { readonly pattern: string })[]): string[] | null {
  const found = names.map((name) => (typeof name === 'string' ? inPath(name) : globSync(name.pattern)[0]));
  return found.every((path) => path !== undefined) ? found : null;
}

function inPath(name: string): string | undefined {
  const { PATH } = readEnvironment({ PATH: setting.optional(setting.string({ maximumLength: 32_768 })) });
  return (PATH ?? '')
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
