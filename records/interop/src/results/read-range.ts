import type { Bound, SentRange } from './received-report.ts';
import { compareDecimals, readNumber, type DecimalSigns } from './read-number.ts';

const number = String.raw`-?\d{1,15}(?:[.,]\d{1,12})?`;
const between = new RegExp(String.raw`^(${number})\s{0,8}(?:-|–|—|à|a|;|/)\s{0,8}(${number})$`, 'iu');
const openAbove = new RegExp(String.raw`^(${number})\s{0,8}[-–—]$`, 'u');
const openBelow = new RegExp(String.raw`^[-–—]\s{1,8}(${number})$`, 'u');
const limit = new RegExp(
  String.raw`^(<=?|>=?|≤|≥|inf(?:[.]|érieure?|erieure?)?\s{0,4}(?:à|a)?|sup(?:[.]|érieure?|erieure?)?\s{0,4}(?:à|a)?)\s{0,8}(${number})$`,
  'iu',
);
const longest = 200;

/**
 * Reads a reference range in one text: `2.20-2.60`, `-2 - 2`, `0,7 à 1,1`, `<5`, `> 60`, `3 -`. A text in another form,
 * and bounds in the wrong order, give no bound.
 *
 * @returns null without any text
 */
export function readRange(sent: string, signs: DecimalSigns): SentRange | null {
  const whole = sent.trim();
  if (whole === '') return null;
  const text = whole.length > longest ? '' : bare(whole);
  const [, low, high] = between.exec(text) ?? [];
  if (low !== undefined && high !== undefined) return withBounds(whole, bound(low, signs), bound(high, signs));
  const [, above] = openAbove.exec(text) ?? [];
  if (above !== undefined) return withBounds(whole, bound(above, signs), null);
  const [, below] = openBelow.exec(text) ?? [];
  if (below !== undefined) return withBounds(whole, null, bound(below, signs));
  const [, words = '', amount] = limit.exec(text) ?? [];
  if (amount === undefined) return { text: whole, low: null, high: null };
  const only = bound(amount, signs);
  const read = only === null ? null : { ...only, isExclusive: !/[=≤≥]/u.test(words) };
  return /^(?:<|≤|i)/iu.test(words) ? withBounds(whole, null, read) : withBounds(whole, read, null);
}

/** Reads a range whose bounds were sent apart. Some senders write both into one of them. */
export function readBounds(first: string, second: string, signs: DecimalSigns): SentRange | null {
  const [low, high] = [first.trim(), second.trim()];
  if (low === '' && high === '') return null;
  if (low !== '' && high !== '') return withBounds(`${low} - ${high}`, bound(low, signs), bound(high, signs));
  const [lowest, highest] = [bound(low, signs), bound(high, signs)];
  if (lowest !== null || highest !== null) return withBounds(low === '' ? `- ${high}` : `${low} -`, lowest, highest);
  return readRange(low === '' ? high : low, signs);
}

/** Removes the words and brackets around a range: `VR: 4,60 - 6,20`, `(0,74-1,06)`. */
function bare(sent: string): string {
  const text = sent.replace(/^(?:v\.?r\.?|n|normale?s?|r[ée]f\.?)\s{0,4}:?\s{0,4}(?=[\d<>≤≥(-])/iu, '');
  return /^\(.*\)$/u.test(text) || /^\[.*\]$/u.test(text) ? text.slice(1, -1).trim() : text.trim();
}

function bound(text: string, signs: DecimalSigns): Bound | null {
  const read = readNumber(text, signs);
  return read === null || read.comparator !== null ? null : { decimal: read.decimal, isExclusive: false };
}

function withBounds(text: string, low: Bound | null, high: Bound | null): SentRange {
  const isReversed = low !== null && high !== null && compareDecimals(low.decimal, high.decimal) > 0;
  return isReversed ? { text, low: null, high: null } : { text, low, high };
}
