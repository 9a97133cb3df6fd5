import type { Json } from '@etanche/records-fhir';
import type { Decimal } from './received-report.ts';

const exactDigits = Symbol('digits');

/** A number with exactly these digits: a `number` would write 1.30 as 1.3, which is another precision in FHIR. */
interface ExactNumber {
  readonly [exactDigits]: Decimal;
}

type ExactJson = Exclude<Json, Json[] | object> | ExactNumber | readonly ExactJson[] | ExactObject;

/** Members that are undefined are not written. */
export interface ExactObject {
  readonly [name: string]: ExactJson | undefined;
}

/** @param decimal digits as `readNumber` gives them, which are a number of JSON */
export function exactNumber(decimal: Decimal): ExactNumber {
  return { [exactDigits]: decimal };
}

/** JSON text with the exact digits of its numbers. */
export function writeExactJson(value: ExactJson): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(writeExactJson).join(',')}]`;
  if (isExact(value)) return value[exactDigits];
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${writeExactJson(member)}`],
  );
  return `{${members.join(',')}}`;
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value);
}

function isExact(value: ExactNumber | ExactObject): value is ExactNumber {
  return Object.hasOwn(value, exactDigits);
}
