import { practiceTimeZone } from '../../port/practice-setup.ts';
import type { WriterAnswer, WriterRequest } from '../../port/writer-messages.ts';
import { bytesOfDataUrl } from '../elements/data-url.ts';
import { workerOf } from '../session/start-worker.ts';

/** Path of the writer's script below the page, inserted when the application is built. */
declare const ETANCHE_WRITER: string;

/**
 * Writes the PDF of a file in a worker of its own, which ends with it or with the signal.
 *
 * @throws the signal's reason when aborted; an Error if the PDF cannot be written
 */
export async function writeFilePdf(
  input: Pick<WriterRequest, 'resources' | 'practice' | 'accesses'>,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const [plain, bold] = await Promise.all([
    import('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf?inline'),
    import('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf?inline'),
  ]);
  signal.throwIfAborted();
  const fonts = { plain: bytesOfDataUrl(plain.default), bold: bytesOfDataUrl(bold.default) };
  const worker = workerOf(ETANCHE_WRITER);
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
      worker.addEventListener('error', () => {
        reject(new Error('the writer failed'));
      });
      worker.addEventListener('message', ({ data }: MessageEvent<WriterAnswer>) => {
        if (data.type === 'progress') progress(data.done, data.total);
        else if (data.type === 'written') resolve(data.bytes);
        else reject(new Error('the PDF could not be written'));
      });
      const request: WriterRequest = { ...input, fonts, now: Date.now(), timeZone: practiceTimeZone() };
      worker.postMessage(request);
    });
  } finally {
    worker.terminate();
  }
}
