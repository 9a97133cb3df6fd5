import type { Json } from '@etanche/records-fhir';

const mark = '\u0001';

/** A decimal that keeps its trailing zeros: 7.0 is not 7.00 (R4, decimal). For `writeJson` only. */
export function decimal(value: number, decimals: number): string {
  return `${mark}${value.toFixed(decimals)}${mark}`;
}

/** JSON with the decimals of `decimal`. */
export function writeJson(value: Json): string {
  return JSON.stringify(value).replace(/"\\u0001([\d.-]+)\\u0001"/g, '$1');
}
