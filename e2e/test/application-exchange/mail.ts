import type { Locator, Page } from 'playwright-core';

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

/** Opens the messages of the list one after the other until one has this subject. */
export async function openMessage(page: Page, subject: string): Promise<void> {
  await rows(page).first().waitFor();
  const wanted = page.getByRole('region', { name: 'Message', exact: true }).getByRole('heading', { name: subject });
  for (let i = 0; i < (await rows(page).count()); i++) {
    // One that has ended has no subject.
    const state = await rows(page).nth(i).getAttribute('data-state');
    if (state === 'withdrawn' || state === 'expired') continue;
    await rows(page).nth(i).click();
    const head = page.getByRole('region', { name: 'Message', exact: true }).getByRole('heading', { level: 2 });
    await head.waitFor();
    if (await wanted.isVisible()) return;
  }
  throw new Error(`no message is about ${subject}`);
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
