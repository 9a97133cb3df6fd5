import { abnormalOf, stateOf } from '../results/abnormal.ts';
import type { OpenResult } from '../results/open-item.ts';
import type { ResultLine, SentValue } from '../results/received-report.ts';
import { readNumber, type DecimalSigns } from '../results/read-number.ts';
import { readRange } from '../results/read-range.ts';
import { readHl7Time } from '../results/sent-time.ts';
import { textOrNull } from '../text/clean-text.ts';
import { componentsOf, plainTextOf, repetitionsOf, unescapeText, type Delimiters, type Segment } from './segment.ts';

const loinc = 'http://loinc.org';

/** Reads a segment OBX of HL7 or HPRIM Santé as a result; null without a name. */
export function readObx({ fields }: Segment, delimiters: Delimiters, signs: DecimalSigns): OpenResult | null {
  const [, , type = '', , , , , range = '', flag = '', , , state = '', , , at = ''] = fields;
  const analysis = readCode(fields[3], delimiters);
  if (analysis === null) return null;
  const unit = textOrNull(componentsOf(fields[6], delimiters)[0]);
  const text = valueText(type, fields[5], delimiters);
  const isNumeric = /^(?:NM|SN|N|)$/i.test(type) || (/^(?:ST|A)$/i.test(type) && unit !== null);
  const value: SentValue = {
    text,
    number: isNumeric ? readNumber(text, signs) : null,
    unit,
    range: readRange(plainTextOf(range, delimiters), signs),
  };
  return {
    kind: 'result',
    name: analysis.name,
    code: analysis.code,
    value,
    second: null,
    flag: textOrNull(
      repetitionsOf(flag, delimiters)
        .map((one) => unescapeText(one, delimiters))
        .join(' '),
    ),
    abnormal: abnormalOf(value.number, value.range),
    state: stateOf(state),
    previous: null,
    comments: [],
    observedAt: readHl7Time(at),
  };
}

/** The texts of a segment OBX that may be numbers, for the decimal sign of the file. */
export function numbersOfObx({ fields }: Segment, delimiters: Delimiters): string[] {
  if (/^(?:ED|RP|TX|FT)$/i.test(fields[2] ?? '')) return [];
  return [plainTextOf(fields[5]?.slice(0, 200), delimiters), plainTextOf(fields[7]?.slice(0, 200), delimiters)];
}

/** Reads a coded element: the name for a person, and its LOINC code if it has one, else its first code. */
export function readCode(
  field: string | undefined,
  delimiters: Delimiters,
): { readonly name: string; readonly code: ResultLine['code'] } | null {
  const [code = '', text = '', system = '', otherCode = '', otherText = '', otherSystem = ''] = componentsOf(
    repetitionsOf(field, delimiters)[0],
    delimiters,
  ).map((part) => part.trim());
  const name = textOrNull(text) ?? textOrNull(otherText) ?? textOrNull(code);
  if (name === null) return null;
  if (isLoinc(system) && code !== '') return { name, code: { code, system: loinc } };
  if (isLoinc(otherSystem) && otherCode !== '') return { name, code: { code: otherCode, system: loinc } };
  return { name, code: code === '' ? null : { code, system: textOrNull(system) } };
}

function isLoinc(system: string): boolean {
  return /^(?:LN|LOINC|LNC)$/i.test(system) || /2\.16\.840\.1\.113883\.6\.1$/.test(system);
}

function valueText(type: string, field: string | undefined, delimiters: Delimiters): string {
  const kind = type.toUpperCase();
  const values = repetitionsOf(field, delimiters).map((one) => {
    const [first = '', second = '', third = '', fourth = ''] = componentsOf(one, delimiters).map((part) => part.trim());
    // SN: comparator, number, separator, second number (HL7 2.5, section 2.A.71).
    if (kind === 'SN') return `${first}${second}${third}${fourth}`;
    if (kind === 'CE' || kind === 'CWE' || kind === 'CNE' || kind === 'CF') return second === '' ? first : second;
    return plainTextOf(one, delimiters);
  });
  return values.join('\n').trim();
}
