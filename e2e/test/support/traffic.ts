import type { BrowserContext, Request } from 'playwright-core';

/** Bytes on the wire, headers and bodies in both directions, by kind of file. */
type Traffic = Readonly<Record<'page' | 'worker' | 'manifest' | 'vaults' | 'buckets', number>>;

/** Counts the traffic of a visitor's browser from now on; each call starts a new count. */
export function measureTraffic(context: BrowserContext): () => Promise<Traffic> {
  let finished: Request[] = [];
  context.on('requestfinished', (request) => finished.push(request));
  return async () => {
    const bytes = { page: 0, worker: 0, manifest: 0, vaults: 0, buckets: 0 };
    for (const request of finished) {
      if (!request.url().startsWith('blob:')) bytes[kindOf(request.url())] += await bytesOf(request);
    }
    finished = [];
    return bytes;
  };
}

export function totalOf(traffic: Traffic): number {
  return Object.values(traffic).reduce((sum, each) => sum + each, 0);
}

async function bytesOf(request: Request): Promise<number> {
  const { requestBodySize, requestHeadersSize, responseBodySize, responseHeadersSize } = await request.sizes();
  return requestBodySize + requestHeadersSize + responseBodySize + responseHeadersSize;
}

function kindOf(url: string): keyof Traffic {
  if (url.endsWith('.bin')) return 'buckets';
  if (url.endsWith('/evaluate')) return 'vaults';
  if (url.endsWith('manifest.json')) return 'manifest';
  return url.includes('/worker.') ? 'worker' : 'page';
}
