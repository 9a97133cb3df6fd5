import type { Browser, Page } from 'playwright-core';
import type { ThrottleQuestion } from '../children/throttle-child.ts';
import { startChild } from '../children/start-child.ts';

type Throttle = { ask(question: ThrottleQuestion): Promise<unknown> };

/** Slows down the browser's pages, workers included, by the factor `times` while `use` runs. */
export async function onPhone<T>(browser: Browser, times: number, use: () => Promise<T>): Promise<T> {
  await using throttle = startChild<ThrottleQuestion, unknown>(
    new URL('../children/throttle-child.ts', import.meta.url),
  );
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return await throttled(throttle, { pids, times }, use);
}

async function throttled<T>(throttle: Throttle, question: ThrottleQuestion, use: () => Promise<T>): Promise<T> {
  await throttle.ask(question);
  try {
    return await use();
  } finally {
    await throttle.ask({ pids: [], times: 1 });
  }
}

/** Milliseconds of a fixed calculation in the page: the measured slowdown. */
export async function calculationMs(page: Page): Promise<number> {
  return page.evaluate(() => {
    const from = performance.now();
    let value = 1;
    for (let i = 0; i < 60_000_000; i++) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
    return performance.now() - from + (value === 7 ? 1 : 0);
  });
}
