import { fold } from '../fold.ts';
import { doseUnits } from './dose-units.ts';
import { numberPattern, readNumber } from './dose-numbers.ts';
import type { DoseFault, DoseStep, DoseUnit, Duration, Rhythm } from './dose.ts';

const unitOf = new Map<string, DoseUnit>();
for (const [unit, { plural, typed }] of Object.entries(doseUnits) as [DoseUnit, (typeof doseUnits)[DoseUnit]][]) {
  for (const word of [unit, plural, ...typed]) unitOf.set(fold(word), unit);
}

const words = Array.from(unitOf.keys(), (word) => word.replace(/e/g, '[eéèê]')).sort((a, b) => b.length - a.length);
/** A known unit in lower case, with or without accents. */
export const unitPattern = `(?:${words.join('|')})(?![a-zà-ÿ])`;
const n = `(${numberPattern})`;
const u = `(?: ?(${unitPattern}))?`;

export function readUnit(word: string): DoseUnit | null {
  return unitOf.get(fold(word)) ?? null;
}

const listed = new RegExp(
  `^${n}( ?- ?| )${n}\\2${n}(?:\\2${n}(?! ?(?:j(?:ours?)?|sem(?:aines?)?|s|mois)(?![a-zà-ÿ])))?(?![\\d.,/])${u}`,
);
const hours = new RegExp(`^${n}${u} ?(?:/|(?:toutes|ttes|ts) les ) ?(\\d+) ?h(?:eures?)?(?![a-z])`);
const times = new RegExp(`^${n}${u} ?(?:x ?(\\d+)|(\\d+) ?(?:x|fois)) ?(?:/|par) ?j(?:our)?(?![a-z])`);
const daily = new RegExp(`^${n}${u} ?(?:/|par) ?j(?:our)?(?![a-z])`);
const weekly = new RegExp(
  `^${n}${u} ?(?:(?:/|par) ?sem(?:aine)?|(?:une fois|1 fois|1x|1 x) ?(?:/|par) ?sem(?:aine)?)(?![a-z])`,
);
const days = new RegExp(`^${n}${u} ?tous les (\\d+) ?j(?:ours?)?(?![a-z])`);
const otherDay = new RegExp(`^${n}${u} (?:un jour sur deux|1 jour sur 2|1j/2|1j sur 2)`);
const duration = /^,? ?(?:pendant |pdt |durant )?(\d+) ?(jours?|j|semaines?|sem|s|mois)(?![a-z])/;
const wordDuration =
  /^,? ?(?:pendant |pdt |durant )?(une?|deux|trois|quatre|cinq|six|sept|dix) (jours?|semaines?|mois)(?![a-z])/;
/** Numbers of a duration in words. Huit and quinze are left out: `huit jours` is also said of a week. */
const inWords = new Map(
  Object.entries({ un: 1, une: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, dix: 10 }),
);
const moment = new RegExp(`^(?:,? ?(?:et )?)(?:${n}${u} ?)?(?:le |à |au |a )?(matin|midi|soir|coucher|nuit)(?![a-z])`);

const momentNames = { matin: 'morning', midi: 'noon', soir: 'evening', coucher: 'night', nuit: 'night' } as const;

export interface Clause {
  readonly step: DoseStep;
  /** As typed; null if none was. */
  readonly unit: DoseUnit | null;
}

/** Reads one step in lower case, completely or not at all. */
export function parseClause(text: string): Clause | DoseFault {
  const read = readListed(text) ?? readMoments(text) ?? readRhythm(text);
  if (read === null) return 'not_understood';
  if (typeof read === 'string') return read;
  const found = readDuration(text.slice(read.length));
  if (found === null) return 'not_understood';
  return { step: { rhythm: read.rhythm, duration: found.duration }, unit: read.unit };
}

/** The duration if the text is nothing else, null if it is. */
function readDuration(text: string): { readonly duration: Duration | null } | null {
  const rest = text.trim();
  if (rest === '') return { duration: null };
  const match = duration.exec(rest) ?? wordDuration.exec(rest);
  if (match === null || match[0].length !== rest.length) return null;
  const [, count = '', letters = ''] = match;
  const value = inWords.get(count) ?? Number(count);
  const letter = letters.charAt(0);
  return { duration: { value, unit: letter === 'j' ? 'day' : letter === 's' ? 'week' : 'month' } };
}

/**
 * True for three or four amounts with a duration: `2 0 0 3j`. Every moment of the day is stated, so nothing adds to it.
 */
export function isListedStep(text: string): boolean {
  const read = readListed(text);
  return (
    read !== null && typeof read !== 'string' && (readDuration(text.slice(read.length))?.duration ?? null) !== null
  );
}

interface Part {
  readonly rhythm: Rhythm;
  readonly unit: DoseUnit | null;
  readonly length: number;
}

function readListed(text: string): Part | DoseFault | null {
  const match = listed.exec(text);
  if (match === null) return null;
  const [all, morning = '', separator = '', noon = '', evening = '', night, unit] = match;
  // Four numbers in a row may end with a duration whose unit is missing.
  if (night !== undefined && separator === ' ') return 'ambiguous';
  const amounts = [morning, noon, evening, night ?? '0'].map(readNumber) as [number, number, number, number];
  return {
    rhythm: { kind: 'moments', morning: amounts[0], noon: amounts[1], evening: amounts[2], night: amounts[3] },
    unit: unit === undefined ? null : readUnit(unit),
    length: all.length,
  };
}

/** `1 matin 1 soir`, `1 cp matin et soir`: a moment without a number has the one before. */
function readMoments(text: string): Part | DoseFault | null {
  const amounts = { morning: 0, noon: 0, evening: 0, night: 0 };
  let [length, amount, unit] = [0, null as number | null, null as DoseUnit | null];
  for (let match = moment.exec(text); match !== null; match = moment.exec(text.slice(length))) {
    const [all, number, typedUnit, name = ''] = match;
    if (number !== undefined) amount = readNumber(number);
    if (amount === null) return 'not_understood';
    const here = typedUnit === undefined ? null : readUnit(typedUnit);
    if (here !== null && unit !== null && here !== unit) return 'unit_differs';
    unit = here ?? unit;
    const at = momentNames[name as keyof typeof momentNames];
    if (amounts[at] !== 0) return 'ambiguous';
    amounts[at] = amount;
    length += all.length;
  }
  return length === 0 ? null : { rhythm: { kind: 'moments', ...amounts }, unit, length };
}

function readRhythm(text: string): Part | DoseFault | null {
  const matchers: readonly (readonly [RegExp, (amount: number, count: number) => Rhythm])[] = [
    [hours, (amount, count) => ({ kind: 'hours', amount, hours: count })],
    [times, (amount, count) => ({ kind: 'times', amount, times: count })],
    [daily, (amount) => ({ kind: 'times', amount, times: 1 })],
    [weekly, (amount) => ({ kind: 'days', amount, days: 7 })],
    [days, (amount, count) => ({ kind: 'days', amount, days: count })],
    [otherDay, (amount) => ({ kind: 'days', amount, days: 2 })],
  ];
  for (const [pattern, rhythmOf] of matchers) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const [all, amount = '', unit, first, second] = match;
    // `2x3/j` is two three times, or three twice.
    if (pattern === times && first !== undefined && unit === undefined && readNumber(amount) > 1) return 'ambiguous';
    return {
      rhythm: rhythmOf(readNumber(amount), Number(first ?? second)),
      unit: unit === undefined ? null : readUnit(unit),
      length: all.length,
    };
  }
  return null;
}
