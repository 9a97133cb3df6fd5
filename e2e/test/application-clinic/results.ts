import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testResults(stage: OpenApplication): void {
  test('a result is typed in one line, marked by its range, and stands beside the value before', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    page.setDefaultTimeout(30_000);
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: /^Résultats/ }).click();
    const field = page.getByLabel('Saisir un résultat');
    await field.fill('Ferritine');
    await page.keyboard.press('Enter');
    await page.getByText('Écrivez la valeur après l’analyse').waitFor();
    for (const typed of ['ferritine 80 (30-300) 02/05/2024', 'ferritine 12 (30-300)', 'ECBU : stérile']) {
      await field.fill(typed);
      await page.keyboard.press('Enter');
      await expect.poll(() => field.inputValue()).toBe('');
    }
    const row = page.getByRole('row', { name: /^Ferritine 12 bas µg\/L norme 30 à 300 .* 80/ });
    await row.waitFor();
    await page.getByRole('row', { name: /^ECBU stérile/ }).waitFor();
    expect(await page.getByRole('row').nth(1).getAttribute('data-abnormal')).toBe('true');
    await expectAccessible(page);

    await row.getByRole('button', { name: 'Ferritine' }).click();
    await page.getByRole('button', { name: 'Saisi par erreur : Ferritine 12' }).click();
    await page.getByRole('row', { name: /^Ferritine 80 µg\/L/ }).waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await row.waitFor();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
