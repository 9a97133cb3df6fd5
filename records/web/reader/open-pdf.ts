import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { WorkerMessageHandler } from 'pdfjs-dist/legacy/build/pdf.worker.mjs';

declare global {
  /** pdf.js looks for its parser here before it starts a worker of its own. */
  var pdfjsWorker: { readonly WorkerMessageHandler: unknown };
}

/** Gives a font or a decoder by its file name. @throws RangeError if there is none */
export type DataSource = (name: string) => Promise<Uint8Array>;

/** An image of more pixels would fill the memory of a device. */
const mostImagePixels = 60_000_000;
/** pdf.js puts this before the name of each file that it asks for, and requires it. */
const anyUrl = 'data/';

/**
 * Opens a PDF with all of pdf.js in this worker. Glyphs are drawn as paths, so that no font of a document reaches the
 * browser; scripts, forms of XFA and links of the document have no effect.
 *
 * @throws pdf.js' PasswordException, or another error for a damaged document
 */
export async function openPdf(
  bytes: Uint8Array,
  password: string | null,
  source: DataSource,
): Promise<PDFDocumentProxy> {
  globalThis.pdfjsWorker = { WorkerMessageHandler };
  return getDocument({
    data: bytes,
    ...(password === null ? {} : { password }),
    verbosity: 0,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    maxImageSize: mostImagePixels,
    standardFontDataUrl: anyUrl,
    wasmUrl: anyUrl,
    BinaryDataFactory: dataFactory(source),
    CanvasFactory,
    FilterFactory,
  }).promise;
}

function dataFactory(source: DataSource) {
  return class {
    fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
      return source(filename);
    }
  };
}

type Drawing = { canvas: OffscreenCanvas | null; context: OffscreenCanvasRenderingContext2D | null };

/** The canvases of pdf.js where there is no document. */
class CanvasFactory {
  create(width: number, height: number): Drawing {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext('2d', { willReadFrequently: true }) };
  }

  getNoAlphaContext(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D | null {
    return canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  }

  reset({ canvas }: Drawing, width: number, height: number): void {
    if (canvas !== null) Object.assign(canvas, { width, height });
  }

  destroy(drawing: Drawing): void {
    this.reset(drawing, 0, 0);
    Object.assign(drawing, { canvas: null, context: null });
  }
}

/** The filters of pdf.js are SVG in the document of a page: rare effects of printing are left out here. */
class FilterFactory {
  addFilter = none;
  addHCMFilter = none;
  addAlphaFilter = none;
  addLuminosityFilter = none;
  addKnockoutFilter = none;
  addHighlightHCMFilter = none;
  addSelectionHCMFilter = none;
  addSelectionFilter = none;
  createSelectionStyle(): null {
    return null;
  }
  destroy(): void {
    // Nothing is held.
  }
}

function none(): string {
  return 'none';
}
