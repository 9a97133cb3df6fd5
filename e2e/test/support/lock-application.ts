import type { BrowserContext, Page } from 'playwright-core';

/** The note of a form that shows a kept text. */
export const again = /Repris là où vous en étiez à \d\d:\d\d/;

/** Locks by the key, without a pause: the device does not have the last text yet. */
export async function lock(page: Page, name: string, isKept = true): Promise<void> {
  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('heading', { name: `Bonjour, ${name}` }).waitFor();
  if (isKept) await page.getByText('Ce qui était tapé est gardé.').waitFor();
}

/** Locks in another tab: the keys of the application do not act in a dialog. */
export async function lockElsewhere(context: BrowserContext, url: string, name: string): Promise<void> {
  const other = await context.newPage();
  await other.goto(url);
  await other.getByRole('navigation', { name: 'Parties de l’application' }).waitFor();
  await lock(other, name);
  await other.close();
}
