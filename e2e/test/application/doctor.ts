import { expect, test } from 'vitest';
import { atWork, endKeptSession, type OpenApplication } from '../support/application-stage.ts';
import { expectAccessible } from './accessible.ts';

const entry = /^\d\d:\d\d/;

export function testDoctor(stage: OpenApplication): void {
  test('sees the own day, and other columns on demand, because each day costs a unit', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('region', { name: 'Dr Karim Bensaïd' }).getByRole('button', { name: entry }).first().waitFor();
    expect(await page.getByRole('region', { name: 'Solène Kervella' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Solène Kervella' }).click();
    await page.getByRole('region', { name: 'Solène Kervella' }).getByRole('button', { name: entry }).first().waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('opens the next patient with one press, in %s colours', async (colorScheme) => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.emulateMedia({ colorScheme });
    const card = page.getByRole('button', { name: entry }).first();
    const [, name = ''] = (await card.innerText()).split('\n');
    await card.click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const tabs = page.getByRole('tab');
    for (let i = 0; i < (await tabs.count()); i++) {
      await tabs.nth(i).click();
      await expectAccessible(page);
    }
    expect(visitor.troubles).toEqual([]);
  });

  test('writes a consultation: a typed pressure becomes a measurement, and the text is kept while it is typed', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('link', { name: 'Consulter' }).click();
    await page.getByRole('textbox', { name: 'Motif' }).fill('Suivi <trimestriel>');
    const examination = page.getByRole('textbox', { name: 'Examen' });
    await examination.pressSequentially('Bien. ta 13/8');
    await page.getByRole('listbox', { name: 'Mesure proposée' }).getByText('Tension 130/80').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Mesuré aujourd’hui' }).getByText('Tension 130/80').waitFor();
    expect(await examination.inputValue()).toBe('Bien.');
    await examination.pressSequentially(' t 38,5');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    expect(await examination.inputValue()).toBe('Bien. t 38,5\n');
    await page.getByText(/Gardé à \d\d:\d\d/).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: /Consultations/ }).click();
    await page.getByText('Suivi <trimestriel>').first().waitFor();
    await page.getByText('Bien. t 38,5').waitFor();
    await page.getByRole('tab', { name: /Résultats/ }).click();
    await page.getByText('130/80').first().waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('finds the text of a consultation again after the tab was closed in mid-sentence', async () => {
    const visitor = await atWork(stage, 'Dr Karim Bensaïd');
    await visitor.page.getByRole('button', { name: entry }).nth(1).click();
    await visitor.page.getByRole('link', { name: 'Consulter' }).click();
    await visitor.page.getByRole('textbox', { name: 'Motif' }).pressSequentially('Toux depuis cinq jou');
    await visitor.page.getByText(/Gardé à \d\d:\d\d/).waitFor();
    await visitor.page.close();
    // As without a kept session: the text is only on the disk.
    await endKeptSession(stage, 'Dr Karim Bensaïd');
    await using later = await atWork(stage, 'Dr Karim Bensaïd');
    await later.page.getByRole('button', { name: entry }).nth(1).click();
    await later.page.getByRole('tab', { name: /Consultations/ }).click();
    await later.page.getByText('Toux depuis cinq jou').first().waitFor();
    expect(later.troubles).toEqual([]);
  });

  test('prescribes by substance with a typed dose, and renews the standing treatment', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('link', { name: 'Ordonnance' }).click();
    const search = page.getByRole('combobox', { name: /^Médicament/ });
    await search.pressSequentially('paracetamol 1000');
    await page
      .getByRole('option', { name: /paracétamol 1 g/i })
      .first()
      .waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    const dose = page.getByRole('textbox', { name: 'Posologie et durée' });
    await dose.fill('1 0 1 7');
    await page.getByText('Deux lectures sont possibles').waitFor();
    await page.keyboard.press('Enter');
    await dose.fill('1 1 1 5j');
    await page.getByText(/^Quantité\s: 15/).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page
      .getByRole('list', { name: 'Lignes de l’ordonnance' })
      .getByText(/paracétamol/i)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Garder 1 ligne' }).click();
    await page.getByRole('tab', { name: /Ordonnances/ }).click();
    await page
      .getByText(/paracétamol/i)
      .first()
      .waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('keeps files open as tabs and closes them', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    const files = page.getByRole('list', { name: 'Dossiers ouverts' });
    const cards = page.getByRole('button', { name: entry });
    await cards.first().click();
    await files.getByRole('link').first().waitFor();
    await page.getByRole('link', { name: 'Agenda' }).click();
    await cards.nth(1).click();
    await expect.poll(() => files.getByRole('link').count()).toBe(2);
    await files.getByRole('button').first().click();
    await expect.poll(() => files.getByRole('link').count()).toBe(1);
    expect(visitor.troubles).toEqual([]);
  });

  test('has room for the text on a telephone: a file begins at its top, and nothing is cut', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page
      .getByRole('button', { name: /^\d\d:\d\d/ })
      .first()
      .waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    try {
      const views = page.getByRole('link', { name: 'Mois', exact: true });
      expect(await views.evaluate((link) => link.getBoundingClientRect().right)).toBeLessThanOrEqual(390);
      await page.locator('main').evaluate((main) => {
        main.scrollTop = 400;
      });
      await page
        .getByRole('button', { name: /^\d\d:\d\d/ })
        .first()
        .press('Enter');
      const consult = page.getByRole('link', { name: 'Consulter' });
      await consult.waitFor();
      expect(await page.locator('main').evaluate((main) => main.scrollTop)).toBe(0);
      const bar = page.locator('article header').first();
      expect(await bar.evaluate((header) => header.getBoundingClientRect().height)).toBeLessThan(844 / 3.5);
      await consult.click();
      const text = page.getByRole('textbox', { name: 'Examen' });
      await text.waitFor();
      expect(await text.evaluate((field) => field.getBoundingClientRect().width)).toBeGreaterThan(300);
    } finally {
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    expect(visitor.troubles).toEqual([]);
  });
}
