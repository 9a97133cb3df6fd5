import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, endKeptSession, type OpenApplication } from '../support/application-stage.ts';
import { openCase } from '../support/open-case.ts';

export function testFavourites(stage: OpenApplication): void {
  test('a kept line becomes a favourite, is offered first, and is added with one press', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await openCase(page, stage, 'child');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+o');
    const search = page.getByRole('combobox', { name: /^Médicament/ });
    // The list opens below the pointer, which does not choose from it.
    await search.hover();
    await page.mouse.move(400, (await search.boundingBox())?.y ?? 0, { steps: 2 });
    await page.mouse.move(400, ((await search.boundingBox())?.y ?? 0) + 120);
    await search.pressSequentially('zinc 15');
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: /^zinc 15.mg, gélule/ }).waitFor();
    await page.getByRole('textbox', { name: 'Posologie et durée' }).fill('1 matin 30j');
    await page
      .getByText(/pendant 30\sjours/)
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    const lines = page.getByRole('list', { name: 'Lignes de l’ordonnance' });
    await lines.getByRole('button', { name: /en favori$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Mettre en favori' });
    await dialog.getByLabel('Nom').fill('Zinc un mois');
    await dialog.getByLabel('Motif').fill('né le 14/03/2015');
    await page.keyboard.press('Enter');
    await dialog.getByText('Ce texte contient une date de naissance. Retirez-la.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Motif').fill('Acné');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Zinc un mois/ }).waitFor();
    await lines.getByRole('button', { name: /^Retirer/ }).click();

    await search.pressSequentially('acn');
    const first = page.getByRole('option').first();
    await expect.poll(() => first.innerText()).toContain('Zinc un mois');
    await page.keyboard.press('Enter');
    await lines.getByText(/pendant 30\sjours/).waitFor();
    // The line can be changed like a typed one.
    await lines.getByRole('button', { name: /^Modifier/ }).click();
    await page.getByRole('textbox', { name: 'Posologie et durée' }).fill('1 matin 60j');
    await page
      .getByText(/pendant 60\sjours/)
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await lines.getByText(/pendant 60\sjours/).waitFor();
    expect(await lines.getByRole('listitem').count()).toBe(1);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a protocol of the practice adds its lines, and is edited in the settings; the own ones of a colleague are not shown', async () => {
    // The new session reads the favourite of the colleague with the settings.
    await endKeptSession(stage, 'Dr Hélène Arnaud');
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openCase(page, stage, 'child');
    await page.keyboard.press('Alt+o');
    await page.getByRole('button', { name: /^Gastro-entérite/ }).click();
    const lines = page.getByRole('list', { name: 'Lignes de l’ordonnance' });
    await expect.poll(() => lines.getByRole('listitem').count()).toBe(2);
    expect(await page.getByRole('button', { name: /^Zinc un mois/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Faire un protocole de ces 2 lignes' }).waitFor();

    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'Favoris et protocoles' }).click();
    await page.getByRole('button', { name: 'Gastro-entérite' }).click();
    const form = page.getByRole('form', { name: 'Gastro-entérite' });
    const doses = form.getByRole('textbox', { name: /^Posologie/ });
    await expect.poll(() => doses.count()).toBe(2);
    await doses.first().fill('quelque chose');
    await form.getByText('Cette posologie n’est pas comprise. Écrivez-la autrement.').waitFor();
    await doses.first().fill('1 1 1 4j');
    await form
      .getByText(/pendant 4\sjours/)
      .first()
      .waitFor();
    await form.getByRole('button', { name: 'Garder' }).click();
    await page.getByText(/Version 2, par Dr Hélène Arnaud/).waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
