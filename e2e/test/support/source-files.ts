import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync, Visitor, type ESTree } from 'vite';

export const root = resolve(import.meta.dirname, '../../..');

/** Names that a file imports from a module; `*` for all of them. */
type Import = { readonly specifier: string; readonly names: readonly string[] };

const skipped = ['**/node_modules/**', '**/dist/**', '.runtime/**', '.etanche/**', '.git/**'];

/** All source files of the repository, as paths from its root. */
export function sourceFiles(pattern = '**/*.{ts,tsx,mts,mjs,js}'): string[] {
  return globSync(pattern, { cwd: root, exclude: skipped }).map((file) => file.replaceAll(sep, '/'));
}

export function readSource(file: string): ESTree.Program {
  return parseSource(file, readFileSync(join(root, file), 'utf8'));
}

/** Throws an Error with the file's name if the text has a syntax error. */
export function parseSource(file: string, text: string): ESTree.Program {
  return parse(file, text).program;
}

/**
 * The modules that a file names. The parser lists those of static imports, and the tree, which costs five times as much
 * as the list, is read only for a file that may name others.
 */
export function specifiersOf(file: string, text: string): string[] {
  const parsed = parse(file, text);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  if (dynamicImports.length > 0 || /\brequire\b|\bdeclare\s+module\b|\bimport\s*[(/]/.test(text)) {
    return importsOf(parsed.program).map(({ specifier }) => specifier);
  }
  const again = staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? []));
  return [...staticImports.map(({ moduleRequest }) => moduleRequest), ...again].map(({ value }) => value);
}

function parse(file: string, text: string): ReturnType<typeof parseSync> {
  const parsed = parseSync(file, text);
  if (parsed.errors[0] !== undefined) throw new Error(`${file}: ${parsed.errors[0].message}`);
  return parsed;
}

/** The file that a relative specifier names, as a path from the root. */
export function targetOf(file: string, specifier: string): string {
  return relative(root, resolve(root, dirname(file), specifier)).replaceAll(sep, '/');
}

/** Everything that a file imports or exports again: static, dynamic, required and type-only. */
export function importsOf(source: ESTree.Program): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, names: readonly string[]) => found.push({ specifier, names });
  new Visitor({
    ImportDeclaration: ({ source: from, specifiers }) => add(from.value, specifiers.map(importedName)),
    ExportAllDeclaration: ({ source: from }) => add(from.value, ['*']),
    ExportNamedDeclaration: ({ source: from, specifiers }) => {
      if (from !== null)
        add(
          from.value,
          specifiers.map(({ local }) => nameOf(local)),
        );
    },
    ImportExpression: ({ source: from }) => add(textOf(from), ['*']),
    TSImportType: ({ source: from }) => add(from.value, ['*']),
    CallExpression: ({ callee, arguments: [first] }) => {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      if (isRequire && first !== undefined && textOf(first) !== '') add(textOf(first), ['*']);
    },
  }).visit(source);
  return found;
}

/** The values that a file exports, not its types; `*` if it exports all names of another file. */
export function exportsOf({ body }: ESTree.Program): string[] {
  return body.flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration' || statement.type === 'TSExportAssignment') return ['default'];
    if (statement.type === 'ExportAllDeclaration') {
      if (statement.exportKind === 'type') return [];
      return [statement.exported === null ? '*' : nameOf(statement.exported)];
    }
    if (statement.type !== 'ExportNamedDeclaration' || statement.exportKind === 'type') return [];
    const { declaration, specifiers } = statement;
    if (declaration === null)
      return specifiers.flatMap(({ exported, exportKind }) => (exportKind === 'type' ? [] : [nameOf(exported)]));
    if (declaration.type === 'VariableDeclaration')
      return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
    return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
  });
}

function importedName(specifier: ESTree.ImportDeclarationSpecifier): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.type === 'ImportNamespaceSpecifier' ? '*' : nameOf(specifier.imported);
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}

function textOf(node: ESTree.Node): string {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}
