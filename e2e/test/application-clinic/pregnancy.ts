import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { openCase } from '../support/open-case.ts';

export function testPregnancy(stage: OpenApplication): void {
  test('a midwife follows a pregnancy: visit, ultrasound, serology, and a warning in the prescription', async () => {
    await using visitor = await atWork(stage, 'Solène Kervella');
    const { page } = visitor;
    await openCase(page, stage, 'pregnancy');
    await page
      .getByText(/\d+.SA \+ \d.j, terme le/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Grossesse' }).click();
    await page.getByRole('region', { name: 'Grossesse en cours' }).getByText(/CNGOF/).waitFor();
    await expectAccessible(page);
    const form = page.getByRole('form', { name: 'Ajouter une visite' });
    await form.getByLabel('Tension').fill('8/12');
    await page.keyboard.press('Enter');
    await form.getByText('Tension attendue').waitFor();
    await form.getByLabel('Tension').fill('11,5/7');
    await form.getByLabel('Hauteur utérine, cm').fill('23,5');
    await form.getByLabel('Protéines').selectOption('+');
    await page.keyboard.press('Enter');
    const visits = page.getByRole('region', { name: 'Visites' });
    await visits.getByText('115/70').waitFor();
    await visits.getByText('prot. +').waitFor();

    const todo = page.getByRole('region', { name: 'À faire' });
    const done = todo.getByRole('button', { name: /^Fait\s:/ }).first();
    const name = ((await done.getAttribute('aria-label')) ?? '').replace(/^Fait\s: /, '');
    await done.click();
    await page.getByText(`Fait : ${name}`).waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await todo.getByRole('button', { name: `Fait : ${name}` }).waitFor();
    await todo.getByText('Calendrier complet').click();
    await todo
      .getByText(/Arrêté du 20 avril 2018/)
      .first()
      .waitFor();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectAccessible(page);

    await page.keyboard.press('Alt+o');
    await page.getByRole('combobox', { name: /^Médicament/ }).pressSequentially('isotretinoine 10');
    await page
      .getByRole('option', { name: /isotrétinoïne/i })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/Grossesse, \d+.SA.: toxique pour l’embryon/).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('an outcome ends the pregnancy, and no list shows it', async () => {
    await using visitor = await atWork(stage, 'Solène Kervella');
    const { page } = visitor;
    await openCase(page, stage, 'pregnancy');
    await page.getByRole('tab', { name: 'Grossesse' }).click();
    await page.getByRole('button', { name: 'Issue de la grossesse' }).click();
    const dialog = page.getByRole('dialog', { name: 'Issue de la grossesse' });
    await dialog.getByLabel('Issue').selectOption({ label: 'Fausse couche' });
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: /^Garder/ }).click();
    await dialog.getByText('Écrivez la date ou l’année de l’issue.').waitFor();
    await dialog.getByLabel('Date').fill(new Date().getFullYear().toString());
    await dialog.getByRole('button', { name: /^Garder/ }).click();
    await page.getByRole('region', { name: 'Nouvelle grossesse' }).waitFor();
    expect(await page.getByText('Fausse couche').count()).toBe(0);
    const history = page.getByRole('region', { name: 'Antécédents obstétricaux' });
    await history
      .getByRole('button', { name: /^Grossesse/ })
      .first()
      .click();
    await history.getByText('Fausse couche').waitFor();
    await expectAccessible(page);

    const gravida = history.getByLabel('Gestité');
    const before = Number(await gravida.inputValue());
    const begin = page.getByRole('region', { name: 'Nouvelle grossesse' });
    const lastPeriod = new Date(Date.now() - 70 * 86_400_000).toISOString().slice(0, 10);
    await begin.getByLabel('Date').fill(lastPeriod.split('-').reverse().join('/'));
    await begin.getByRole('button', { name: /^Commencer le suivi/ }).click();
    await page.getByRole('region', { name: 'Grossesse en cours' }).waitFor();
    await expect.poll(() => gravida.inputValue()).toBe(String(before + 1));
    await page.getByRole('button', { name: 'Annuler' }).click();
    await begin.waitFor();
    await expect.poll(() => gravida.inputValue()).toBe(String(before));
    await page.getByRole('tab', { name: 'Synthèse' }).click();
    await page
      .getByText(/^Grossesse, 20\d\d/)
      .first()
      .waitFor();
    expect(await page.getByText('Fausse couche').count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
