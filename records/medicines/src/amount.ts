/** A mass or a count of a strength in one unit: mg, IU or another folded text. */
export interface Amount {
  readonly value: number;
  /** `mg`, `ui`, `ml`, `%` … */
  readonly unit: string;
}

const factors: Readonly<Record<string, readonly [number, string]>> = {
  kg: [1_000_000, 'mg'],
  g: [1000, 'mg'],
  gramme: [1000, 'mg'],
  mg: [1, 'mg'],
  milligramme: [1, 'mg'],
  microgramme: [0.001, 'mg'],
  ug: [0.001, 'mg'],
  mcg: [0.001, 'mg'],
  nanogramme: [0.000001, 'mg'],
  ui: [1, 'ui'],
  'u.i.': [1, 'ui'],
  mui: [1_000_000, 'ui'],
  l: [1000, 'ml'],
  ml: [1, 'ml'],
};

/**
 * Reads a folded strength such as `1,5 g` or `100 microgrammes`; null for anything else, such as `2CH` or a range.
 * A comma is a decimal point, a space in a number separates thousands.
 */
export function parseAmount(folded: string): Amount | null {
  const match = /^(\d{1,3}(?: \d{3})+|\d+)(?:,(\d+))? ?([a-z.%]+)$/.exec(folded.trim());
  if (match === null) return null;
  const [, whole = '', decimals = '0', unit = ''] = match;
  const [factor, base] = factors[unit] ?? factors[unit.replace(/s$/, '')] ?? [1, unit];
  const value = Number(`${whole.replaceAll(' ', '')}.${decimals}`) * factor;
  return { value: Number(value.toPrecision(12)), unit: base };
}
