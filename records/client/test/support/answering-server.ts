import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

type ReceivedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
/** The answer to one request; null closes the connection. */
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
  readonly raw?: string | Buffer;
} | null;

/** A server that gives the listed answers to successive requests; the last one is repeated. */
export async function startAnswering(
  ...answers: readonly Answer[]
): Promise<{ readonly url: string; readonly asked: readonly ReceivedRequest[] } & AsyncDisposable> {
  const asked: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (answer === undefined || answer === null) {
        response.destroy();
        return;
      }
      const problem = answer.status >= 400;
      const type = answer.type ?? (problem ? 'application/problem+json' : 'application/json');
      response.writeHead(answer.status, { 'content-type': type });
      response.end(answer.raw ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function problem(status: number, code: string, more: object = {}): Answer {
  return { status, body: { type: 'about:blank', title: code, status, code, ...more } };
}
