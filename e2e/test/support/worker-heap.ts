import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

/** Every string in the memory of a page, in UTF-16 as the engine holds it, as one text. */
export async function pageHeap(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

/**
 * The memory of the shared workers of an origin in this browser. A page's session does not see them, so that the
 * messages go through the browser's own session.
 *
 * @param context whose shared workers are meant
 */
export async function workerHeaps(browser: Browser, context: BrowserContext): Promise<readonly string[]> {
  const session = await browser.newBrowserCDPSession();
  const [page] = context.pages();
  if (page === undefined) throw new Error('the context has no page');
  const own = await context.newCDPSession(page);
  const { targetInfo } = await own.send('Target.getTargetInfo');
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'shared_worker' }, {}] });
  const workers = targetInfos.filter(
    ({ type, browserContextId }) => type === 'shared_worker' && browserContextId === targetInfo.browserContextId,
  );
  const heaps: string[] = [];
  for (const { targetId } of workers) heaps.push(await snapshot(session, targetId));
  await session.detach();
  return heaps;
}

async function snapshot(session: CDPSession, targetId: string): Promise<string> {
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const chunks: string[] = [];
  const done = new Promise<void>((resolve, reject) => {
    session.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      if (from !== sessionId) return;
      const { id, method, params, error } = JSON.parse(message) as {
        id?: number;
        method?: string;
        params?: { chunk?: string };
        error?: { message: string };
      };
      if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(params?.chunk ?? '');
      if (error !== undefined) reject(new Error(error.message));
      else if (id === 1) resolve();
    });
  });
  const message = JSON.stringify({ id: 1, method: 'HeapProfiler.takeHeapSnapshot', params: { reportProgress: false } });
  await session.send('Target.sendMessageToTarget', { sessionId, message });
  await done;
  await session.send('Target.detachFromTarget', { sessionId });
  return chunks.join('');
}
