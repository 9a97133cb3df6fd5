import { widthOf, type Face } from './font-widths.ts';

/** A4 in points (1/72 inch). */
export const paper = { width: 595.28, height: 841.89 } as const;

/** A drawn element; `y` of a text is its base line, counted from the top. */
export type Item =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly face: Face;
      readonly text: string;
      readonly width: number;
    }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
    }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };

/** One page. Screen, printer and PDF draw the same items, so that a preview is exact. */
export type Sheet = { readonly items: readonly Item[] };

/** Something printed. `title` is for a PDF's reader and names no patient. */
export type Print = {
  readonly title: string;
  readonly sheets: readonly Sheet[];
};

/** A text of one line. @param align where `x` is */
export function textItem(
  text: string,
  x: number,
  y: number,
  {
    size = 10,
    face = 'plain',
    align = 'left',
  }: Partial<{
    size: number;
    face: Face;
    align: 'left' | 'right' | 'centre';
  }> = {},
): Item {
  const shown = printable(text);
  const width = widthOf(shown, face, size);
  const start = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
  return { kind: 'text', x: start, y, size, face, text: shown, width };
}

/** Lines of a paragraph that are no wider than `width`. A word that is wider than that is divided. */
export function wrap(text: string, width: number, size: number, face: Face = 'plain'): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text)
    .split(' ')
    .flatMap((one) => pieces(one, width, size, face))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, face, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number, size: number, face: Face): string[] {
  if (widthOf(word, face, size) <= width) return [word];
  const parts: string[] = [''];
  for (const character of word) {
    const last = parts.at(-1) ?? '';
    if (widthOf(last + character, face, size) > width && last !== '') parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}

/** Without control characters; the narrow space, which Helvetica lacks, is a no-break space. */
function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u202f\u2009]/gu, '\u00a0')
    .replace(/\t/gu, '  ')
    .replace(/\p{Cc}|\p{Cf}/gu, '');
}
