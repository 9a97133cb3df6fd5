import { codesOf, isObject, labelOf, objects, text, type Json, type JsonObject } from '@etanche/records-fhir';
import { abnormalOf } from '../results/abnormal.ts';
import { compareDecimals, readNumber } from '../results/read-number.ts';
import type { Bound, ResultLine, ResultState, SentRange, SentValue } from '../results/received-report.ts';
import { cleanText, textOrNull } from '../text/clean-text.ts';
import { sentTime } from './sent-time.ts';

type Value = Omit<SentValue, 'range'>;

const loinc = 'http://loinc.org';
const interpretations: readonly string[] = [
  'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  'http://hl7.org/fhir/v2/0078',
];
/** JSON has a point as its decimal sign. */
const signs = { point: true, comma: false };

/**
 * The results of an Observation, whose numbers are the strings of their digits (`exactResource`): its own value, and
 * each component that is not the same value in another unit.
 *
 * @param sampledAt time of its specimen
 * @returns null if it has no name or a value of a type that is not read; no line for one that only groups others
 */
export function linesOfObservation(observation: JsonObject, sampledAt: string | null): ResultLine[] | null {
  const name = nameOf(observation['code']);
  const own = valueOf(observation);
  if (name === null || own === null) return null;
  const parts = objects(observation['component']).map((part) => ({
    part,
    name: nameOf(part['code']),
    value: valueOf(part),
  }));
  if (parts.some((one) => one.name === null || one.value === null)) return null;
  const isSecond = (one: (typeof parts)[number]): boolean => own.text !== '' && one.name === name;
  const second = parts.find(isSecond);
  const common = {
    kind: 'result' as const,
    state: stateOf(text(observation['status'])),
    previous: null,
    observedAt: timeOf(observation) ?? sampledAt,
  };
  const lines = parts
    .filter((one) => one !== second)
    .map(({ part, name: of, value }): ResultLine => ({
      ...{ ...common, ...measured(part, value ?? absent) },
      ...{ name: `${name} : ${of ?? ''}`, code: codeOf(part['code']), second: null, comments: [] },
    }));
  const isGroup = own.text === '' && (lines.length > 0 || objects(observation['hasMember']).length > 0);
  if (isGroup) return lines;
  return [
    {
      ...{ ...common, ...measured(observation, own), name, code: codeOf(observation['code']) },
      second: second === undefined ? null : measured(second.part, second.value ?? absent).value,
      comments: objects(observation['note']).flatMap((note) => words(note['text']) ?? []),
    },
    ...lines,
  ];
}

const absent: Value = { text: '', number: null, unit: null };

export function nameOf(concept: Json | undefined): string | null {
  return textOrNull(cleanText(labelOf(concept) ?? codesOf(concept)[0]?.code ?? ''));
}

/** The code of LOINC, else the first one. */
function codeOf(concept: Json | undefined): ResultLine['code'] {
  const codes = codesOf(concept);
  const found = codes.find(({ system }) => system === loinc) ?? codes[0];
  return found === undefined || found.code === null ? null : { code: found.code, system: found.system };
}

function measured(element: JsonObject, value: Value): Pick<ResultLine, 'value' | 'flag' | 'abnormal'> {
  const range = rangeOf(objects(element['referenceRange']), value.unit);
  const [mark] = objects(element['interpretation']);
  const coded = codesOf(mark).find(({ system }) => interpretations.includes(system ?? ''));
  return {
    value: { ...value, range },
    flag: coded?.code ?? (mark === undefined ? null : nameOf(mark)),
    abnormal: abnormalOf(value.number, range),
  };
}

/** The value of any type; what is no number stays text as sent, and null is a type that is not read. */
function valueOf(element: JsonObject): Value | null {
  const name = Object.keys(element).find((one) => /^value[A-Z]/.test(one));
  if (name === undefined) return absent;
  const value = element[name];
  switch (name) {
    case 'valueQuantity':
      return isObject(value) ? quantity(value) : null;
    case 'valueInteger':
      return quantity({ value: value ?? null });
    case 'valueString':
    case 'valueTime':
    case 'valueDateTime':
      return worded(words(value) ?? '');
    case 'valueBoolean':
      return worded(value === true ? 'oui' : 'non');
    case 'valueCodeableConcept':
      return worded(nameOf(value) ?? '');
    case 'valueRange':
      return isObject(value) ? interval(value) : null;
    case 'valueRatio':
      return isObject(value) ? worded(['numerator', 'denominator'].map((part) => amount(value[part])).join('/')) : null;
    case 'valuePeriod':
      return isObject(value)
        ? worded([value['start'], value['end']].map((one) => words(one) ?? '?').join(' – '))
        : null;
    default:
      return null;
  }
}

