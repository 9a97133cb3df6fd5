import type { PageViewport, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PlacedText } from '../port/reader-messages.ts';

/** Height of a letter above the line where the document does not say it, as a share of the size. */
const usualAscent = 0.8;

/** The texts of a page in the order of the document. */
export async function textsOf(page: PDFPageProxy, viewport: PageViewport): Promise<PlacedText[]> {
  const { items, styles } = await page.getTextContent();
  return items.flatMap((item) => {
    if (!('str' in item)) return [];
    const [a, b, c, d, left, base] = product(viewport.transform, item.transform as number[]);
    const size = Math.hypot(c, d);
    const angle = Math.atan2(b, a);
    const ascent = (styles[item.fontName]?.ascent ?? usualAscent) || usualAscent;
    return {
      text: item.str,
      left: left + ascent * size * Math.sin(angle),
      top: base - ascent * size * Math.cos(angle),
      width: item.width * viewport.scale,
      size,
      angle: (angle * 180) / Math.PI,
      endsLine: item.hasEOL,
    };
  });
}

type Matrix = [number, number, number, number, number, number];

/** The transformation `m` after `n` (PDF 32000-1 section 8.3.4). */
function product(m: readonly number[], n: readonly number[]): Matrix {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = m;
  const [g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = n;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
