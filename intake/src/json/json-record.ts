import type { BadRowCode } from '../source.ts';

/** One record of a JSON source: an object, an array of cells, or malformed bytes. */
export type JsonRecord =
  | { readonly ok: true; readonly value: object; readonly raw: Uint8Array }
  | { readonly ok: false; readonly code: BadRowCode; readonly raw: Uint8Array };
