import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that forwards each request to the next server in turn, with the caller's address. */
export async function startRoundRobin(servers: readonly string[]): Promise<{ url: string } & AsyncDisposable> {
  let turn = 0;
  const proxy = createServer((request, response) => {
    const { hostname, port } = new URL(servers[turn++ % servers.length] ?? '');
    const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress ?? '' };
    const options = { hostname, port, method: request.method, path: request.url, headers };
    const onward = send(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => {
      response.writeHead(502).end();
    });
    request.pipe(onward);
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  proxy.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      const { promise: closed, resolve: end } = Promise.withResolvers<undefined>();
      proxy.close(() => {
        end(undefined);
      });
      await closed;
    },
  };
}
