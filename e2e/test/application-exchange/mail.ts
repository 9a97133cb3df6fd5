import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export const doctor = 'Dr Hélène Arnaud';
export const cardiologist = 'Dr Yann Le Gall';
export const entry = /^\d\d:\d\d/;

export async function openMail(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Courrier($| \d)/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Courrier' }).waitFor();
}

/** The rows of the list of received messages. */
export function rows(page: Page): Locator {
  return page.getByRole('list', { name: 'Messages reçus' }).getByRole('button');
}

/** Opens the messages of the list one after the other, also those that arrive meanwhile, until one has this subject. */
export async function openMessage(page: Page, subject: string): Promise<void> {
  const message = page.getByRole('region', { name: 'Message', exact: true });
  const opened = new Set<string>();
  for (;;) {
    const id = await nextMessage(page, opened);
    opened.add(id);
    await page.locator(`[data-id="${id}"]`).click();
    await message.getByRole('heading', { level: 2 }).waitFor();
    if (await message.getByRole('heading', { name: subject }).isVisible()) return;
  }
}

/** Waits for a message that is not one of `opened` and has not ended: one that has ended has no subject. */
async function nextMessage(page: Page, opened: ReadonlySet<string>): Promise<string> {
  const ids = () =>
    rows(page).evaluateAll((all) =>
      all.flatMap(({ dataset: { id, state } }) =>
        id === undefined || ['withdrawn', 'expired', 'refused'].includes(state ?? '') ? [] : [id],
      ),
    );
  let next: string | undefined;
  await expect.poll(async () => (next = (await ids()).find((id) => !opened.has(id)))).toBeDefined();
  return next ?? '';
}

/** Opens a message by its subject, among all that were received. */
export async function openFromAll(page: Page, subject: string): Promise<void> {
  await openMail(page);
  await page.getByRole('button', { name: 'Tout' }).click();
  await openMessage(page, subject);
}

/** Sends what is proposed of the file on screen: the third press is the confirmation. */
export async function sendFromFile(page: Page, to: string, note = ''): Promise<void> {
  await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: new RegExp(to) }).click();
  if (note !== '') await dialog.getByLabel('Mot au confrère').fill(note);
  await dialog.getByRole('button', { name: `Envoyer à ${to}` }).click();
  await page.getByText(`Envoyé à ${to}`).waitFor();
}
