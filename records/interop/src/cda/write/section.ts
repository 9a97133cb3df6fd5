import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids } from '../cda-oids.ts';
import { templates } from './cda-parts.ts';

/** The rules of a section: its templates, its LOINC code with the French name, its title. */
export interface SectionRules {
  readonly templates: readonly string[];
  readonly code: string;
  readonly name: string;
  readonly title: string;
}

/** A cell with an id is the text to which an entry refers. */
export type Cell = string | { readonly id: string; readonly text: string };

/** Makes the UUID of a section or entry. */
export type NewId = () => string;

/** A section of other sections. */
export function parentSection(rules: SectionRules, newId: NewId, children: readonly XmlOutput[]): XmlOutput {
  return component(rules, newId, {}, children);
}

/** A section with a table, and entries that refer to its cells. */
export function tableSection(
  rules: SectionRules,
  newId: NewId,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  entries: readonly XmlOutput[],
): XmlOutput {
  const table = xml(
    'table',
    { border: '0' },
    xml('thead', {}, xml('tr', {}, ...columns.map((column) => xml('th', {}, column)))),
    xml('tbody', {}, ...rows.map((row) => xml('tr', {}, ...row.map(cellElement)))),
  );
  return component(rules, newId, {}, [xml('text', {}, table), ...entries]);
}

/** A section that says in words that the file has nothing about it: no statement that there is nothing. */
export function emptySection(rules: SectionRules, newId: NewId): XmlOutput {
  return component(rules, newId, { nullFlavor: 'NI' }, [xml('text', {}, 'Non renseigné')]);
}

/** A section with lines of text. */
export function textSection(rules: SectionRules, newId: NewId, lines: readonly string[]): XmlOutput {
  const list = xml('list', {}, ...lines.map((line) => xml('item', {}, line)));
  return component(rules, newId, {}, [xml('text', {}, list)]);
}

function component(
  { templates: roots, code, name, title }: SectionRules,
  newId: NewId,
  attributes: Readonly<Record<string, string>>,
  content: readonly XmlContent[],
): XmlOutput {
  return xml(
    'component',
    {},
    xml(
      'section',
      attributes,
      ...templates(...roots),
      xml('id', { root: newId() }),
      xml('code', { code, displayName: name, codeSystem: cdaOids.loinc, codeSystemName: 'LOINC' }),
      xml('title', {}, title),
      ...content,
    ),
  );
}

function cellElement(cell: Cell): XmlOutput {
  return typeof cell === 'string' ? xml('td', {}, cell) : xml('td', {}, xml('content', { ID: cell.id }, cell.text));
}
