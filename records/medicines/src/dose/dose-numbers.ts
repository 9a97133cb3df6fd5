/** A number as it is typed in a dose: `1`, `0,5`, `1/2`, `½`, `1 ½`, `un`. */
export const numberPattern = '(?:\\d+ ?[¼½¾]|[¼½¾]|[1-9]\\/[2-4](?!\\d)|\\d+(?:[.,]\\d+)?(?!\\d|\\/\\d)|une?(?![a-z]))';

const signs: Readonly<Record<string, number>> = { '¼': 0.25, '½': 0.5, '¾': 0.75 };

/** Reads a text that `numberPattern` matched. */
export function readNumber(text: string): number {
  const sign = signs[text.at(-1) ?? ''];
  if (sign !== undefined) return Number(text.slice(0, -1).trim() || '0') + sign;
  if (/^une?$/.test(text)) return 1;
  const [above = '', below] = text.split('/');
  return below === undefined ? Number(above.replace(',', '.')) : Number(above) / Number(below);
}

/** `0,5` as typed. */
export function typedNumber(value: number): string {
  return String(Number(value.toFixed(3))).replace('.', ',');
}

/** `1 ½` pieces or `1,5` of a measure, as read in French; U+00A0 in thousands. */
export function frenchNumber(value: number, isMeasure: boolean): string {
  const whole = Math.floor(value);
  const sign = Object.entries(signs).find(([, part]) => Math.abs(value - whole - part) < 1e-9)?.[0];
  if (sign !== undefined && !isMeasure) return whole === 0 ? sign : `${whole}\u00a0${sign}`;
  const [integer = '', decimals] = typedNumber(value).split(',');
  const grouped = integer.length > 3 ? integer.replace(/\B(?=(?:\d{3})+$)/g, '\u00a0') : integer;
  return decimals === undefined ? grouped : `${grouped},${decimals}`;
}
