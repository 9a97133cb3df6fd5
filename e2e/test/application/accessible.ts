import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeSource } from '../support/axe-source.ts';

/** axe finds nothing on the page as it is now, and its browser saves no control for a restored session. */
export async function expectAccessible(page: Page): Promise<void> {
  const present = await page.evaluate(() => 'axe' in globalThis);
  // The page's policy allows no script but its own; the debugger is not subject to it.
  if (!present) {
    // The session is not detached: that would end the page's virtual authenticator too.
    const session = await page.context().newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axeSource });
  }
  const violations = await page.evaluate(async () => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    // A colour in the middle of a transition has another contrast than the one that people read.
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    const results = await here.run(document, { resultTypes: ['violations'] });
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
  expect(violations).toEqual([]);
  expect(await savedControls(page)).toEqual([]);
}

function savedControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
      'input, select, textarea',
    );
    return Array.from(controls)
      .filter((control) => {
        const isOff = control instanceof HTMLInputElement && control.autocomplete === 'off';
        return !isOff && control.form?.autocomplete !== 'off';
      })
      .map(({ outerHTML }) => outerHTML);
  });
}
