import { once } from 'node:events';
import { createServer } from 'node:http';
import { nobleGroup } from '@etanche/core-oprf';
import { evaluatePath } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';

/** A vault that answers like the true one, but with elements of another key. */
type LyingVault = AsyncDisposable & { readonly port: number; lies(): number };

/** @param truth port of the true vault */
export async function startLyingVault(truth: () => number | null): Promise<LyingVault> {
  let lies = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      void answer(request.method ?? 'GET', request.url ?? '/', request.headers['content-type'], Buffer.concat(pieces))
        .then(({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text))
        .catch(() => response.destroy());
    });
  });
  const answer = async (method: string, path: string, type: string | undefined, body: Buffer) => {
    const asked = await fetch(`http://127.0.0.1:${truth() ?? 0}${path}`, {
      method,
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
      ...(body.length === 0 ? {} : { body: Uint8Array.from(body) }),
    });
    const given = { status: asked.status, type: asked.headers.get('content-type') ?? '', text: await asked.text() };
    if (path !== evaluatePath || !asked.ok) return given;
    lies += 1;
    const evaluation = JSON.parse(given.text) as { elements: string[] };
    const elements = evaluation.elements.map(() =>
      toBase64url(nobleGroup.multiplyBase(nobleGroup.reduce(new Uint8Array(64).fill(7)))),
    );
    return { ...given, text: JSON.stringify({ ...evaluation, elements }) };
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    port: address.port,
    lies: () => lies,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
