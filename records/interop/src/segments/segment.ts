import { decodeText } from '../text/decode-text.ts';

/** The signs that separate the parts of a message, as its header announces them. */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

/** One segment. `fields[0]` is its name, and `fields[n]` its field n as sent, with its escape sequences. */
export interface Segment {
  readonly name: string;
  readonly fields: readonly string[];
}

/**
 * @param signs component, repetition, escape and subcomponent; missing ones are the usual ones
 * @returns null for signs that cannot separate: a letter, a digit, or one sign twice
 */
export function delimitersOf(field: string, signs: string, usual: string): Delimiters | null {
  const [component = '', repetition = '', escape = '', subcomponent = ''] = Array.from(
    signs + usual.slice(signs.length),
  );
  const all = [field, component, repetition, escape, subcomponent];
  if (all.some((sign) => !/^[!-/:-@[-`{-~]$/.test(sign)) || new Set(all).size < all.length) return null;
  return { field, component, repetition, escape, subcomponent };
}

export function repetitionsOf(field: string | undefined, { repetition }: Delimiters): string[] {
  return field === undefined || field === '' ? [] : field.split(repetition);
}

/** The components of a field without repetitions, unescaped. */
export function componentsOf(field: string | undefined, delimiters: Delimiters): string[] {
  return (field ?? '').split(delimiters.component).map((component) => unescapeText(component, delimiters));
}

/** A whole field as a person reads it: components with spaces, repetitions in lines. */
export function plainTextOf(field: string | undefined, delimiters: Delimiters): string {
  return repetitionsOf(field, delimiters)
    .map((one) =>
      componentsOf(one, delimiters)
        .filter((part) => part !== '')
        .join(' '),
    )
    .join('\n')
    .trim();
}

/**
 * Replaces the escape sequences of HL7 (2.5, section 2.7), which HPRIM Santé shares. A sequence that is not known stays
 * as sent.
 */
export function unescapeText(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters;
  if (!text.includes(escape)) return text;
  const parts = text.split(escape);
  let result = parts[0] ?? '';
  for (let at = 1; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const meaning = at < parts.length - 1 ? meaningOf(part, delimiters) : null;
    if (meaning === null) {
      result += escape + part;
    } else {
      result += meaning + (parts[at + 1] ?? '');
      at++;
    }
  }
  return result;
}

function meaningOf(code: string, { field, component, repetition, escape, subcomponent }: Delimiters): string | null {
  const signs: Readonly<Record<string, string>> = {
    F: field,
    S: component,
    T: subcomponent,
    R: repetition,
    E: escape,
    H: '',
    N: '',
    '.br': '\n',
  };
  if (Object.hasOwn(signs, code)) return signs[code] ?? null;
  if (/^\.(?:sp|in|ti|fi|nf|ce|sk)[+-]?\d{0,3}$/.test(code)) return /^\.(?:sp|ce)/.test(code) ? '\n' : ' ';
  if (!/^X(?:[\dA-Fa-f]{2}){1,64}$/.test(code)) return null;
  const bytes = Uint8Array.from({ length: (code.length - 1) / 2 }, (_, i) =>
    parseInt(code.slice(1 + 2 * i, 3 + 2 * i), 16),
  );
  return decodeText(bytes, null).text;
}
