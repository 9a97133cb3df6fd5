import type {
  DrawnPage,
  Match,
  PageToDraw,
  ReaderAnswer,
  ReaderFailure,
  ReaderRequest,
} from '../../../port/reader-messages.ts';
import { workerOf } from '../../session/start-worker.ts';
import { readerData } from './reader-data.ts';

/** Path of the reader's script below the page, inserted when the application is built. */
declare const ETANCHE_READER: string;

/** The reader could not do something with the document. */
export class ReaderError extends Error {
  readonly code: ReaderFailure;

  constructor(code: ReaderFailure) {
    super(code);
    this.name = 'ReaderError';
    this.code = code;
  }
}

/** A PDF in a worker of its own. */
export type PdfReader = {
  /** @throws ReaderError */
  open(bytes: Uint8Array, password: string | null): Promise<{ readonly pages: number; readonly ratio: number }>;
  /** @throws ReaderError; the signal's reason when aborted */
  draw(page: PageToDraw, signal: AbortSignal): Promise<DrawnPage>;
  find(text: string, signal: AbortSignal): Promise<readonly Match[]>;
  /** Ends the worker, also in the middle of a document that never ends. */
  close(): void;
};

type Waiting = { readonly resolve: (answer: ReaderAnswer) => void; readonly reject: (error: unknown) => void };
type Asked = Extract<ReaderRequest, { readonly type: 'open' | 'draw' | 'find' }>;
type Unnumbered<Request> = Request extends Asked ? Omit<Request, 'id'> : never;

export function startPdfReader(): PdfReader {
  const worker = workerOf(ETANCHE_READER);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const send = (message: ReaderRequest): void => {
    worker.postMessage(message);
  };
  const serve = async (id: number, name: string): Promise<void> => {
    send({ type: 'data', id, bytes: await readerData(name) });
  };
  worker.addEventListener('message', ({ data }: MessageEvent<ReaderAnswer>) => {
    if (data.type === 'need') {
      void serve(data.id, data.name);
      return;
    }
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'failed') one?.reject(new ReaderError(data.code));
    else one?.resolve(data);
  });
  // A worker that fails answers nothing more: its script did not load, or the document filled its memory.
  worker.addEventListener('error', () => {
    for (const { reject } of waiting.values()) reject(new ReaderError('pdf_damaged'));
    waiting.clear();
  });
  const ask = <Answer extends ReaderAnswer['type']>(
    request: Unnumbered<Asked>,
    answer: Answer,
    signal?: AbortSignal,
  ): Promise<Extract<ReaderAnswer, { readonly type: Answer }>> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const id = ++last;
      waiting.set(id, {
        resolve: (given) => {
          if (given.type === answer) resolve(given as Extract<ReaderAnswer, { readonly type: Answer }>);
        },
        reject,
      });
      signal?.addEventListener(
        'abort',
        () => {
          if (!waiting.delete(id)) return;
          send({ type: 'cancel', id });
          reject(signal.reason as Error);
        },
        { once: true },
      );
      send({ ...request, id });
    });
  return {
    open: async (bytes, password) => ask({ type: 'open', bytes, password }, 'opened'),
    draw: async (page, signal) => ask({ type: 'draw', ...page }, 'drawn', signal),
    find: async (text, signal) => (await ask({ type: 'find', text }, 'found', signal)).matches,
    close: () => {
      worker.terminate();
    },
  };
}
