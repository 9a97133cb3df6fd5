import type { Face } from './font-widths.ts';
import { paper, textItem, wrap, type Item, type Sheet } from './sheet.ts';

export const margin = { left: 56, right: 56, top: 56, bottom: 64 } as const;
export const textWidth = paper.width - margin.left - margin.right;

/** Writes down the pages. Texts never go below the bottom margin: a new page begins there. */
export type Flow = {
  /** Height at which the next text begins. */
  y(): number;
  gap(height: number): void;
  /** A paragraph; lines of its text are kept. */
  paragraph(
    text: string,
    style?: Partial<{
      size: number;
      face: Face;
      indent: number;
      leading: number;
    }>,
  ): void;
  rule(): void;
  add(...items: readonly Item[]): void;
  /** Begins a new page unless this height is free. */
  need(height: number): void;
  /** Ends the print; `frame` draws what every page has. */
  sheets(frame: (page: number, pages: number) => readonly Item[]): Sheet[];
};

/** @param top height at which the text of the first page begins; later pages begin at the margin */
export function createFlow(top: number, nextTop: number = margin.top): Flow {
  const pages: Item[][] = [[]];
  let y = top;
  const add = (...items: readonly Item[]): void => {
    pages.at(-1)?.push(...items);
  };
  const need = (height: number): void => {
    if (y + height <= paper.height - margin.bottom) return;
    pages.push([]);
    y = nextTop;
  };
  return {
    y: () => y,
    gap(height) {
      y += height;
    },
    paragraph(text, { size = 10.5, face = 'plain', indent = 0, leading = 1.38 } = {}) {
      for (const paragraph of text.replace(/\r\n?/gu, '\n').split('\n')) {
        for (const line of wrap(paragraph, textWidth - indent, size, face)) {
          need(size * leading);
          y += size * leading;
          add(
            textItem(line, margin.left + indent, y - size * (leading - 1), {
              size,
              face,
            }),
          );
        }
      }
    },
    rule() {
      need(8);
      add({
        kind: 'line',
        x1: margin.left,
        y1: y + 4,
        x2: margin.left + textWidth,
        y2: y + 4,
      });
      y += 8;
    },
    add,
    need,
    sheets: (frame) =>
      pages.map((items, i) => ({
        items: [...frame(i + 1, pages.length), ...items],
      })),
  };
}
