import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

/** The tests of searches come first: this one uses up what a secretary may open in a few minutes. */
export function testEmergency(stage: OpenApplication): void {
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
