import { abnormalOf, stateOf } from '../results/abnormal.ts';
import type { OpenItem } from '../results/open-item.ts';
import type { SentValue } from '../results/received-report.ts';
import { readNumber, type DecimalSigns } from '../results/read-number.ts';
import { readBounds } from '../results/read-range.ts';
import { textOrNull } from '../text/clean-text.ts';

/**
 * Reads a line RES of HPRIM Médecin: RES|name|code|type|value|unit|low|high|flag|state, and the value in a second unit
 * with its range. A line with a name alone is a heading.
 */
export function readResLine(line: string, signs: DecimalSigns): OpenItem | null {
  const fields = fieldsOf(line);
  const [, name = '', code = '', type = '', ...values] = fields;
  if (name === '') return null;
  if (values.every((field) => field === '')) return { kind: 'heading', text: name };
  const isNumeric = type === '' || type.toUpperCase() === 'N';
  const [, , , , flag = '', state = ''] = values;
  const value = valueOf(values.slice(0, 4), isNumeric, signs);
  const second = values.slice(6, 10);
  return {
    kind: 'result',
    name,
    code: code === '' ? null : { code, system: null },
    value,
    second: (second[0] ?? '') === '' ? null : valueOf(second, isNumeric, signs),
    flag: textOrNull(flag),
    abnormal: abnormalOf(value.number, value.range),
    state: stateOf(state),
    previous: null,
    comments: [],
    observedAt: null,
  };
}

/** The texts of a line that may be numbers, for the decimal sign of the file. */
export function numbersOfResLine(line: string): string[] {
  const fields = fieldsOf(line);
  return [4, 6, 7, 10, 12, 13].flatMap((place) => fields[place] ?? []);
}

function fieldsOf(line: string): string[] {
  return line.split('|', 20).map((field) => field.trim());
}

function valueOf(fields: readonly string[], isNumeric: boolean, signs: DecimalSigns): SentValue {
  const [text = '', unit = '', low = '', high = ''] = fields;
  const number = isNumeric ? readNumber(text, signs) : null;
  return { text, number, unit: textOrNull(unit), range: readBounds(low, high, signs) };
}
