import { isIdentifierRole } from '../mapping/column-role.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import type { FlatRecord } from '../records/flatten-record.ts';
import type { TableItem } from '../tables/table-item.ts';
import { headEvents, xmlEvents } from './xml-events.ts';

const mostValues = 5000;

export function isXml(head: string): boolean {
  return /^\s*(?:<\?xml[\s?]|<!DOCTYPE|<!--|<[A-Za-z_][\w:.-]*[\s>/])/.test(head) && /<\/|\/>/.test(head);
}

/**
 * The path of the elements that are records: those with the most identifying names, and among them the repeated ones.
 * Undefined if no element identifies people.
 */
export function findRecordPath(head: string): string | undefined {
  const path: string[] = [];
  const seen = new Map<string, { count: number; readonly names: Set<string> }>();
  const note = (place: string, name: string): void => {
    const entry = seen.get(place) ?? { count: 0, names: new Set<string>() };
    seen.set(place, entry);
    entry.names.add(name);
  };
  for (const event of headEvents(head)) {
    if (event.kind === 'open') {
      path.push(event.name);
      const place = path.join('/');
      const entry = seen.get(place) ?? { count: 0, names: new Set<string>() };
      entry.count++;
      seen.set(place, entry);
      for (let depth = path.length - 1; depth > 0; depth--) {
        const name = path.slice(depth).join('.');
        note(path.slice(0, depth).join('/'), name);
        for (const attribute of Object.keys(event.attributes))
          note(path.slice(0, depth).join('/'), `${name}.${attribute}`);
      }
      for (const attribute of Object.keys(event.attributes)) note(place, attribute);
    } else if (event.kind === 'close') path.pop();
  }
  const scored = [...seen].map(([place, { count, names }]) => ({
    place,
    count,
    score: rolesOf(names),
    depth: place.split('/').length,
  }));
  const repeated = scored.filter(({ count, score }) => count > 1 && score >= 2);
  const all = repeated.length > 0 ? repeated : scored.filter(({ score }) => score >= 2);
  const most = Math.max(0, ...all.map(({ score }) => score));
  // The outermost one with all of them, or the innermost if nothing is repeated.
  const best = all
    .filter(({ score }) => score === most)
    .sort((a, b) => (repeated.length > 0 ? a.depth - b.depth : b.depth - a.depth));
  return best[0]?.place;
}

function rolesOf(names: ReadonlySet<string>): number {
  const roles = [...names].flatMap((name) => {
    const role = recognizeName(name)?.role;
    return isIdentifierRole(role) ? [role] : [];
  });
  return new Set(roles).size;
}

/**
 * One record for each element at the path: its attributes, and the texts and attributes of its descendants, by path.
 */
export async function* xmlRecords(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  recordPath: string,
): AsyncGenerator<TableItem[]> {
  const path: string[] = [];
  const depth = recordPath.split('/').length;
  let record: FlatRecord | undefined;
  let text = '';
  const put = (name: string, value: string): void => {
    if (record === undefined || value === '' || record.size > mostValues) return;
    const before = record.get(name);
    record.set(name, before === undefined ? value : `${before}; ${value}`);
  };
  for await (const events of xmlEvents(chunks, encoding)) {
    const items: TableItem[] = [];
    for (const event of events) {
      if (event.kind === 'text') text += event.text;
      else if (event.kind === 'open') {
        path.push(event.name);
        text = '';
        if (path.length === depth && path.join('/') === recordPath) record = new Map();
        const inside = path.slice(depth).join('.');
        for (const [name, value] of Object.entries(event.attributes))
          put(inside === '' ? name : `${inside}.${name}`, value.trim());
      } else {
        if (path.length > depth) put(path.slice(depth).join('.'), text.trim());
        else if (path.length === depth && record !== undefined) {
          if (record.size === 0) put('value', text.trim());
          items.push({ kind: 'record', table: recordPath, record });
          record = undefined;
        }
        text = '';
        path.pop();
      }
    }
    if (items.length > 0) yield items;
  }
}
