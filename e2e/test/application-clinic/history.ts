import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testHistory(stage: OpenApplication): void {
  test('is typed in one line, corrected, ended and taken back, by keyboard only', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: /^Antécédents/ }).click();
    await expectAccessible(page);

    const problem = page.getByLabel('Ajouter un problème');
    await problem.focus();
    await page.keyboard.type('Asthme persistant 2099');
    await page.keyboard.press('Enter');
    await page.getByText('Cette date est à venir.').waitFor();
    await problem.fill('Asthme persistant 03/2019 ALD');
    await page.keyboard.press('Enter');
    const current = page.getByRole('region', { name: 'Problèmes en cours' });
    const row = current.getByRole('button', { name: /^Asthme persistant mars 2019/ });
    await row.waitFor();
    await page.getByText('ALD Asthme persistant').waitFor();

    await row.focus();
    await page.keyboard.press('Enter');
    const editor = page.getByRole('form', { name: 'Asthme persistant' });
    await expectAccessible(page);
    await editor.getByLabel('Date ou année').fill('31/02/2019');
    await editor.getByText('Date attendue').waitFor();
    await page.keyboard.press('Enter');
    await editor.getByLabel('Date ou année').fill('2018');
    await page.keyboard.press('Enter');
    await current.getByRole('button', { name: /^Asthme persistant 2018/ }).waitFor();

    await current.getByRole('button', { name: /^Asthme persistant/ }).click();
    await editor.getByRole('button', { name: 'Versions' }).click();
    const versions = page.getByRole('dialog');
    await versions
      .getByText(/Dr Hélène Arnaud/)
      .first()
      .waitFor();
    await versions.getByText('1 élément changé').waitFor();
    await versions.getByText('Première version').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await editor.getByRole('button', { name: 'Résolu' }).click();
    await page.getByRole('region', { name: 'Antécédents médicaux' }).getByText('Asthme persistant').waitFor();
    expect(await current.getByText('Asthme persistant').count()).toBe(0);
    await page.locator('body').press('Control+z');
    await current.getByRole('button', { name: /^Asthme persistant 2018/ }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('an element of the wrong patient is destroyed after a confirmation, and restored within seven days', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: /^Antécédents/ }).click();
    const current = page.getByRole('region', { name: 'Problèmes en cours' });
    await current.getByLabel('Ajouter un problème').fill('Zona 02/2020');
    await page.keyboard.press('Enter');
    const row = current.getByRole('button', { name: /^Zona/ });
    await row.click();
    await page.getByRole('form', { name: 'Zona' }).getByRole('button', { name: 'Versions' }).click();
    const versions = page.getByRole('dialog');
    await versions.getByText('Rangé dans le mauvais dossier ?').click();
    const destroy = versions.getByRole('button', { name: 'Détruire cet élément' });
    expect(await destroy.getAttribute('aria-disabled')).toBe('true');
    await destroy.click({ force: true });
    await expectAccessible(page);
    await versions.getByLabel('Cet élément n’appartient pas à ce patient').check();
    await destroy.click();
    await page.getByText('L’élément est retiré du dossier.').waitFor();
    await row.waitFor({ state: 'detached' });

    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    const whole = page.getByRole('region', { name: 'Le dossier entier' });
    await whole.getByText('1 élément détruit').waitFor();
    await expectAccessible(page);
    await whole.getByRole('button', { name: 'Rétablir l’élément 1' }).click();
    await page.getByText('L’élément est de nouveau dans le dossier.').waitFor();
    await whole.getByText('1 élément détruit').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: /^Antécédents/ }).click();
    await row.waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('states that there is no allergy, until one is added; an error leaves the list and stays readable', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: /^Antécédents/ }).click();
    const allergies = page.getByRole('region', { name: 'Allergies et intolérances' });
    const none = allergies.getByRole('button', { name: 'Aucune allergie connue' });
    await allergies.getByLabel('Ajouter une allergie').waitFor();
    if (await none.isVisible()) {
      await none.click();
      await page.getByText('Allergies : aucune connue').first().waitFor();
    }
    await allergies.getByLabel('Ajouter une allergie').fill('Latex : urticaire 2015 modérée');
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Allergies' }).getByText('Latex').waitFor();
    await allergies.getByRole('button', { name: /^Latex/ }).click();
    await allergies.getByRole('button', { name: 'Saisi par erreur' }).click();
    await expect.poll(() => page.getByRole('list', { name: 'Allergies' }).getByText('Latex').count()).toBe(0);
    await page.locator('summary').getByText('Saisis par erreur').click();
    await page
      .getByRole('region', { name: 'Saisis par erreur' })
      .getByRole('button', { name: /^Latex/ })
      .waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
