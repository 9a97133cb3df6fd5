import { appendFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An ordinary reverse proxy with an ordinary access log: address, time, request line, referrer, agent. Only for the run
 * with the defence off.
 */
export async function startAccessLogProxy(target: string, log: string): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers, socket } = incoming;
    const address = socket.remoteAddress ?? '';
    const agent = `"${headers.referer ?? '-'}" "${headers['user-agent'] ?? '-'}"`;
    appendFileSync(log, `${address} - - [${new Date().toISOString()}] "${method} ${url}" ${agent}\n`);
    const forwarded = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
