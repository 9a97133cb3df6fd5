import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { DrawnPage, PageToDraw } from '../port/reader-messages.ts';
import { textsOf } from './page-texts.ts';

/** Limits of a canvas that browsers draw without losing it. */
const most = { side: 8192, pixels: 24_000_000 };

/** Draws a page on white, with the positions of its texts. @throws pdf.js' errors for a page that cannot be read */
export async function drawPage(
  pdf: PDFDocumentProxy,
  { page: pageNumber, turns, width, density }: PageToDraw,
  signal: AbortSignal,
): Promise<DrawnPage> {
  const page = await pdf.getPage(pageNumber);
  const rotation = (page.rotate + turns * 90) % 360;
  const natural = page.getViewport({ scale: 1, rotation });
  const shown = page.getViewport({ scale: width / natural.width, rotation });
  const pixels = Math.min(
    density,
    most.side / Math.max(shown.width, shown.height),
    Math.sqrt(most.pixels / (shown.width * shown.height)),
  );
  const viewport = page.getViewport({ scale: shown.scale * pixels, rotation });
  const canvas = new OffscreenCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  const task = page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport });
  const cancel = (): void => {
    task.cancel();
  };
  signal.addEventListener('abort', cancel);
  try {
    await task.promise;
    const texts = await textsOf(page, shown);
    return { bitmap: canvas.transferToImageBitmap(), ratio: natural.width / natural.height, texts };
  } finally {
    signal.removeEventListener('abort', cancel);
    page.cleanup();
  }
}
