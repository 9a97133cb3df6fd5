import { bytesOfDataUrl } from '../../elements/data-url.ts';

type Loader = () => Promise<{ readonly default: string }>;

/**
 * The files that pdf.js asks for by name: the standard fonts of PDF, which documents need not embed, and the decoders
 * of scans. Each is a script of its own, because the policy of the page permits no other request, and is loaded with
 * the first document that needs it.
 */
const loaders: Readonly<Record<string, Loader>> = {
  'FoxitDingbats.pfb': () => import('pdfjs-dist/standard_fonts/FoxitDingbats.pfb?inline'),
  'FoxitFixed.pfb': () => import('pdfjs-dist/standard_fonts/FoxitFixed.pfb?inline'),
  'FoxitFixedBold.pfb': () => import('pdfjs-dist/standard_fonts/FoxitFixedBold.pfb?inline'),
  'FoxitFixedBoldItalic.pfb': () => import('pdfjs-dist/standard_fonts/FoxitFixedBoldItalic.pfb?inline'),
  'FoxitFixedItalic.pfb': () => import('pdfjs-dist/standard_fonts/FoxitFixedItalic.pfb?inline'),
  'FoxitSerif.pfb': () => import('pdfjs-dist/standard_fonts/FoxitSerif.pfb?inline'),
  'FoxitSerifBold.pfb': () => import('pdfjs-dist/standard_fonts/FoxitSerifBold.pfb?inline'),
  'FoxitSerifBoldItalic.pfb': () => import('pdfjs-dist/standard_fonts/FoxitSerifBoldItalic.pfb?inline'),
  'FoxitSerifItalic.pfb': () => import('pdfjs-dist/standard_fonts/FoxitSerifItalic.pfb?inline'),
  'FoxitSymbol.pfb': () => import('pdfjs-dist/standard_fonts/FoxitSymbol.pfb?inline'),
  'LiberationSans-Bold.ttf': () => import('pdfjs-dist/standard_fonts/LiberationSans-Bold.ttf?inline'),
  'LiberationSans-BoldItalic.ttf': () => import('pdfjs-dist/standard_fonts/LiberationSans-BoldItalic.ttf?inline'),
  'LiberationSans-Italic.ttf': () => import('pdfjs-dist/standard_fonts/LiberationSans-Italic.ttf?inline'),
  'LiberationSans-Regular.ttf': () => import('pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf?inline'),
  'jbig2.wasm': () => import('pdfjs-dist/wasm/jbig2.wasm?inline'),
  'openjpeg.wasm': () => import('pdfjs-dist/wasm/openjpeg.wasm?inline'),
};

/** The bytes of such a file; null for a name that is not listed, or a file that does not load. */
export async function readerData(name: string): Promise<Uint8Array | null> {
  if (!Object.hasOwn(loaders, name)) return null;
  try {
    const loaded = await loaders[name]?.();
    return loaded === undefined ? null : bytesOfDataUrl(loaded.default);
  } catch {
    return null;
  }
}
