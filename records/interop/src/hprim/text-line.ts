import { abnormalOf } from '../results/abnormal.ts';
import type { OpenResult } from '../results/open-item.ts';
import { readNumber, type DecimalSigns } from '../results/read-number.ts';
import { readRange } from '../results/read-range.ts';

const longest = 200;
const bracketed = /^(.*\S)\s{1,80}([(\[][^()[\]]{1,40}[)\]])$/u;
const marked = /^(.*\S)\s{1,80}((?:VR|N|Réf|Ref)\.?\s?:\s?\S.{0,40})$/u;
const named =
  /^(\p{L}.{0,78}?)(?:\s{0,60}:\s{0,60}|\s{0,60}\.{2,60}\s{0,60}|\s{2,80})([<>≤≥]?\s?-?\d[\d.,]{0,20})(?:\s{1,20}([^\d\s(<>][^\s(]{0,20}))?$/u;

/**
 * Reads a line of free text that is a whole result: a name, a sign or two spaces, a number, a unit, and a range, and
 * nothing else. In any other line, such as one with earlier values, nobody could say which number is the result, so it
 * stays text.
 */
export function readTextLine(line: string, signs: DecimalSigns): OpenResult | null {
  const text = line.trim();
  if (text.length > longest) return null;
  const [, left, written] = bracketed.exec(text) ?? marked.exec(text) ?? [];
  if (left === undefined || written === undefined) return null;
  const range = readRange(written, signs);
  if (range === null || (range.low === null && range.high === null)) return null;
  const [, name, amount = '', unit] = named.exec(left) ?? [];
  const number = readNumber(amount, signs);
  if (name === undefined || number === null) return null;
  return {
    kind: 'result',
    name: name.trim(),
    code: null,
    value: { text: amount.trim(), number, unit: unit ?? null, range },
    second: null,
    flag: null,
    abnormal: abnormalOf(number, range),
    state: 'unknown',
    previous: null,
    comments: [],
    observedAt: null,
  };
}
