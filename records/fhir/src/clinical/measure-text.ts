import type { MeasureKind } from './measurement.ts';

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

type Rule = {
  readonly words: string;
  /** Values outside `possible` are not proposed; those outside `usual` are marked. */
  readonly possible: readonly [number, number];
  readonly usual: readonly [number, number];
};

const rules: Readonly<Record<Exclude<MeasureKind, 'pressure' | 'glucose'>, Rule>> = {
  weight: { words: 'poids|pds|p', possible: [0.3, 400], usual: [2, 160] },
  height: { words: 'taille|tl', possible: [20, 250], usual: [45, 205] },
  head: { words: 'pc|périmètre crânien|perimetre cranien', possible: [15, 70], usual: [30, 60] },
  temperature: { words: 'température|temp|t', possible: [30, 44], usual: [35, 41] },
  pulse: { words: 'pouls|fc', possible: [20, 300], usual: [40, 150] },
  saturation: { words: 'sat|spo2|sao2', possible: [30, 100], usual: [88, 100] },
  fundal: { words: 'hu|hauteur utérine', possible: [5, 50], usual: [10, 40] },
  fetal: { words: 'bcf|rcf|bdcf', possible: [50, 240], usual: [110, 160] },
};

/** No pressure in millimetres is as low as this, and none in centimetres higher. */
const mostCentimetres = 30;
const number = '(\\d{1,3}(?:[.,]\\d{1,3})?)';
const end = '\\s*(?:kg|cm|°c|°|%|mmhg|/min)?\\s*$';
/** `3450 g` and `1,72 m`: the weight of an infant and the height of an adult in their other unit. */
const otherUnits: readonly (readonly [RegExp, 'weight' | 'height', number])[] = [
  [/(?:^|[\s,;(])(?:poids|pds|p)\s*:?\s*(\d{3,4})\s*g\s*$/iu, 'weight', 0.001],
  [/(?:^|[\s,;(])(?:taille|tl)\s*:?\s*([0-2][.,m]\d\d)\s*m?\s*$/iu, 'height', 100],
];
const before = '(?:^|[\\s,;(])';
/**
 * `130/80` that stands alone. `13/8` alone may be a date, `90/60` and `5/10` may be anything, and after a word it may be
 * the strength of a medicine (`Seretide 250/50`).
 */
const barePressure = /(?<=^\s*|[.;,:]\s+|[(\n]\s*)(1\d\d|2[0-5]\d)\s*\/\s*(\d{2,3})\s*(?:mmhg)?\s*$/iu;
const leastBareDiastolic = 40;
const glucosePattern =
  /(?:^|[\s,;(])(?:glycémie|glycemie|dextro)(?:\s+capillaire)?\s*:?\s*(\d{1,3}(?:[.,]\d{1,3})?)\s*(g\/l|mg\/dl)?\s*$/iu;
/** In g/L. Without a unit, more than this may be mmol/L of a low glucose. */
const mostBareGlucose = 2.5;

/**
 * Reads a measurement at the end of a text: `ta 13/8`, `ta 130/80` and `130/80` alone, `poids 72`, `poids 3450 g`,
 * `taille 1,12 m`, `pc 48`, `t 38,5`, `fc 72`, `sat 97`, `hu 24`, `bcf 140`, `glycémie 1,10`. Null if there is none: a
 * text is never changed without the doctor's Enter.
 */
export function readMeasure(text: string): TypedMeasure | null {
  return readPressure(text) ?? readBarePressure(text) ?? readGlucose(text) ?? readSingle(text);
}

function readPressure(text: string): TypedMeasure | null {
  const found = new RegExp(`${before}(?:ta|pa|tension)\\s*(?::|à)?\\s*${number}\\s*[/-]\\s*${number}${end}`, 'iu').exec(
    text,
  );
  if (found === null) return null;
  const [high, low] = [numberOf(found[1]), numberOf(found[2])];
  // French doctors say 13/8 and mean 130/80 mmHg: both numbers are in centimetres of mercury, or none.
  const factor = high <= mostCentimetres && low <= mostCentimetres ? 10 : 1;
  const [systolic, diastolic] = [Math.round(high * factor), Math.round(low * factor)];
  if (diastolic >= systolic || systolic > 300 || systolic < 40 || diastolic < 20) return null;
  if (factor === 1 && low <= mostCentimetres) return null;
  const at = startOf(text, found);
  return { kind: 'pressure', value: systolic, second: diastolic, at, isUnlikely: isUnlikely(systolic, diastolic) };
}

function isUnlikely(systolic: number, diastolic: number): boolean {
  return systolic < 80 || systolic > 220 || diastolic < 40 || diastolic > 130;
}

/** In millimetres of mercury. */
function readBarePressure(text: string): TypedMeasure | null {
  const found = barePressure.exec(text);
  if (found === null) return null;
  const [systolic, diastolic] = [numberOf(found[1]), numberOf(found[2])];
  if (diastolic >= systolic || diastolic < leastBareDiastolic) return null;
  return {
    kind: 'pressure',
    value: systolic,
    second: diastolic,
    at: found.index,
    isUnlikely: isUnlikely(systolic, diastolic),
  };
}

/** In g/L, as French doctors write it. Other units are read if they are written, and mmol/L is left as text. */
function readGlucose(text: string): TypedMeasure | null {
  const found = glucosePattern.exec(text);
  if (found === null) return null;
  const unit = found[2]?.toLowerCase();
  const value = unit === 'mg/dl' ? numberOf(found[1]) / 100 : numberOf(found[1]);
  if (value < 0.2 || value > (unit === undefined ? mostBareGlucose : 8)) return null;
  const at = startOf(text, found);
  return { kind: 'glucose', value, second: null, at, isUnlikely: value < 0.6 || value > 2 };
}

function readSingle(text: string): TypedMeasure | null {
  for (const [pattern, kind, factor] of otherUnits) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const value = Math.round(numberOf(found[1]?.replace('m', '.')) * factor * 1000) / 1000;
    return measured(kind, value, startOf(text, found));
  }
  for (const [kind, { words }] of Object.entries(rules) as [keyof typeof rules, Rule][]) {
    const found = new RegExp(`${before}(?:${words})\\s*:?\\s*${number}${end}`, 'iu').exec(text);
    if (found === null) continue;
    const read = measured(kind, numberOf(found[1]), startOf(text, found));
    if (read !== null) return read;
  }
  return null;
}

/** Null for an impossible value. */
function measured(kind: keyof typeof rules, value: number, at: number): TypedMeasure | null {
  const { possible, usual } = rules[kind];
  if (value < possible[0] || value > possible[1]) return null;
  return { kind, value, second: null, at, isUnlikely: value < usual[0] || value > usual[1] };
}

function numberOf(written = ''): number {
  return Number(written.replace(',', '.'));
}

/** The character before the words is not part of them. */
function startOf(text: string, found: RegExpExecArray): number {
  return found.index + (/^[\s,;(]/u.test(text.slice(found.index)) ? 1 : 0);
}
