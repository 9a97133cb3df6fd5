import { cleanText } from '../../text/clean-text.ts';
import { compareDecimals, readNumber } from '../../results/read-number.ts';
import type { Bound, SentRange, SentValue } from '../../results/received-report.ts';
import { attributeOf, elementAt, textInside } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import { readCode, readTime, textOf } from './read-parts.ts';

/** The words of an element: its text, or the text of the narrative to which it refers. */
export type Words = (element: XmlElement | null) => string | null;

type Value = Omit<SentValue, 'range'>;

const typeAttribute = '{http://www.w3.org/2001/XMLSchema-instance}type';
/** XML has a point as its decimal sign (XML Schema, decimal). */
const signs = { point: true, comma: false };

/** A result of any type. What is no number stays text as sent; null for a type that this room does not read. */
export function readResultValue(value: XmlElement, words: Words): Value | null {
  const type = (value.attributes[typeAttribute] ?? '').split(':').at(-1) ?? '';
  const unit = unitOf(value);
  const written = cleanText(attributeOf(value, 'value') ?? '');
  switch (type) {
    case 'PQ':
    case 'INT':
    case 'REAL':
    case 'MO':
      return { text: written, number: readNumber(written, signs), unit };
    case 'IVL_PQ':
    case 'IVL_INT':
    case 'IVL_REAL':
      return interval(value);
    case 'CD':
    case 'CE':
    case 'CV':
    case 'CO':
    case 'CS':
      return coded(value, words);
    case 'ST':
    case 'ED':
      return attributeOf(value, 'representation') === 'B64' ? null : worded(value, words);
    case 'BL':
      return text(written === 'true' ? 'oui' : written === 'false' ? 'non' : written);
    case 'TS':
    case 'IVL_TS':
      return text(readTime(value) ?? written);
    case 'RTO':
    case 'RTO_PQ_PQ':
    case 'RTO_INT_INT':
      return text(
        ['numerator', 'denominator'].map((part) => attributeOf(elementAt(value, part), 'value') ?? '?').join('/'),
      );
    default:
      return null;
  }
}

function coded(value: XmlElement, words: Words): Value | null {
  const code = readCode(value);
  const original = elementAt(value, 'originalText');
  const known = code?.name ?? words(original) ?? code?.code ?? null;
  return known === null && original !== null ? worded(original, words) : text(known ?? '');
}

/** Null for words that are referred to and not found: an empty result would say that there is none. */
function worded(element: XmlElement, words: Words): Value | null {
  const found = words(element);
  return found === null && elementAt(element, 'reference') !== null ? null : text(found ?? '');
}

/** A bound alone is a number with a limit; two bounds are the text of both. */
function interval(value: XmlElement): Value {
  const [low, high] = [elementAt(value, 'low'), elementAt(value, 'high')];
  const [lowest, highest] = [amountOf(low), amountOf(high)];
  const only = lowest === null ? high : low;
  const unit = only === null ? unitOf(value) : unitOf(only);
  if (lowest !== null && highest !== null) return { ...text(`${lowest} - ${highest}`), unit };
  const amount = lowest ?? highest;
  if (amount === null) return text('');
  const isInclusive = attributeOf(only, 'inclusive') !== 'false';
  const sign = `${lowest === null ? '<' : '>'}${isInclusive ? '=' : ''}`;
  return { text: `${sign}${amount}`, number: readNumber(`${sign}${amount}`, signs), unit };
}

/**
 * The reference range: the only one, or the only one that is marked as normal. Its bounds count if they have the unit
 * of the result, and no bounds count if there are several ranges (for ages or sexes); their words are kept.
 */
export function rangeOf(ranges: readonly XmlElement[], unit: string | null, words: Words): SentRange | null {
  const normal = ranges.filter((one) => readCode(elementAt(one, 'interpretationCode'))?.code === 'N');
  const [only, ...others] = normal.length > 0 ? normal : ranges;
  const texts = ranges.flatMap((one) => wordsOf(one, words) ?? []);
  if (only === undefined || texts.length === 0) return null;
  const value = elementAt(only, 'value');
  const [low, high] = [boundOf(value, 'low', unit), boundOf(value, 'high', unit)];
  const isReversed = low !== null && high !== null && compareDecimals(low.decimal, high.decimal) > 0;
  const whole = texts.join(' ; ');
  return others.length > 0 || isReversed ? { text: whole, low: null, high: null } : { text: whole, low, high };
}

function wordsOf(range: XmlElement, words: Words): string | null {
  const written = words(elementAt(range, 'text'));
  if (written !== null) return written;
  const value = elementAt(range, 'value');
  const [low, high] = [amountOf(elementAt(value, 'low')), amountOf(elementAt(value, 'high'))];
  if (low !== null && high !== null) return `${low} - ${high}`;
  if (low !== null) return `> ${low}`;
  return high === null ? textOf(textInside(value)) : `< ${high}`;
}

function boundOf(value: XmlElement | null, name: string, unit: string | null): Bound | null {
  const bound = elementAt(value, name);
  const read = readNumber(amountOf(bound) ?? '', signs);
  if (bound === null || read === null || unitOf(bound) !== unit) return null;
  return { decimal: read.decimal, isExclusive: attributeOf(bound, 'inclusive') === 'false' };
}

function amountOf(element: XmlElement | null): string | null {
  return textOf(attributeOf(element, 'value'));
}

/** UCUM writes 1 where there is no unit. */
function unitOf(element: XmlElement): string | null {
  const unit = textOf(attributeOf(element, 'unit'));
  return unit === '1' ? null : unit;
}

function text(written: string): Value {
  return { text: written, number: null, unit: null };
}
