import { checkDose } from './check-dose.ts';
import type { DoseContext } from './dose-context.ts';
import { doseUnits } from './dose-units.ts';
import { numberPattern, readNumber } from './dose-numbers.ts';
import type { Dose, DoseFault, DoseOrText, DoseStep, DoseUnit } from './dose.ts';
import { isListedStep, parseClause, readUnit, unitPattern } from './parse-clause.ts';
import { isDailyStep, parseTapering } from './parse-tapering.ts';

/**
 * Reads what a doctor types: `1 0 1 7j`, `1 matin 1 soir 3 mois`, `1 toutes les 8h si douleur max 3`, `décroissance 60
 * 3j 40 3j 20 3j`, `1 2 fois par jour puis 1 par jour`. Anything without exactly one reading stays a text with its
 * fault.
 */
export function parseDose(text: string, context: DoseContext): DoseOrText {
  const result = readDose(text, context);
  return typeof result === 'string' ? { kind: 'text', text, fault: result } : { kind: 'dose', dose: result };
}

const maximum = new RegExp(
  `[,;]? *\\b(?:au )?max(?:i|imum)? (?:de )?(${numberPattern}) ?(${unitPattern})?(?: ?(?:/|par) ?j(?:our)?)?(?![a-zà-ÿ])`,
);

function readDose(text: string, context: DoseContext): Dose | DoseFault {
  if (text.length > 300) return 'not_understood';
  let rest = text
    .normalize('NFC')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  rest = rest.replace(/\bmax(?:i|imum)?(?: de)? \d+(?:[.,]\d+)? ?g(?:rammes?)?(?!\p{L})/giu, inMilligrams);
  const found = maximum.exec(rest.toLowerCase());
  if (found !== null) rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length).trim()}`.trim();
  if (maximum.test(rest.toLowerCase())) return 'ambiguous';
  const needed = /,? (?:si (.+)|à la demande)$/i.exec(rest);
  if (needed !== null) rest = rest.slice(0, needed.index).trim();
  const { reason, duration } = splitReason(needed?.[1] ?? null);
  if (reason !== null && hasDuration.test(reason)) return 'ambiguous';
  const steps = readSteps(inMilligrams(`${rest}${duration}`).toLowerCase(), context);
  if (typeof steps === 'string') return steps;
  const maxUnit = found?.[2] === undefined ? null : readUnit(found[2]);
  if (maxUnit !== null && maxUnit !== steps.unit) return 'unit_differs';
  const isPlain = reason === null || /^(?:besoin|nécessaire)$/i.test(reason);
  const dose: Dose = {
    ...steps,
    asNeeded: needed === null ? null : { reason: isPlain ? null : reason },
    maxPerDay: found === null ? null : readNumber(found[1] ?? ''),
  };
  return checkDose(dose, context) ?? dose;
}

/** `1 g` and `0,5 g` in milligrams. */
function inMilligrams(text: string): string {
  return text.replace(
    /(\d+)(?:[.,](\d{1,3}))? ?g(?:rammes?)?(?![\p{L}])/giu,
    (_, whole: string, decimals: string | undefined) =>
      `${Number(whole) * 1000 + Number((decimals ?? '').padEnd(3, '0'))} mg`,
  );
}

const hasDuration = /\d ?(?:jours?|j|semaines?|sem|mois)(?!\p{L})/iu;

/**
 * `douleur 10j` is a reason and a duration; `fièvre depuis 3 jours` is ambiguous and has none. Only plain words before
 * the duration are read so.
 */
function splitReason(text: string | null): { readonly reason: string | null; readonly duration: string } {
  const match = /^([\p{L}'’ -]*[\p{L}])( (?:pendant )?\d+ ?(?:jours?|j|semaines?|sem|mois))$/iu.exec(text ?? '');
  const [, reason = '', duration = ''] = match ?? [];
  if (match === null || /(?:^| )(?:depuis|après|apres|dès|de|que|les|dans|à|pendant)$/i.test(reason)) {
    return { reason: text, duration: '' };
  }
  return { reason, duration };
}

function readSteps(text: string, context: DoseContext): { unit: DoseUnit; steps: DoseStep[] } | DoseFault {
  const tapering = /^d[ée]croissance:? (.+)$/.exec(text)?.[1];
  if (tapering !== undefined) return parseTapering(tapering, context);
  const clauses = clausesOf(text);
  // `40 mg 3 jours puis 20 mg 3 jours` is a tapering without its word. One such step alone may mean another rhythm.
  if (clauses.length > 1 && clauses.every(isDailyStep)) return parseTapering(clauses.join(' '), context);
  const steps: DoseStep[] = [];
  let unit: DoseUnit | null = null;
  for (const clause of clauses) {
    const read = parseClause(clause);
    if (typeof read === 'string') return read;
    if (read.unit !== null && unit !== null && read.unit !== unit) return 'unit_differs';
    unit = read.unit ?? unit;
    steps.push(read.step);
  }
  return withUnit(unit, steps, context);
}

/**
 * The steps that follow each other. A comma divides only steps that state each moment of a day and a duration: `1 matin
 * 3j, 1 soir 3j` may be meant together.
 */
function clausesOf(text: string): readonly string[] {
  const listed = text.split(/(?<=\p{L}), ?(?!puis )/u);
  if (listed.length > 1 && listed.every(isListedStep)) return listed;
  return text.split(/ ?(?:,? puis |;) ?/);
}

function withUnit(
  typed: DoseUnit | null,
  steps: DoseStep[],
  { unit, strengthMg }: DoseContext,
): { unit: DoseUnit; steps: DoseStep[] } | DoseFault {
  if (typed === null) return unit === null ? 'unit_missing' : { unit, steps };
  if (unit === null || typed === unit) return { unit: typed, steps };
  // Insulin in units, a syrup in milligrams, tablets in milligrams of their strength.
  const isMeasured = doseUnits[typed].ucum !== null && (unit === 'ml' || unit === 'injection');
  return isMeasured || (typed === 'mg' && strengthMg !== null) ? { unit: typed, steps } : 'unit_differs';
}
