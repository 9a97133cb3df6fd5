import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

export const root = resolve(import.meta.dirname, '../../..');

/** Names that a file imports from a module; `*` for all of them. */
type Import = { readonly specifier: string; readonly names: readonly string[] };

const skipped = ['**/node_modules/**', '**/dist/**', '.runtime/**', '.etanche/**', '.git/**'];

/** All source files of the repository, as paths from its root. */
export function sourceFiles(pattern = '**/*.{ts,tsx,mts,mjs,js}'): string[] {
  return globSync(pattern, { cwd: root, exclude: skipped }).map((file) => file.replaceAll(sep, '/'));
}

export function readSource(file: string): ts.SourceFile {
  return parseSource(file, readFileSync(join(root, file), 'utf8'));
}

export function parseSource(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
}

/** The file that a relative specifier names, as a path from the root. */
export function targetOf(file: string, specifier: string): string {
  return relative(root, resolve(root, dirname(file), specifier)).replaceAll(sep, '/');
}

/** Everything that a file imports or exports again: static, dynamic and type-only. */
export function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      found.push({ specifier: textOf(node.moduleSpecifier), names: importedNames(node) });
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
      found.push({ specifier: textOf(node.moduleSpecifier), names: exportedAgain(node) });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0])
      found.push({ specifier: textOf(node.arguments[0]), names: ['*'] });
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      found.push({ specifier: textOf(node.argument.literal), names: ['*'] });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The values that a file exports, not its types; `*` if it exports all names of another file. */
export function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      if (statement.isTypeOnly) return [];
      if (exportClause === undefined) return ['*'];
      return ts.isNamedExports(exportClause)
        ? exportClause.elements.flatMap(({ name, isTypeOnly }) => (isTypeOnly ? [] : [name.text]))
        : [exportClause.name.text];
    }
    if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) return [];
    if (ts.isExportAssignment(statement)) return ['default'];
    if (!ts.canHaveModifiers(statement)) return [];
    const modifiers = ts.getModifiers(statement)?.map(({ kind }) => kind) ?? [];
    if (!modifiers.includes(ts.SyntaxKind.ExportKeyword)) return [];
    if (modifiers.includes(ts.SyntaxKind.DefaultKeyword)) return ['default'];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    const { name } = statement as ts.DeclarationStatement;
    return name === undefined ? [] : [textOf(name)];
  });
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  if (importClause === undefined) return [];
  const { name, namedBindings } = importClause;
  const named =
    namedBindings === undefined
      ? []
      : ts.isNamespaceImport(namedBindings)
        ? ['*']
        : namedBindings.elements.map((element) => (element.propertyName ?? element.name).text);
  return name === undefined ? named : ['default', ...named];
}

function exportedAgain({ exportClause }: ts.ExportDeclaration): string[] {
  if (exportClause === undefined || ts.isNamespaceExport(exportClause)) return ['*'];
  return exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) || ts.isIdentifier(node) ? node.text : '';
}
