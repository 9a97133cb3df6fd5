import type { Json } from '@etanche/records-fhir';

const dateTime = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?)?)?$/;

/** A FHIR dateTime or instant as a sent time, without fractions of a second; null for another text. */
export function sentTime(value: Json | undefined): string | null {
  if (typeof value !== 'string' || !dateTime.test(value)) return null;
  return value.replace(/\.\d+/, '').replace(/Z$/, '+00:00');
}
