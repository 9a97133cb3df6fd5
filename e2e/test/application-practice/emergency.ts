import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';

const entry = /^\d\d:\d\d/;

/** Counts the alerts that appear from now on. */
async function countAlerts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = { alerts: 0 };
    Object.assign(globalThis, { counted });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes) if (node instanceof Element && node.matches('[role=alert]')) counted.alerts += 1;
    }).observe(document.body, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { counted: { alerts: number } }).counted.alerts);
}

/** The tests of searches come first: this one uses up what a secretary may open in a few minutes. */
export function testEmergency(stage: OpenApplication): void {
  test('a day that a limit refused says when it is asked for again, and opens by itself', async () => {
    // A new device, which has opened none of the three days before.
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    await signIn(page, 'Nadia Cohen');
    await page
      .getByText(/Nouvel essai automatique à \d\d:\d\d:\d\d\./)
      .first()
      .waitFor();
    const refusals = await countAlerts(page);
    await expectAccessible(page);
    for (const name of ['Dr Hélène Arnaud', 'Dr Karim Bensaïd', 'Solène Kervella'])
      await page.getByRole('region', { name }).getByRole('button', { name: entry }).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    // Two days at most were refused, and the last one of them once more; a screen without a pause shows hundreds.
    expect(await refusals()).toBeLessThanOrEqual(4);
    expect(visitor.troubles).toEqual([]);
  });

  test('a file opens in an emergency, with a reason, after the quota of the moment is used up', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(40).waitFor();
    const names = (await page.getByRole('button', { name: entry }).allInnerTexts()).map((text) => text.split('\n')[1]);
    const others = names.flatMap((name, i) => (names.indexOf(name) === i ? [i] : []));
    const refused = page.getByRole('alert').getByText('La limite de nouveaux dossiers est atteinte');
    const opened = page.getByRole('tab', { name: 'Identité et contact' });
    for (const i of others) {
      await page.getByRole('link', { name: 'Agenda', exact: true }).click();
      await page.getByRole('button', { name: entry }).nth(i).click();
      await opened.or(refused).first().waitFor();
      if (await refused.isVisible()) break;
    }
    await refused.waitFor();

    // However many files are open, the lock stays in sight.
    const lock = await page.getByRole('button', { name: 'Verrouiller' }).boundingBox();
    expect((lock?.x ?? Infinity) + (lock?.width ?? 0)).toBeLessThanOrEqual(1440);

    const form = page.getByRole('form', { name: 'Ouvrir ce dossier en urgence' });
    const open = form.getByRole('button', { name: 'Ouvrir maintenant' });
    await expectAccessible(page);
    await open.focus();
    await page.keyboard.press('Enter');
    expect(await opened.count()).toBe(0);
    await form.getByRole('radio', { name: 'Urgence vitale ou grave' }).check();
    await form.getByLabel('Quelques mots').fill('Malaise en salle d’attente');
    await open.click();
    await opened.waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
