import type { FlatRecord } from '../records/flatten-record.ts';
import type { TableItem } from '../tables/table-item.ts';
import { textLines } from '../text/text-lines.ts';

export function isLdif(head: string): boolean {
  return /^(?:(?:#|version:)[^\n]*\n|[ \t]*\r?\n)*dn::?\s/i.test(head.trimStart());
}

/** One record for each entry (RFC 2849): base64 values are decoded and folded lines are joined. */
export async function* ldifRecords(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<TableItem[]> {
  let record: FlatRecord = new Map();
  let held = '';
  const take = (): void => {
    const match = /^([\w.;-]+):(:?<?)\s*(.*)$/s.exec(held);
    held = '';
    if (match === null) return;
    const [, name = '', kind = '', value = ''] = match;
    const attribute = (name.split(';')[0] ?? '').toLowerCase();
    if (/^(?:dn|objectclass|version|changetype|userpassword)$/.test(attribute) || kind.includes('<')) return;
    const text = kind === ':' ? Buffer.from(value, 'base64').toString('utf8') : value;
    const before = record.get(attribute);
    record.set(attribute, before === undefined ? text : `${before}; ${text}`);
  };
  for await (const lines of textLines(chunks, encoding)) {
    const items: TableItem[] = [];
    for (const line of lines) {
      if (line.startsWith(' ')) held += line.slice(1);
      else {
        take();
        if (line.trim() === '' && record.size > 0) {
          items.push({ kind: 'record', table: '', record });
          record = new Map();
        }
        held = line.startsWith('#') ? '' : line;
      }
    }
    if (items.length > 0) yield items;
  }
  take();
  if (record.size > 0) yield [{ kind: 'record', table: '', record }];
}
