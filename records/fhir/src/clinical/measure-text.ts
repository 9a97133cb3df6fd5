/** A measurement that a doctor typed in a text. */
export interface TypedMeasure {
  readonly kind: MeasureKind;
  readonly value: number;
  /** The diastolic of a blood pressure. */
  readonly second: number | null;
  /** Index of the first character of the words that were read. */
  readonly at: number;
  /** True if the value is possible and unusual, so that it should be read again. */
  readonly isUnlikely: boolean;
}

export type MeasureKind = 'pressure' | 'weight' | 'height' | 'temperature' | 'pulse' | 'saturation';

type Rule = {
  readonly words: string;
  /** Values outside `possible` are not proposed; those outside `usual` are marked. */
  readonly possible: readonly [number, number];
  readonly usual: readonly [number, number];
};

const rules: Readonly<Record<Exclude<MeasureKind, 'pressure'>, Rule>> = {
  weight: { words: 'poids|pds|p', possible: [0.3, 400], usual: [2, 160] },
  height: { words: 'taille|tl', possible: [20, 250], usual: [45, 205] },
  temperature: { words: 'température|temp|t', possible: [30, 44], usual: [35, 41] },
  pulse: { words: 'pouls|fc', possible: [20, 300], usual: [40, 150] },
  saturation: { words: 'sat|spo2|sao2', possible: [30, 100], usual: [88, 100] },
};

/** No pressure in millimetres is as low as this, and none in centimetres higher. */
const mostCentimetres = 30;
const number = '(\\d{1,3}(?:[.,]\\d{1,2})?)';
const end = '\\s*(?:kg|cm|°c|°|%|mmhg|/min)?\\s*$';
const before = '(?:^|[\\s,;(])';

/**
 * Reads a measurement at the end of a text: `ta 13/8` and `ta 130/80`, `poids 72`, `t 38,5`, `fc 72`, `sat 97`. Null if
 * there is none: a text is never changed without the doctor's Enter.
 */
export function readMeasure(text: string): TypedMeasure | null {
  return readPressure(text) ?? readSingle(text);
}

function readPressure(text: string): TypedMeasure | null {
  const found = new RegExp(`${before}(?:ta|pa|tension)\\s*${number}\\s*[/-]\\s*${number}${end}`, 'iu').exec(text);
  if (found === null) return null;
  const [high, low] = [numberOf(found[1]), numberOf(found[2])];
  // French doctors say 13/8 and mean 130/80 mmHg: both numbers are in centimetres of mercury, or none.
  const factor = high <= mostCentimetres && low <= mostCentimetres ? 10 : 1;
  const [systolic, diastolic] = [Math.round(high * factor), Math.round(low * factor)];
  if (diastolic >= systolic || systolic > 300 || systolic < 40 || diastolic < 20) return null;
  if (factor === 1 && low <= mostCentimetres) return null;
  const isUnlikely = systolic < 80 || systolic > 220 || diastolic < 40 || diastolic > 130;
  return { kind: 'pressure', value: systolic, second: diastolic, at: startOf(text, found), isUnlikely };
}

function readSingle(text: string): TypedMeasure | null {
  for (const [kind, { words, possible, usual }] of Object.entries(rules) as [keyof typeof rules, Rule][]) {
    const found = new RegExp(`${before}(?:${words})\\s*:?\\s*${number}${end}`, 'iu').exec(text);
    if (found === null) continue;
    const value = numberOf(found[1]);
    if (value < possible[0] || value > possible[1]) continue;
    return { kind, value, second: null, at: startOf(text, found), isUnlikely: value < usual[0] || value > usual[1] };
  }
  return null;
}

function numberOf(written = ''): number {
  return Number(written.replace(',', '.'));
}

/** The character before the words is not part of them. */
function startOf(text: string, found: RegExpExecArray): number {
  return found.index + (/^[\s,;(]/u.test(text.slice(found.index)) ? 1 : 0);
}
