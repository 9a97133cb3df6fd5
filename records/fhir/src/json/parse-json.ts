import { FhirError } from '../fhir-error.ts';
import type { Json } from './json.ts';
import { parseString, skipString, skipSpace } from './scan.ts';

/** `bytes` of UTF-8, `depth` of nested objects and arrays. */
export interface JsonLimits {
  readonly bytes: number;
  readonly depth: number;
  /** Greatest size in bytes of one base64 value that is stored separately (`findLargeData`). Without it no data are. */
  readonly dataBytes?: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes UTF-8 exactly: encoding the text again gives the same bytes.
 *
 * @throws FhirError `json_limits`, `json_invalid`
 */
export function decodeJson(bytes: Uint8Array, limits: JsonLimits): string {
  if (bytes.length > limits.bytes) {
    throw new FhirError('json_limits', `JSON of ${bytes.length} bytes exceeds ${limits.bytes}`);
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new FhirError('json_invalid', `${bytes.length} bytes are not UTF-8`, { cause });
  }
}

/**
 * Parses JSON that all readers interpret alike (I-JSON, RFC 7493 sections 2.1 and 2.3). It rejects a repeated name in
 * an object, because some readers use the first value and others the last, and half a surrogate pair, which UTF-8
 * cannot encode.
 *
 * @throws FhirError `json_limits`, `json_invalid`
 */
export function parseJson(text: string, limits: JsonLimits): Json {
  checkSurrogates(text);
  checkNames(text, limits.depth);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new FhirError('json_invalid', `text of ${text.length} characters is not JSON`, { cause });
  }
}

/** One pass over quotes and brackets. Text that is not JSON may pass here and then fails in `JSON.parse`. */
function checkNames(text: string, depth: number): void {
  const open: (Set<string> | null)[] = [];
  const signs = /["{}[\]]/g;
  while (signs.test(text)) {
    const at = signs.lastIndex - 1;
    const sign = text[at];
    if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? new Set() : null);
      if (open.length > depth) throw new FhirError('json_limits', `JSON is nested deeper than ${depth}`);
    } else if (sign === '"') {
      signs.lastIndex = skipString(text, at);
      const names = open.at(-1);
      const isName = names && text[skipSpace(text, signs.lastIndex)] === ':';
      checkString(text.slice(at, signs.lastIndex), isName ? names : null);
    } else {
      open.pop();
    }
  }
}

function checkString(quoted: string, names: Set<string> | null): void {
  const isEscaped = quoted.includes('\\');
  const value = isEscaped ? parseString(quoted) : quoted.slice(1, -1);
  if (isEscaped) checkSurrogates(value);
  if (names === null) return;
  // Copying the object field by field would change the prototype of the copy.
  if (value === '__proto__') throw new FhirError('json_invalid', 'an object has a member __proto__');
  if (names.has(value)) throw new FhirError('json_invalid', `a name of ${value.length} characters is repeated`);
  names.add(value);
}

/** `String.prototype.isWellFormed` needs Chrome 111 or Firefox 119. */
function checkSurrogates(value: string): void {
  if (!/\p{Surrogate}/u.test(value)) return;
  throw new FhirError('json_invalid', `a text of ${value.length} characters has half a surrogate pair`);
}
