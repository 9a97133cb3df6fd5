import type { Bound, ResultLine, ResultState, SentNumber, SentRange } from './received-report.ts';
import { compareDecimals } from './read-number.ts';

/** Above or below the range; null inside of it and without a number or a bound. A limit is abnormal if all of it is. */
export function abnormalOf(number: SentNumber | null, range: SentRange | null): ResultLine['abnormal'] {
  if (number === null || range === null) return null;
  const { decimal, comparator } = number;
  const isUpTo = comparator === '<' || comparator === '<=';
  const isFrom = comparator === '>' || comparator === '>=';
  if (range.high !== null && !isUpTo && isBeyond(compareDecimals(decimal, range.high.decimal), range.high, comparator))
    return 'high';
  if (range.low !== null && !isFrom && isBeyond(compareDecimals(range.low.decimal, decimal), range.low, comparator))
    return 'low';
  return null;
}

function isBeyond(order: number, { isExclusive }: Bound, comparator: SentNumber['comparator']): boolean {
  const isStrict = comparator === '<' || comparator === '>';
  return order > 0 || (order === 0 && (isExclusive || isStrict));
}

/** Marks of HL7 table 0078 and of HPRIM that say that a result is not abnormal. */
const normalFlags: ReadonlySet<string> = new Set(['', 'N', 'NORMAL', 'NEG', 'S']);

/** True if the sender marked the result, or number and range show it. */
export function isAbnormal({ flag, abnormal }: ResultLine): boolean {
  return abnormal !== null || !normalFlags.has((flag ?? '').trim().toUpperCase());
}

/** HL7 table 0085, which HPRIM shares. */
const states: Readonly<Record<string, ResultState>> = {
  F: 'final',
  U: 'final',
  C: 'corrected',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  A: 'preliminary',
  I: 'registered',
  O: 'registered',
  X: 'cancelled',
  N: 'cancelled',
  D: 'entered-in-error',
  W: 'entered-in-error',
};

export function stateOf(code: string): ResultState {
  const known = code.trim().toUpperCase();
  return Object.hasOwn(states, known) ? (states[known] ?? 'unknown') : 'unknown';
}

/** The state of a request whose sender gave none: corrected if one result is, final only if all are. */
export function stateOfAll(states: readonly ResultState[]): ResultState {
  const sent = states.filter((state) => state !== 'cancelled' && state !== 'unknown');
  if (sent.length === 0)
    return states.length > 0 && states.every((state) => state === 'cancelled') ? 'cancelled' : 'unknown';
  if (sent.includes('preliminary') || sent.includes('registered')) return 'preliminary';
  if (sent.every((state) => state === 'entered-in-error')) return 'entered-in-error';
  return sent.includes('corrected') ? 'corrected' : 'final';
}
