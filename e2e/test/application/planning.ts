import { expect, test } from 'vitest';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { expectAccessible } from './accessible.ts';

const entry = /^\d\d:\d\d/;

export function testPlanning(stage: OpenApplication): void {
  test('shows the load of a month without opening a day, and opens a day of the week only when asked', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Mois', exact: true }).click();
    await page
      .getByRole('link', { name: /Dr Hélène Arnaud\s: \d+\srendez-vous/ })
      .first()
      .waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Semaine', exact: true }).click();
    await page.getByRole('region', { name: /^Lun\./ }).waitFor();
    await page.getByRole('button', { name: entry }).first().waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Semaine suivante' }).click();
    await page
      .getByRole('region', { name: /^Jeu\./ })
      .getByText(/rendez-vous/)
      .waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('shows the week of all practitioners one below the other, and of one of them again', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Semaine', exact: true }).click();
    const choice = page.getByRole('combobox', { name: 'Praticien' });
    const weekOf = (name: string) => page.getByRole('heading', { level: 2, name, exact: true });
    const days = page.getByRole('main').getByRole('region', { name: /^Dr Karim Bensaïd\s: / });
    await page.getByRole('region', { name: /^Lun\./ }).waitFor();
    expect(await days.count()).toBe(0);
    await choice.selectOption('Tous les praticiens');
    for (const name of ['Dr Hélène Arnaud', 'Dr Karim Bensaïd', 'Solène Kervella']) await weekOf(name).waitFor();
    expect(await days.count()).toBeGreaterThanOrEqual(6);
    // The day that is open is shown as in the week of its practitioner, the others by their number.
    await days.getByRole('button', { name: entry }).first().waitFor();
    await expectAccessible(page);
    await choice.selectOption('Solène Kervella');
    await page.getByRole('region', { name: /^Lun\./ }).waitFor();
    expect(await days.count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('blocks a time with a reason of the list, which is free again after an undo', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const column = page.getByRole('region', { name: 'Dr Karim Bensaïd' });
    await page.getByRole('button', { name: 'Jour suivant' }).click();
    const free = column.getByRole('button', { name: /^Libre/ }).first();
    const [time = ''] = /\d\d:\d\d/.exec(await free.innerText()) ?? [];
    await free.click();
    await page.getByRole('region', { name: `Ou bloquer à partir de ${time}` }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Réunion' }).click();
    await column.getByRole('button', { name: `${time} Réunion` }).waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await expect.poll(() => column.getByRole('button', { name: `${time} Réunion` }).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('walks with arrow keys, moves an appointment and changes its length by keys', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: 'Jour suivant' }).click();
    const column = page.getByRole('region', { name: 'Solène Kervella' });
    const cards = column.getByRole('button', { name: entry });
    await cards.nth(3).waitFor();
    const names = (await cards.allInnerTexts()).map((text) => text.split('\n')[1] ?? '');
    await cards.first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(names[1]);
    const last = cards.last();
    const [before = '', name = ''] = (await last.innerText()).split('\n');
    await last.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByText(/déplacé à \d\d:\d\d/).waitFor();
    const after = column.getByRole('button', { name }).last();
    await expect.poll(async () => (await after.innerText()).slice(0, 5)).not.toBe(before);
    await after.focus();
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await page.getByText(/: \d+\smin$/).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('repeats an appointment, and reports the day', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const card = page.getByRole('region', { name: 'Solène Kervella' }).getByRole('button', { name: entry }).first();
    await card.focus();
    await page.keyboard.press('m');
    await page.getByRole('combobox', { name: 'Répéter ce rendez-vous' }).selectOption('1');
    await page.getByRole('combobox', { name: 'Toutes les' }).selectOption('13');
    await page.getByRole('button', { name: 'Réserver la série' }).click();
    const series = page.getByRole('region', { name: 'Séries en cours' });
    await series.getByText('Terminée.').waitFor();
    expect(await series.innerText()).toMatch(/1\ssur 1|déjà pris|cabinet fermé/);
    expect(visitor.troubles).toEqual([]);
  });

  test('finds every action by its name, an open screen by two keys, and lists all keys', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('columnheader', { name: 'lun.' }).waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Chercher une action' });
    await palette.getByRole('combobox').fill('creer');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /patient/i, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Aide' }).click();
    await page.getByRole('dialog', { name: 'Touches' }).getByText('Ctrl K').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('has no clinical action in the palette of the reception', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Chercher une action' });
    await palette.getByRole('option', { name: 'Ouvrir le dossier' }).waitFor();
    expect(await palette.getByText(/ordonnance|consultation|synthèse/i).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
