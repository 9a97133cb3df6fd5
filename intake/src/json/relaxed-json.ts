/** The text ended before the value was complete. */
class Truncated extends Error {}

/** Constructors of the MongoDB shell for a text, a number or a date. */
const wrappers =
  /^(?:new\s+)?(ObjectId|ISODate|Date|NumberLong|NumberInt|NumberDecimal|Long|Int32|Decimal128|UUID|BinData|Timestamp|DBRef)\s*\(/;
const deepest = 500;

/**
 * Reads JSON and common deviations: values of the MongoDB shell (`ObjectId("…")`, `ISODate("…")`), names without
 * quotes, single quotes, comments, `NaN`, `undefined` and trailing commas. Integers beyond 2^53 keep their digits as a
 * text.
 *
 * @param takePart returns the values read so far from a truncated or broken text
 * @throws SyntaxError, Truncated
 */
export function parseRelaxed(text: string, takePart = false): { readonly value: unknown; readonly end: number } {
  let at = 0;
  const part = { isCut: false };

  const skip = (): void => {
    for (;;) {
      const blank = /[\s,\x1e]*/y;
      blank.lastIndex = at;
      blank.exec(text);
      at = blank.lastIndex;
      if (text.startsWith('//', at)) at = endOf('\n');
      else if (text.startsWith('/*', at)) at = endOf('*/');
      else return;
    }
  };
  const endOf = (mark: string): number => {
    const end = text.indexOf(mark, at + 2);
    return end === -1 ? text.length : end + mark.length;
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source.replace(/^\^/, ''), 'uy');
    sticky.lastIndex = at;
    const found = sticky.exec(text);
    if (found !== null) at = sticky.lastIndex;
    return found;
  };

  const value = (depth: number): unknown => {
    skip();
    if (at >= text.length) throw new Truncated();
    if (depth > deepest) throw new SyntaxError('nested too deeply');
    const character = text[at] ?? '';
    if (character === '{') return object(depth);
    if (character === '[') return array(depth);
    if (character === '"' || character === "'") return string(character);
    const wrapper = match(wrappers);
    if (wrapper !== null) return wrapped(wrapper[1] ?? '', depth);
    const word = match(/^[-+\w.]+/u)?.[0];
    if (word === undefined) throw new SyntaxError('not a value');
    if (at >= text.length && takePart) throw new Truncated();
    return plain(word);
  };

  const isPart = (error: unknown): boolean => takePart && (error instanceof Truncated || error instanceof SyntaxError);

  const object = (depth: number): Record<string, unknown> => {
    const record: Record<string, unknown> = {};
    at++;
    try {
      for (;;) {
        if (part.isCut) return record;
        skip();
        if (at >= text.length) throw new Truncated();
        if (text[at] === '}') {
          at++;
          return record;
        }
        const quote = text[at] ?? '';
        const name = quote === '"' || quote === "'" ? string(quote) : (match(/^[\p{L}\p{N}_$.-]+/u)?.[0] ?? '');
        if (match(/^\s*:/u) === null) throw at >= text.length ? new Truncated() : new SyntaxError('no colon');
        Object.defineProperty(record, name, {
          value: value(depth + 1),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
    } catch (error) {
      if (!isPart(error)) throw error;
      part.isCut = true;
      return record;
    }
  };

  const array = (depth: number): unknown[] => {
    const items: unknown[] = [];
    at++;
    try {
      for (;;) {
        if (part.isCut) return items;
        skip();
        if (at >= text.length) throw new Truncated();
        if (text[at] === ']') {
          at++;
          return items;
        }
        items.push(value(depth + 1));
      }
    } catch (error) {
      if (!isPart(error)) throw error;
      part.isCut = true;
      return items;
    }
  };

  const string = (quote: string): string => {
    let end = at + 1;
    while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) throw new Truncated();
    const inner = text.slice(at + 1, end);
    at = end + 1;
    if (!inner.includes('\\')) return inner;
    const escaped = quote === '"' ? inner : inner.replace(/\\'/g, "'").replace(/(^|[^\\])"/g, '$1\\"');
    return JSON.parse(`"${escaped.replace(/[\n\r\t]/g, (control) => JSON.stringify(control).slice(1, -1))}"`) as string;
  };

  const wrapped = (name: string, depth: number): unknown => {
    const values: unknown[] = [];
    skip();
    while (text[at] !== ')') {
      if (at >= text.length) throw new Truncated();
      values.push(value(depth + 1));
      skip();
    }
    at++;
    const [first = ''] = values;
    if (name === 'ISODate' || name === 'Date') return { $date: first };
    return name === 'BinData' ? values[1] : first;
  };

  const first = value(0);
  return { value: first, end: part.isCut ? text.length : at };
}

function plain(word: string): unknown {
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (/^(?:null|undefined|NaN|[-+]?Infinity|None)$/.test(word)) return null;
  if (word === 'True') return true;
  if (word === 'False') return false;
  if (/^-?\d+$/.test(word)) return Number.isSafeInteger(Number(word)) ? Number(word) : word;
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word)) return Number(word);
  throw new SyntaxError('not a value');
}
