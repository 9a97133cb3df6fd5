import type { Page } from 'playwright-core';

/** Something that a page shows: elements that match a selector. */
export type Shown = {
  readonly selector: string;
  /** Text that each of them contains. */
  readonly text?: string;
  /** Least number of them; one by default. */
  readonly count?: number;
  /** True if the title of the page is another one then. */
  readonly hasNewTitle?: true;
};

/** A page that does not show it by then is at fault. */
const mostMs = 30_000;

/**
 * The time in ms from the first key, press or choice of an act to the frame in which the page has shown something.
 *
 * @throws if it is not shown within half a minute
 */
export async function timeInPage(page: Page, shown: Shown, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(
    ([{ selector, text, count = 1, hasNewTitle }, limitMs]) => {
      const title = (): string => document.querySelector('h1')?.textContent ?? '';
      const before = title();
      let began: number | null = null;
      const begin = ({ timeStamp }: Event): void => {
        began ??= timeStamp;
      };
      for (const kind of ['keydown', 'pointerdown', 'change'])
        addEventListener(kind, begin, { capture: true, once: true });
      const isShown = (): boolean =>
        (hasNewTitle !== true || title() !== before) &&
        Array.from(document.querySelectorAll(selector)).filter(
          ({ textContent }) => text === undefined || textContent.includes(text),
        ).length >= count;
      const seen = globalThis as { shown?: Promise<number | null> };
      seen.shown = new Promise((resolve) => {
        const since = performance.now();
        const look = (): void => {
          const start = began;
          // The next frame begins when this one is laid out and painted.
          if (start !== null && isShown())
            requestAnimationFrame(() => {
              resolve(performance.now() - start);
            });
          else if (performance.now() - since > limitMs) resolve(null);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
    },
    [shown, mostMs] as const,
  );
  await act();
  const ms = await page.evaluate(() => (globalThis as { shown?: Promise<number | null> }).shown ?? null);
  if (ms === null) throw new Error(`the page did not show ${JSON.stringify(shown)} within ${mostMs / 1000} s`);
  return ms;
}
