import { request } from 'node:http';

/**
 * A fetch whose connections use one of this machine's loopback addresses, so that one process can act as many people:
 * 127.0.0.0/8 contains 65,536 networks of 256 addresses. Linux has them all; elsewhere only 127.0.0.1 answers.
 */
export function fetchFrom(localAddress: string): typeof globalThis.fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = Buffer.from(await asked.arrayBuffer());
    return new Promise((resolve, reject) => {
      const url = new URL(asked.url);
      if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
      const outgoing = request(url, {
        method: asked.method,
        headers: Object.fromEntries(asked.headers),
        localAddress,
        ...(init?.signal ? { signal: init.signal } : {}),
      });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
            value === undefined ? [] : [[name, String(value)]],
          );
          resolve(new Response(Buffer.concat(pieces), { status: incoming.statusCode ?? 500, headers }));
        });
      });
      outgoing.end(body);
    });
  };
}