function quantity(value: JsonObject): Value {
  const written = `${text(value['comparator']) ?? ''}${digits(value['value']) ?? ''}`;
  return { text: written, number: readNumber(written, signs), unit: unitOf(value) };
}

/** A bound alone is a number with a limit; two bounds are the text of both. */
function interval({ low, high }: JsonObject): Value {
  const [from, to] = [isObject(low) ? low : {}, isObject(high) ? high : {}];
  const [lowest, highest] = [digits(from['value']), digits(to['value'])];
  const unit = unitOf(lowest === null ? to : from);
  if (lowest !== null && highest !== null) return { ...worded(`${lowest} - ${highest}`), unit };
  if (lowest === null && highest === null) return absent;
  const written = lowest === null ? `<=${highest ?? ''}` : `>=${lowest}`;
  return { text: written, number: readNumber(written, signs), unit };
}

/**
 * The reference range: the only one, or the only one that is marked as normal. Its bounds count if they have the unit
 * of the result or none, and no bounds count if there are several ranges (for ages or sexes); their words are kept.
 */
function rangeOf(ranges: readonly JsonObject[], unit: string | null): SentRange | null {
  const normal = ranges.filter(({ type }) => codesOf(type).some(({ code }) => code === 'normal'));
  const [only, ...others] = normal.length > 0 ? normal : ranges;
  const whole = ranges.flatMap((one) => wordsOfRange(one) ?? []).join(' ; ');
  if (only === undefined || whole === '') return null;
  const [low, high] = [boundOf(only['low'], unit), boundOf(only['high'], unit)];
  const isReversed = low !== null && high !== null && compareDecimals(low.decimal, high.decimal) > 0;
  return others.length > 0 || isReversed ? { text: whole, low: null, high: null } : { text: whole, low, high };
}

function wordsOfRange(range: JsonObject): string | null {
  const written = words(range['text']);
  if (written !== null) return written;
  const [low, high] = [range['low'], range['high']].map((one) => (isObject(one) ? digits(one['value']) : null));
  if (typeof low === 'string') return typeof high === 'string' ? `${low} - ${high}` : `> ${low}`;
  return typeof high === 'string' ? `< ${high}` : null;
}

function boundOf(bound: Json | undefined, unit: string | null): Bound | null {
  if (!isObject(bound)) return null;
  const read = readNumber(digits(bound['value']) ?? '', signs);
  const own = unitOf(bound);
  return read === null || (own !== null && own !== unit) ? null : { decimal: read.decimal, isExclusive: false };
}

/** UCUM writes 1 where there is no unit. */
function unitOf(value: JsonObject): string | null {
  const unit = words(value['unit']) ?? words(value['code']);
  return unit === '1' ? null : unit;
}

function amount(value: Json | undefined): string {
  if (!isObject(value)) return '?';
  return [digits(value['value']) ?? '?', unitOf(value)].filter((part) => part !== null).join(' ');
}

/** The digits of a number, as they were written. */
function digits(value: Json | undefined): string | null {
  return typeof value === 'string' || typeof value === 'number' ? textOrNull(cleanText(String(value))) : null;
}

function words(value: Json | undefined): string | null {
  return textOrNull(cleanText(text(value) ?? ''));
}

function worded(written: string): Value {
  return { text: written, number: null, unit: null };
}

export function timeOf(resource: JsonObject): string | null {
  const { effectivePeriod } = resource;
  return (
    sentTime(resource['effectiveDateTime']) ??
    sentTime(resource['effectiveInstant']) ??
    (isObject(effectivePeriod) ? sentTime(effectivePeriod['start']) : null)
  );
}

/** FHIR's ObservationStatus and DiagnosticReportStatus. */
const states: Readonly<Record<string, ResultState>> = {
  registered: 'registered',
  preliminary: 'preliminary',
  partial: 'preliminary',
  final: 'final',
  amended: 'corrected',
  corrected: 'corrected',
  appended: 'corrected',
  cancelled: 'cancelled',
  'entered-in-error': 'entered-in-error',
};

export function stateOf(status: string | null): ResultState {
  return Object.hasOwn(states, status ?? '') ? (states[status ?? ''] ?? 'unknown') : 'unknown';
}
