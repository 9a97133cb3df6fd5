import { patientPdf } from '@etanche/records-document';
import type { WriterAnswer, WriterRequest } from '../port/writer-messages.ts';

addEventListener('message', ({ data }: MessageEvent<WriterRequest>) => {
  void write(data);
});

async function write({ resources, accesses, ...options }: WriterRequest): Promise<void> {
  try {
    const bytes = await patientPdf(
      resources.map((text) => ({ text })),
      {
        ...options,
        ...(accesses === null ? {} : { accesses }),
        progress: (done, total) => {
          send({ type: 'progress', done, total });
        },
      },
    );
    send({ type: 'written', bytes });
  } catch {
    send({ type: 'failed' });
  }
}

function send(answer: WriterAnswer): void {
  postMessage(answer);
}
