import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { openCase } from '../support/open-case.ts';

const table = {
  format: 'etanche-growth 1',
  ...{ name: 'Table d’essai', date: '2026-01-15', source: 'inventée pour un test', beyond3: 'restricted' },
  curves: {
    weight: {
      male: [
        [0, 0.35, 3.35, 0.146],
        [228, -1, 68, 0.16],
      ],
      female: [
        [0, 0.38, 3.23, 0.142],
        [228, -1, 58, 0.16],
      ],
    },
  },
};

export function testGrowth(stage: OpenApplication): void {
  test('a child’s measurements are entered by keyboard, are on the chart with their centile, and print', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openCase(page, stage, 'child');
    await page.getByRole('tab', { name: 'Croissance' }).click();
    await page.getByText(/^Référence\s: CDC 2000/).waitFor();
    await expectAccessible(page);
    const form = page.getByRole('form', { name: 'Ajouter des mesures' });
    await form.getByLabel('Poids, kg').fill('0,1');
    await page.keyboard.press('Enter');
    await form.getByText('Poids attendu en kilogrammes').waitFor();
    await form.getByLabel('Poids, kg').fill('21,37');
    await form.getByLabel('Taille, cm').fill('118,3');
    await page.keyboard.press('Enter');
    const all = page.getByRole('region', { name: 'Toutes les mesures' });
    await all.getByText('21,37 kg').waitFor();
    await all.getByText('15,27 kg/m²').waitFor();
    await all
      .getByText(/DS, centile/)
      .first()
      .waitFor();

    const term = page.getByLabel('Terme à la naissance, en semaines + jours');
    await term.fill('50');
    await page.keyboard.press('Enter');
    await page.getByText('par exemple 34+2').waitFor();
    await term.fill('34+2');
    await page.keyboard.press('Enter');
    await page.getByText('Terme à la naissance gardé.').waitFor();

    await page.evaluate(() => {
      window.print = () => {
        document.title = document.querySelector('[data-print]')?.textContent ?? '';
        dispatchEvent(new Event('afterprint'));
      };
    });
    await page.keyboard.press('Control+p');
    await expect.poll(() => page.title()).toMatch(/Courbes de croissance.*CDC 2000.*21,37.kg/);
    await page.getByRole('tab', { name: 'Synthèse' }).click();
    await page.getByRole('region', { name: 'Croissance' }).getByText('21,37 kg').waitFor();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.getByRole('tab', { name: 'Croissance' }).click();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a practice loads a table; a wrong one is refused with its place, and without a table the chart says so', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'Courbes de croissance' }).click();
    const choose = page.getByLabel('Charger une table');
    const file = (content: unknown) => ({
      ...{ name: 'table.json', mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(content)),
    });
    await choose.setInputFiles(file({ ...table, curves: { weight: { male: [[0, 1, 3, 14]] } } }));
    await page.getByText('Cette table est fausse à l’endroit : curves.weight.male.').waitFor();
    await expectAccessible(page);
    await choose.setInputFiles(file(table));
    await page.getByText('Table d’essai').waitFor();
    for (const name of ['CDC 2000 (États-Unis)', 'Table d’essai']) {
      await page.getByRole('button', { name: `Retirer : ${name}` }).click();
      await page.getByText(name, { exact: true }).waitFor({ state: 'detached' });
    }
    await openCase(page, stage, 'child');
    await page.getByRole('tab', { name: 'Croissance' }).click();
    await page.getByText(/^Aucune table de référence/).waitFor();
    await page.getByRole('link', { name: 'Charger une table' }).click();
    await page.getByLabel('Charger une table').setInputFiles(file(table));
    // The toast about the removal names the table too.
    await page.getByRole('button', { name: 'Retirer : Table d’essai' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
