import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportsOf, importsOf, parseSource, readSource, root, sourceFiles, targetOf } from './support/source-files.ts';

const sources = new Map(sourceFiles().map((file) => [file, readSource(file)]));
const imports = new Map(Array.from(sources, ([file, source]) => [file, importsOf(source)]));

/** Groups of files that import each other, directly or through others: strongly connected parts of the graph. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const own = order.size;
    let low = own;
    order.set(file, own);
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (path.includes(next)) low = Math.min(low, order.get(next) ?? own);
    }
    if (low === own) {
      const group = path.splice(path.indexOf(file));
      if (group.length > 1 || graph.get(file)?.includes(file) === true) circles.push(group.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

describe('imports between files', () => {
  test('files do not import each other in a circle, not even for types', () => {
    const graph = new Map(
      Array.from(imports, ([file, all]) => [
        file,
        all.flatMap(({ specifier }) => (specifier.startsWith('.') ? [targetOf(file, specifier)] : [])),
      ]),
    );
    expect(graph.size).toBeGreaterThan(1000);
    expect(circlesOf(graph)).toEqual([]);
  });

  test('a circle is found, and a shared file is none', () => {
    const circle = ['a', 'b', 'c'];
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
      ['e', ['e', 'a']],
    ]);
    expect(circlesOf(graph)).toEqual([circle, ['e']]);
    expect(circlesOf(new Map([...graph, ['c', ['d']], ['e', []]]))).toEqual([]);
  });

  test('rooms that a page is built from do not use the Buffer of Node, which a browser lacks', () => {
    const shared =
      /^(core\/(?!oprf-sodium)|records\/(client|document|fhir|interop|medicines|web)\/|vault\/client\/|ui\/src)/;
    const files = Array.from(sources.keys()).filter((file) => shared.test(file) && file.includes('/src/'));
    expect(files.length).toBeGreaterThan(300);
    const users = files.filter((file) => /\bBuffer\.\w/.test(readFileSync(join(root, file), 'utf8')));
    expect(users).toEqual([]);
  });

  test('programs import only names that exist', () => {
    const programs = Array.from(sources.keys()).filter((file) => /^(scripts|bin)\//.test(file));
    expect(programs.length).toBeGreaterThan(10);
    expect(programs.flatMap((file) => missingNames(file))).toEqual([]);
  });

  test('a missing name and a missing file are found', () => {
    const text = `import { root, gone } from './places.mjs'; import './gone.mjs'; import { join } from 'node:path';`;
    const found = importsOf(parseSource('scripts/a.mjs', text));
    expect(missingNames('scripts/a.mjs', found)).toEqual([
      'scripts/a.mjs: gone of scripts/places.mjs',
      'scripts/a.mjs: scripts/gone.mjs',
    ]);
  });
});

/** Imports of a file, relative or of a room, that name no existing file or export. */
function missingNames(file: string, all = imports.get(file) ?? []): string[] {
  return all.flatMap(({ specifier, names }) => {
    const target = specifier.startsWith('.') ? targetOf(file, specifier) : entryOf(specifier);
    if (target === undefined) return [];
    if (!existsSync(join(root, target))) return [`${file}: ${target}`];
    const exported = exportsOf(sources.get(target) ?? readSource(target));
    if (exported.includes('*') || target.endsWith('.json')) return [];
    return names
      .filter((name) => name !== '*' && !exported.includes(name))
      .map((name) => `${file}: ${name} of ${target}`);
  });
}

const entries = new Map(
  sourceFiles('{*,*/*}/package.json').map((path) => {
    const { name } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { name: string };
    return [name, path.replace('package.json', 'src/index.ts')];
  }),
);
function entryOf(specifier: string): string | undefined {
  return entries.get(specifier);
}

/** Functions of the client that only the application of the practice will call. */
const awaited = new Set(['startIdentityProof', 'proposeServer', 'repostPending']);

describe('exports of a room', () => {
  const client = 'records/client/src/index.ts';
  const used = new Map<string, Set<string>>();
  for (const [file, all] of imports) {
    for (const { specifier, names } of all) {
      const target = specifier.startsWith('.') ? targetOf(file, specifier) : entryOf(specifier);
      if (target?.endsWith('/src/index.ts') !== true) continue;
      used.set(target, new Set([...(used.get(target) ?? []), ...names]));
    }
  }

  test.each(Array.from(entries.values()).filter((entry) => sources.has(entry)))(
    'another room, a program or a test uses every value that %s exports',
    (entry) => {
      const source = sources.get(entry);
      const all = source === undefined ? [] : exportsOf(source);
      const exported = all.filter((name) => entry !== client || !awaited.has(name));
      const names = used.get(entry) ?? new Set();
      expect(exported).not.toContain('*');
      expect(names.has('*') ? [] : exported.filter((name) => !names.has(name))).toEqual([]);
    },
  );

  test('every function that awaits the application is exported, and still unused', () => {
    const source = sources.get(client);
    expect(source === undefined ? [] : exportsOf(source)).toEqual(expect.arrayContaining([...awaited]));
    expect([...awaited].filter((name) => used.get(client)?.has(name) === true)).toEqual([]);
  });
});
