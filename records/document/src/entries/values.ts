import { labelOf, objects, text, type Json, type JsonObject } from '@etanche/records-fhir';
import { frenchDate, frenchNumber } from '../french-format.ts';
import { object } from '../read-json.ts';

/** Texts for UCUM codes that are used as units. */
const units: Readonly<Record<string, string>> = {
  Cel: '°C',
  '10*3/uL': '10³/µL',
  '10*6/uL': '10⁶/µL',
  'ug/L': 'µg/L',
  'mm[Hg]': 'mmHg',
  '{score}': '',
};

/** `13,2 g/dL`, or the number alone. Numbers are strings, from `readExactly`. */
function quantity(value: Json | undefined, withUnit = true): string | null {
  const { value: number, comparator } = object(value);
  if (typeof number !== 'string') return null;
  const parts = [text(comparator), frenchNumber(number), withUnit ? unitOf(value) : null];
  return parts.filter((part) => part !== null && part !== '').join(' ');
}

function unitOf(value: Json | undefined): string | null {
  const { unit, code } = object(value);
  const written = text(unit) ?? text(code);
  return written === null ? null : (units[written] ?? written);
}

/** The value of an Observation or of one of its components, of any type. */
export function valueOf(element: JsonObject): string | null {
  for (const [name, value] of Object.entries(element)) {
    if (!name.startsWith('value')) continue;
    if (typeof value === 'string') return valueText(name, value);
    if (typeof value === 'boolean') return value ? 'oui' : 'non';
    const found = quantity(value) ?? labelOf(value);
    if (found !== null) return found;
  }
  return labelOf(element['dataAbsentReason']);
}

function valueText(name: string, value: string): string {
  if (name === 'valueDateTime') return frenchDate(value);
  return name === 'valueInteger' || name === 'valueDecimal' ? frenchNumber(value) : value;
}

/** `normale : 12 à 16 g/dL` */
export function referenceRange(observation: JsonObject): string | null {
  const [range = {}] = objects(observation['referenceRange']);
  const { low, high } = range;
  const written = text(range['text']) ?? rangeText(low, high);
  return written === null ? null : `normale : ${written}`;
}

function rangeText(low: Json | undefined, high: Json | undefined): string | null {
  const [from, to] = [quantity(low), quantity(high)];
  if (from === null) return to === null ? null : `< ${to}`;
  if (to === null) return `> ${from}`;
  return unitOf(low) === unitOf(high) ? `${quantity(low, false) ?? ''} à ${to}` : `${from} à ${to}`;
}

/** The first day in the first field with a time: `effectiveDateTime`, `performedPeriod`, `authoredOn`… */
export function dateOf(resource: JsonObject): string | null {
  const fields = ['effective', 'performed', 'occurrence', 'onset'].flatMap((name) => [
    text(resource[`${name}DateTime`]),
    text(object(resource[`${name}Period`])['start']),
  ]);
  const others = ['authoredOn', 'recordedDate', 'date', 'start', 'issued', 'dateTime', 'created'];
  return (
    [...fields, text(object(resource['period'])['start']), ...others.map((name) => text(resource[name]))].find(
      (date) => date !== null,
    ) ?? null
  );
}
