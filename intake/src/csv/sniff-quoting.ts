import type { DialectOptions } from './dialect.ts';

type Quoting = Pick<DialectOptions, 'quote' | 'escape'>;

/**
 * How cells are quoted, from the text between separators. A quote that opens cells without closing them is part of the
 * text; if no cell is quoted yet, double quotes are assumed for later cells.
 *
 * @param text the head of the file, one character per byte
 */
export function sniffQuoting(text: string, separator: string): Quoting {
  const double = countQuoted(text, separator, '"');
  const single = countQuoted(text, separator, "'");
  const lines = text.split(/\r\n|\n|\r/).length;
  const nulls = /(^|[^\\])\\N([^a-z]|$)/i.test(text);
  if (double.enclosed > 0 && double.enclosed * 2 >= double.opened)
    return { quote: '"', escape: sniffEscape(text, '"') };
  if (single.enclosed * 2 >= lines && single.enclosed * 2 >= single.opened)
    return { quote: "'", escape: sniffEscape(text, "'") };
  if (nulls) return { escape: 'backslash' };
  return double.opened > 0 ? {} : { quote: '"', escape: 'doubled' };
}

function countQuoted(text: string, separator: string, quote: string): { opened: number; enclosed: number } {
  const edge = escapePattern(separator);
  const opening = new RegExp(`(?<=^|[\\r\\n]|${edge}) *${quote}`, 'g');
  const closing = new RegExp(`${quote} *(?=${edge}|[\\r\\n]|$)`, 'y');
  let [opened, enclosed] = [0, 0];
  for (const match of text.matchAll(opening)) {
    opened++;
    const from = match.index + match[0].length;
    const end = closingQuote(text, from, quote);
    closing.lastIndex = end;
    if (end !== -1 && closing.test(text)) enclosed++;
  }
  return { opened, enclosed };
}

/** The next quote that is neither doubled nor after a backslash, on the same line or within 2,000 characters; or -1. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let position = text.indexOf(quote, from); position !== -1; position = text.indexOf(quote, position + 1)) {
    if (position - from > 2000) return -1;
    if (text[position - 1] === '\\' && position > from && !atCellEnd(text, position)) continue;
    if (text[position + 1] !== quote) return position;
    position++;
  }
  return -1;
}

/** `\"` before a letter is an escape; before a separator or a line end it may be the end of a Windows path. */
function atCellEnd(text: string, position: number): boolean {
  return /[;,|\t\r\n]/.test(text[position + 1] ?? '\n');
}

/** Counts only quotes in the middle of a text: `\"` before a separator may also be the end of `C:\`. */
function sniffEscape(text: string, quote: string): 'doubled' | 'backslash' {
  const escaped = text.match(new RegExp(`\\\\${quote}[^\\s;,|${quote}]`, 'g'))?.length ?? 0;
  const doubled = text.match(new RegExp(`[^\\s;,|]${quote}${quote}[^\\s;,|]`, 'g'))?.length ?? 0;
  return escaped > doubled ? 'backslash' : 'doubled';
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
