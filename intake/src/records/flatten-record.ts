import { longestName, mostColumns } from '../limits.ts';

/** A record as names and texts: nested names are joined by dots, the values of lists by `; `. */
export type FlatRecord = Map<string, string>;

const deepest = 20;

/**
 * `{a: {b: 1}, c: [{d: "x"}, {d: "y"}]}` gives `a.b` → `1` and `c.d` → `x; y`. Null and absent are the empty text;
 * dates are ISO 8601, with the time unless it is midnight. The number of names and the length of a name are cut to one
 * more than their limits, so that the caller can detect the excess.
 */
export function flattenRecord(record: object): FlatRecord {
  const flat: FlatRecord = new Map();
  for (const [name, value] of Object.entries(record)) flattenValue(flat, cutName(name), value, 1);
  return flat;
}

function flattenValue(flat: FlatRecord, name: string, value: unknown, depth: number): void {
  const isNested =
    typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value);
  if (!isNested || depth > deepest) {
    addText(flat, name, scalarText(value));
  } else if (Array.isArray(value)) {
    if (value.length === 0) addText(flat, name, '');
    for (const item of value as readonly unknown[]) flattenValue(flat, name, item, depth + 1);
  } else {
    const entries = Object.entries(value);
    if (entries.length === 0) addText(flat, name, '');
    for (const [inner, item] of entries) flattenValue(flat, cutName(`${name}.${cutName(inner)}`), item, depth + 1);
  }
}

function cutName(name: string): string {
  return name.length > longestName ? name.slice(0, longestName + 1) : name;
}

function addText(flat: FlatRecord, name: string, text: string): void {
  const before = flat.get(name);
  if (before === undefined && flat.size > mostColumns) return;
  if (before === undefined || before === '') flat.set(name, text);
  else if (text !== '') flat.set(name, `${before}; ${text}`);
}

/** The text of one value: numbers in plain digits, bytes as UTF-8. */
export function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : dateText(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
  return JSON.stringify(value);
}

function dateText(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
