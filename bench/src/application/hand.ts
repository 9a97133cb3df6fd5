import type { Locator, Page } from 'playwright-core';

/** The effort of a task. A press is a click or Enter; letters are typed; other keys move, choose or call by a chord. */
export type Effort = {
  readonly presses: number;
  readonly letters: number;
  readonly otherKeys: number;
  readonly ms: number;
};

/** A person's hand on a page: every action goes through it and is counted. */
export type Hand = {
  readonly page: Page;
  readonly click: (target: Locator) => Promise<void>;
  /** Goes to a field by the Tab key, which is one other key at least. */
  readonly go: (target: Locator) => Promise<void>;
  /** Types into the element that has the focus. */
  readonly type: (text: string) => Promise<void>;
  /** Enter is a press; another key or chord is one of the other keys. */
  readonly press: (key: string) => Promise<void>;
  /**
   * Waits for a print of this text that has the birth date of the patient on screen. The system's dialog is one more
   * press.
   */
  readonly print: (text: string) => Promise<void>;
  /** Waits for something to be visible; looking is not counted. */
  readonly see: (target: Locator) => Promise<void>;
};

/** Replaces the system's dialog of a page, which accepts at once. */
export async function acceptPrints(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = globalThis as { printed?: string };
    window.print = () => {
      seen.printed = document.querySelector('[data-print]')?.textContent ?? '';
      dispatchEvent(new Event('afterprint'));
    };
  });
}

/**
 * Runs a task and counts. The time includes the application's own work and none of a person's: what remains is the
 * wait.
 */
export async function counted(page: Page, task: (hand: Hand) => Promise<void>): Promise<Effort> {
  let presses = 0;
  let letters = 0;
  let otherKeys = 0;
  const began = performance.now();
  await task({
    page,
    async click(target) {
      presses += 1;
      await target.click();
    },
    async go(target) {
      const isThere = await target.evaluate((element) => element === document.activeElement);
      if (!isThere) otherKeys += 1;
      await target.focus();
    },
    async type(text) {
      letters += Array.from(text).length;
      await page.keyboard.type(text);
    },
    async press(key) {
      if (key === 'Enter') presses += 1;
      else otherKeys += 1;
      await page.keyboard.press(key);
    },
    async print(text) {
      presses += 1;
      const [birth] = /\d\d\/\d\d\/\d{4}/.exec(await page.locator('main').innerText()) ?? [];
      if (birth === undefined) throw new Error('the screen shows no birth date');
      await page.waitForFunction(
        (wanted) => {
          const printed = (globalThis as { printed?: string }).printed?.replaceAll(/[\u00a0\u202f]/gu, ' ');
          return wanted.every((one) => printed?.includes(one));
        },
        [text, birth],
      );
    },
    see: (target) => target.first().waitFor(),
  });
  return { presses, letters, otherKeys, ms: performance.now() - began };
}
