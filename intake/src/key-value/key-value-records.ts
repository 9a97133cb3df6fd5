import { isIdentifierRole } from '../mapping/column-role.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import type { FlatRecord } from '../records/flatten-record.ts';
import { isValue } from '../records/safe-names.ts';
import type { TableItem } from '../tables/table-item.ts';
import { textLines } from '../text/text-lines.ts';

const pair = /^([^:=|\s][^:=|\t]{0,59}?)[ ]*(?::|=|\||\t)[ ]?(.*)$/;
/** `-[ RECORD 1 ]---`, `*** 1. row ***`, `=====`, `--- Patient 3 ---`. */
const parting = /^(?:-\[ RECORD|\*{3,}|[-=_#+~]{3,}|\[\d+\]\s*$)/;

/** True for blocks of `label : value` lines with repeated labels, at least two of them known. */
export function isKeyValue(head: string): boolean {
  const lines = head.split(/\r\n|\n|\r/).slice(0, 400);
  const filled = lines.filter((line) => line.trim() !== '' && !parting.test(line.trimStart()));
  const labels = filled.flatMap((line) => pair.exec(line.trimStart())?.[1] ?? []);
  if (filled.length < 4 || labels.length < filled.length * 0.8) return false;
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const known = [...counts.keys()].filter((label) => isIdentifierRole(recognizeName(label)?.role));
  const isRepeated =
    labels.length >= counts.size * 2 || lines.some((line) => line.trim() === '' || parting.test(line.trimStart()));
  return counts.size <= 80 && known.length >= 2 && isRepeated && ![...counts.keys()].some(isValue);
}

/** One record for each block, which ends at a blank line, a separator line, or a repetition of its first label. */
export async function* keyValueRecords(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<TableItem[]> {
  let record: FlatRecord = new Map();
  let [first, last] = ['', ''];
  for await (const lines of textLines(chunks, encoding)) {
    const items: TableItem[] = [];
    const close = (): void => {
      if (record.size > 0) items.push({ kind: 'record', table: '', record });
      record = new Map();
    };
    for (const line of lines) {
      if (line.trim() === '' || parting.test(line.trimStart())) {
        close();
        continue;
      }
      const [, label = '', value = ''] = pair.exec(line.trimStart()) ?? [];
      if (label === '' || isValue(label)) {
        // A line without a label continues the previous value.
        if (last !== '') record.set(last, `${record.get(last) ?? ''} ${line.trim()}`.trim());
        continue;
      }
      if (label === first) close();
      if (first === '') first = label;
      last = label;
      const before = record.get(label);
      record.set(label, before === undefined || before === '' ? value.trim() : `${before}; ${value.trim()}`);
    }
    if (items.length > 0) yield items;
  }
  if (record.size > 0) yield [{ kind: 'record', table: '', record }];
}
