import { Parser } from 'htmlparser2';
import type { TableItem } from '../tables/table-item.ts';
import { textPieces } from '../text/text-lines.ts';

const longestCell = 1024 * 1024;
const mostSpanned = 200;

export function isHtml(head: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body|<table|<meta|<style|<!--)/i.test(head) && /<table[\s>]/i.test(head);
}

/**
 * The rows of every table of an HTML page, such as the "Excel" files of web applications. Only the inner ones
 * of nested tables are read.
 */
export async function* htmlTables(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<TableItem[]> {
  let items: TableItem[] = [];
  let count = 0;
  const open: { table: string; row: string[] | undefined; cell: string | undefined; span: number }[] = [];
  const endCell = (): void => {
    const top = open.at(-1);
    if (top?.cell === undefined) return;
    top.row?.push(top.cell.replace(/\s+/g, ' ').trim(), ...new Array<string>(top.span - 1).fill(''));
    top.cell = undefined;
  };
  const endRow = (): void => {
    endCell();
    const top = open.at(-1);
    if (top?.row === undefined) return;
    if (top.row.some((cell) => cell !== '')) items.push({ kind: 'cells', table: top.table, cells: top.row });
    top.row = undefined;
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const top = open.at(-1);
        if (name === 'table') {
          count++;
          open.push({ table: `table_${count}`, row: undefined, cell: undefined, span: 1 });
        } else if (top === undefined) return;
        else if (name === 'tr') {
          endRow();
          top.row = [];
        } else if (name === 'td' || name === 'th') {
          endCell();
          top.row ??= [];
          top.cell = '';
          top.span = Math.min(mostSpanned, Math.max(1, Number(attributes['colspan'] ?? 1) || 1));
        } else if (name === 'br' && top.cell !== undefined) top.cell += ' ';
      },
      ontext: (text) => {
        const top = open.at(-1);
        if (top?.cell !== undefined && top.cell.length < longestCell) top.cell += text;
      },
      onclosetag: (name) => {
        if (name === 'td' || name === 'th') endCell();
        if (name === 'tr') endRow();
        if (name === 'table') {
          endRow();
          open.pop();
        }
      },
    },
    { decodeEntities: true },
  );
  for await (const piece of textPieces(chunks, encoding)) {
    parser.write(piece);
    if (items.length > 0) yield items;
    items = [];
  }
  parser.end();
  if (items.length > 0) yield items;
}
