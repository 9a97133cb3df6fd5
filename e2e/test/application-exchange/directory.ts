import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import { doctor, openMail } from './mail.ts';

export function testDirectory(stage: OpenApplication): void {
  test('finds a colleague by name, place, speciality or RPPS, and keeps MSSanté apart', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openMail(page);
    await page.getByRole('button', { name: 'Annuaire' }).click();
    await page.getByText('Votre cabinet y est, avec les réglages actuels.').waitFor();
    const search = page.getByLabel('Nom, ville, spécialité ou RPPS');
    const colleagues = page.getByRole('list', { name: 'Confrères' }).getByRole('listitem');
    for (const typed of ['le gall', 'quimper cardio', '10004567896', 'FROUT']) {
      await search.fill(typed);
      await expect.poll(() => colleagues.count()).toBe(1);
      expect(await colleagues.first().innerText()).toContain('Messagerie scellée');
    }
    await search.fill('prigent');
    await page.getByText('Aucun confrère de l’annuaire ne correspond.').waitFor();
    const mail = page.getByRole('region', { name: 'Adresses MSSanté de votre carnet' });
    await mail.getByText('maud.prigent@pro.mssante.fr').waitFor();
    await mail.getByText('Lisible chez l’opérateur de messagerie', { exact: false }).waitFor();
    expect(await mail.getByRole('button').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    expect(visitor.troubles).toEqual([]);
  });

  test('is in English for a reader of English', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440, locale: 'en-GB' });
    const { page } = visitor;
    await page.getByRole('button', { name: 'Dr Karim Bensaïd' }).click();
    await page.getByRole('link', { name: /^Mail($| \d)/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Mail' }).waitFor();
    // The inbox has messages or none: its parts are named all the same.
    await page
      .getByRole('group', { name: 'Parts of the mail' })
      .getByRole('button', { name: /^To read/ })
      .waitFor();
    await page.getByRole('button', { name: 'Directory' }).click();
    await page.getByText('Sealed messaging').first().waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('one click on the first screen signs in each doctor, and each sees the own practice alone', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    await page.getByRole('heading', { name: 'Cardiologie du Frout' }).waitFor();
    await expectAccessible(page);
    await signIn(page, 'Dr Yann Le Gall');
    await page.getByRole('link', { name: 'Cabinet' }).click();
    await page.getByRole('row', { name: /Dr Yann Le Gall/ }).waitFor();
    expect(await page.getByText(doctor).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
