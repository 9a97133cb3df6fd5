import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { VaultError } from '../vault-error.ts';

const protocol = '@etanche/core-protocol';
const protocolEntry = fileURLToPath(import.meta.resolve(protocol));
const hashes = createRequire(protocolEntry).resolve('@noble/hashes/sha2.js');

const pageFolder = fileURLToPath(new URL('../../page/', import.meta.url));
const protocolFolder = `${dirname(protocolEntry)}/`;

/** Folders whose modules the page may load, and the paths that serve them. No other file is served. */
const roots: readonly (readonly [folder: string, served: string])[] = [
  [pageFolder, '/approvals/page/'],
  [protocolFolder, '/approvals/protocol/'],
  [`${dirname(hashes)}/`, '/approvals/hashes/'],
];

const statement = /^(import|export)\b([^;'"]*?)\bfrom\s*['"]([^'"]+)['"];?/gm;

export type PageModule = { readonly path: string; readonly source: string };

/** All TypeScript files that can be modules of the page. */
export function typedSources(): string[] {
  const folders = [pageFolder, protocolFolder];
  return folders.flatMap((folder) => globSync('**/*.ts', { cwd: folder }).map((name) => `${folder}${name}`));
}

/**
 * Every module that the page loads, entry point first. Nothing is bundled: the browser runs the files of this
 * repository.
 *
 * @param read returns the script of a file, without types
 * @throws VaultError `configuration_invalid` if a module is outside the allowed folders
 */
export function pageModules(read: (file: string) => string): PageModule[] {
  const modules = new Map<string, PageModule>();
  const visit = (file: string): void => {
    if (modules.has(file)) return;
    const path = servedPath(file);
    modules.set(file, { path, source: '' });
    const imported: string[] = [];
    const source = splitProtocol(read(file)).replace(statement, (_, verb: string, names: string, specifier: string) => {
      const target = resolve(file, specifier);
      imported.push(target);
      return `${verb}${names}from '${servedPath(target)}';`;
    });
    modules.set(file, { path, source });
    for (const target of imported) visit(target);
  };
  visit(`${pageFolder}main.ts`);
  return [...modules.values()];
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('/')) return specifier;
  if (specifier.startsWith('.')) return fileURLToPath(new URL(specifier, pathToFileURL(from)));
  if (specifier.startsWith('@noble/hashes/')) return createRequire(protocolEntry).resolve(specifier);
  throw new VaultError('configuration_invalid', `the approvals page may not load ${specifier}`);
}

function servedPath(file: string): string {
  for (const [folder, served] of roots) if (file.startsWith(folder)) return `${served}${file.slice(folder.length)}`;
  throw new VaultError('configuration_invalid', `the approvals page may not load ${file}`);
}

/**
 * Rewrites imports from the entry point of core/protocol to imports from the defining files: the entry point itself
 * would load modules that only servers need.
 */
function splitProtocol(source: string): string {
  return source.replace(statement, (whole, verb: string, names: string, specifier: string) => {
    if (specifier !== protocol) return whole;
    return namesIn(names)
      .map((name) => {
        const file = exportsOfProtocol().get(name);
        if (file === undefined) throw new VaultError('configuration_invalid', `core/protocol exports no ${name}`);
        return `${verb} { ${name} } from '${file}';`;
      })
      .join('\n');
  });
}

/** Maps each export of core/protocol's entry point to its file. */
function exportsOfProtocol(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, , names = '', specifier = ''] of readFileSync(protocolEntry, 'utf8').matchAll(statement)) {
    for (const name of namesIn(names)) found.set(name, resolve(protocolEntry, specifier));
  }
  return found;
}

function namesIn(text: string): string[] {
  const inside = /\{([^}]*)\}/.exec(text)?.[1] ?? '';
  return inside
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
