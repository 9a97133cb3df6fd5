import { cleanText } from '../../text/clean-text.ts';
import { attributeOf, elementsOf } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';

/** The narrative of a section as data. Markup, styles, links and scripts of the document are not in it. */
export type NarrativeBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly NarrativeBlock[])[] }
  | { readonly kind: 'table'; readonly caption: string | null; readonly rows: readonly NarrativeRow[] }
  /** A file of the section's `media`. */
  | { readonly kind: 'media'; readonly id: string };

export interface NarrativeRow {
  readonly isHead: boolean;
  readonly cells: readonly NarrativeCell[];
}

export interface NarrativeCell {
  readonly blocks: readonly NarrativeBlock[];
  readonly columns: number;
  readonly rows: number;
}

const widest = 100;
/** Elements of a line; every other one begins a new block, or is read for its text. */
const lineElements: ReadonlySet<string> = new Set([
  'content',
  'linkHtml',
  'sub',
  'sup',
  'footnote',
  'footnoteRef',
  'a',
  'span',
  'b',
  'i',
  'u',
  'strong',
  'em',
]);
/** Elements whose text is not for people. */
const hidden: ReadonlySet<string> = new Set(['script', 'style', 'colgroup', 'col', 'object', 'iframe', 'svg']);

/** The blocks of `section/text`, a list item or a cell. */
export function readNarrative(element: XmlElement): NarrativeBlock[] {
  const blocks: NarrativeBlock[] = [];
  let line = '';
  const endLine = (): void => {
    const text = tidy(line);
    if (text !== '') blocks.push({ kind: 'text', text });
    line = '';
  };
  const add = (nodes: XmlElement['nodes']): void => {
    for (const node of nodes) {
      if (typeof node === 'string') line += node.replace(/\s+/gu, ' ');
      else if (node.name === 'br') line += '\n';
      else if (lineElements.has(node.name)) add(node.nodes);
      else if (!hidden.has(node.name)) {
        endLine();
        addBlock(node);
      }
    }
  };
  const addBlock = (node: XmlElement): void => {
    if (node.name === 'table') blocks.push(readTable(node));
    else if (node.name === 'list' || node.name === 'ul' || node.name === 'ol') blocks.push(readList(node));
    else if (node.name === 'renderMultiMedia') {
      const ids = (attributeOf(node, 'referencedObject') ?? '').split(/\s+/u).filter((id) => id !== '');
      for (const id of ids) blocks.push({ kind: 'media', id });
    } else {
      add(node.nodes);
      endLine();
    }
  };
  add(element.nodes);
  endLine();
  return blocks;
}

function readList(list: XmlElement): NarrativeBlock {
  const items = elementsOf(list).filter(({ name }) => name === 'item' || name === 'li');
  const isOrdered = list.name === 'ol' || attributeOf(list, 'listType') === 'ordered';
  return { kind: 'list', isOrdered, items: items.map(readNarrative) };
}

function readTable(table: XmlElement): NarrativeBlock {
  const parts = elementsOf(table);
  const caption = parts.find(({ name }) => name === 'caption');
  const rows = parts.flatMap((part) => {
    if (part.name === 'tr') return [readRow(part, false)];
    const isGroup = part.name === 'thead' || part.name === 'tbody' || part.name === 'tfoot';
    const inside = isGroup ? elementsOf(part).filter(({ name }) => name === 'tr') : [];
    return inside.map((row) => readRow(row, part.name === 'thead'));
  });
  return {
    kind: 'table',
    caption: caption === undefined ? null : tidy(plainText(readNarrative(caption))) || null,
    rows,
  };
}

function readRow(row: XmlElement, isHead: boolean): NarrativeRow {
  const cells = elementsOf(row).filter(({ name }) => name === 'td' || name === 'th');
  return {
    isHead: isHead || (cells.length > 0 && cells.every(({ name }) => name === 'th')),
    cells: cells.map((cell) => ({
      blocks: readNarrative(cell),
      columns: spanOf(cell, 'colspan'),
      rows: spanOf(cell, 'rowspan'),
    })),
  };
}

function spanOf(cell: XmlElement, name: string): number {
  const span = Number(attributeOf(cell, name) ?? 1);
  return Number.isSafeInteger(span) && span >= 1 ? Math.min(span, widest) : 1;
}

/** The words of blocks, a line for each row, item and text. */
export function plainText(blocks: readonly NarrativeBlock[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'text') return block.text;
      if (block.kind === 'list') return block.items.map(plainText).join('\n');
      if (block.kind === 'media') return '';
      return block.rows.map(({ cells }) => cells.map((cell) => plainText(cell.blocks)).join('\t')).join('\n');
    })
    .filter((text) => text !== '')
    .join('\n');
}

function tidy(text: string): string {
  return cleanText(text)
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/gu, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
