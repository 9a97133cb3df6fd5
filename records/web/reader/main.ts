import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Match, ReaderAnswer, ReaderFailure, ReaderRequest } from '../port/reader-messages.ts';
import { drawPage } from './draw-page.ts';
import { findOnPage, type FoundIn } from './find-text.ts';
import { openPdf } from './open-pdf.ts';

const mostPages = 2000;
const mostMatches = 1000;

const running = new Map<number, AbortController>();
const needed = new Map<number, (bytes: Uint8Array | null) => void>();
let pdf: PDFDocumentProxy | null = null;

addEventListener('message', ({ data }: MessageEvent<ReaderRequest>) => {
  if (data.type === 'cancel') running.get(data.id)?.abort();
  else if (data.type === 'data') {
    needed.get(data.id)?.(data.bytes);
    needed.delete(data.id);
  } else void answer(data);
});

type Question = Exclude<ReaderRequest, { readonly type: 'cancel' | 'data' }>;

async function answer(request: Question): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const reply = await read(request, controller.signal);
    if (controller.signal.aborted) return;
    postMessage(reply, { transfer: reply.type === 'drawn' ? [reply.bitmap] : [] });
  } catch (error) {
    if (!controller.signal.aborted) postMessage({ type: 'failed', id, code: codeOf(error) } satisfies ReaderAnswer);
  } finally {
    running.delete(id);
  }
}

async function read(request: Question, signal: AbortSignal): Promise<ReaderAnswer> {
  const { id } = request;
  if (request.type === 'open') {
    pdf = await openPdf(request.bytes, request.password, need);
    if (pdf.numPages > mostPages) throw new RangeError('too many pages');
    const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
    return { type: 'opened', id, pages: pdf.numPages, ratio: width / height };
  }
  if (pdf === null) throw new TypeError('no document is open');
  if (request.type === 'draw') return { type: 'drawn', id, ...(await drawPage(pdf, request, signal)) };
  return { type: 'found', id, matches: await find(pdf, request.text, signal) };
}

async function find(document: PDFDocumentProxy, text: string, signal: AbortSignal): Promise<Match[]> {
  const matches: Match[] = [];
  for (let number = 1; number <= document.numPages && matches.length < mostMatches; number += 1) {
    if (signal.aborted) break;
    matches.push(...findOnPage(number, await textOf(document, number), text));
  }
  return matches.slice(0, mostMatches);
}

/** Nothing for a damaged page, so that the others are searched. */
async function textOf(document: PDFDocumentProxy, number: number): Promise<FoundIn[]> {
  try {
    const { items } = await (await document.getPage(number)).getTextContent();
    return items.flatMap((item) => ('str' in item ? [{ text: item.str, endsLine: item.hasEOL }] : []));
  } catch {
    return [];
  }
}

/** Asks the page for a file of pdf.js: this worker has no network. */
function need(name: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const id = needed.size === 0 ? 1 : Math.max(...needed.keys()) + 1;
    needed.set(id, (bytes) => {
      if (bytes === null) reject(new RangeError('no such file'));
      else resolve(bytes);
    });
    postMessage({ type: 'need', id, name } satisfies ReaderAnswer);
  });
}

function codeOf(error: unknown): ReaderFailure {
  if (error instanceof RangeError) return 'pdf_too_large';
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (name !== 'PasswordException') return 'pdf_damaged';
  // PasswordResponses of pdf.js: 1 for none, 2 for a wrong one.
  return code === 2 ? 'pdf_password_wrong' : 'pdf_encrypted';
}
