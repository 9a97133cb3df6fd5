import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { textFile } from '../application/sample-files.ts';
import { signIn, type OpenApplication } from '../support/application-stage.ts';
import { again, lock, lockElsewhere } from '../support/lock-application.ts';
import { visit } from '../support/visit.ts';

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
const secretary = 'Nadia Cohen';

export function testKeptDialogs(stage: OpenApplication): void {
  test('the description of a document survives a lock, and meets its file when that is chosen again', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const file = textFile('Zyxo_radio.txt', 'Zyxocontenu');
    const form = page.getByRole('form', { name: 'Zyxo_radio.txt' });
    const choose = (...files: (typeof file)[]) => page.getByLabel('Choisir un fichier').last().setInputFiles(files);
    const add = form.getByRole('button', { name: /^Ajouter au dossier de/ });
    await signIn(page, doctor);
    await page.getByRole('button', { name: entry }).nth(4).click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await choose(file);
    await form.getByLabel('Titre').fill('Zyxoradio du gen');
    await lock(page, doctor);
    expect(await page.content()).not.toMatch(/Zyxo/u);
    await signIn(page, doctor);
    await form.getByText(again).waitFor();
    await form.getByText('Choisissez de nouveau le fichier', { exact: false }).waitFor();
    expect(await form.getByLabel('Titre').inputValue()).toBe('Zyxoradio du gen');
    expect(await add.count()).toBe(0);
    await expectAccessible(page);
    // Another file of the same name is not the one that was described.
    await choose(textFile('Zyxo_radio.txt', 'Zyxoautre'));
    await expect.poll(() => form.count()).toBe(2);
    expect(await form.last().getByLabel('Titre').inputValue()).toBe('Zyxo radio');
    await form.last().getByRole('button', { name: 'Ne pas ajouter' }).click();
    await choose(file);
    await add.waitFor();
    expect(await form.getByLabel('Titre').inputValue()).toBe('Zyxoradio du gen');
    await form.getByLabel('Titre').fill('Zyxoradio du genou');
    await add.click();
    const list = page.getByRole('list', { name: 'Documents du dossier' });
    await list.getByRole('button', { name: /^Zyxoradio du genou/ }).waitFor();
    await page.getByRole('tab', { name: 'Synthèse' }).click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await list.waitFor();
    expect(await form.count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('a death that is being recorded survives a lock, and is gone when it is given up', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const form = page.getByRole('form', { name: 'Décédé' });
    await signIn(page, doctor);
    await page.getByRole('button', { name: entry }).nth(4).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    await page.getByRole('button', { name: 'Noter un décès' }).click();
    await form.getByLabel('Date du décès').fill('2026-03-02');
    await form.getByLabel('Lieu').fill('Zyxovi');
    await lock(page, doctor);
    expect(await page.content()).not.toMatch(/Zyxo/u);
    await signIn(page, doctor);
    await form.getByText(again).waitFor();
    expect(await form.getByLabel('Date du décès').inputValue()).toBe('2026-03-02');
    expect(await form.getByLabel('Lieu').inputValue()).toBe('Zyxovi');
    await expectAccessible(page);
    await form.getByRole('button', { name: 'Abandonner' }).click();
    await page.getByRole('button', { name: 'Noter un décès' }).click();
    await form.waitFor();
    expect(await form.getByLabel('Lieu').inputValue()).toBe('');
    expect(await form.getByText(again).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('an appointment by telephone and a series survive a lock, until they are booked or left', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page, context } = visitor;
    const phone = page.getByRole('region', { name: 'Au téléphone' });
    const column = page.getByRole('region', { name: 'Dr Karim Bensaïd' });
    const card = column.getByRole('button', { name: entry }).last();
    const book = phone.getByRole('button', { name: /^Réserver/ });
    await signIn(page, secretary);
    await page.getByRole('button', { name: 'Jour suivant' }).click();
    const [, name = ''] = (await card.innerText()).split('\n');
    const [family = '', given = ''] = name.split(' ');
    await phone.getByRole('combobox').fill(`${family} ${given}`);
    await page.keyboard.press('Enter');
    await phone.getByRole('option', { name }).first().waitFor();
    await page.keyboard.press('Enter');
    await book.waitFor();
    await phone.getByRole('radio').nth(1).check();
    await phone.getByRole('checkbox').first().check();
    await column
      .getByRole('button', { name: /^Libre/ })
      .last()
      .click();
    const wanted = await book.innerText();
    await lock(page, secretary);
    expect(await page.content()).not.toContain(family);
    await signIn(page, secretary);
    await phone.getByText(again).waitFor();
    await phone.getByText(name).first().waitFor();
    expect(await phone.getByRole('radio').nth(1).isChecked()).toBe(true);
    expect(await phone.getByRole('checkbox').first().isChecked()).toBe(true);
    await expect.poll(() => book.innerText()).toBe(wanted);
    await expectAccessible(page);
    await book.click();
    await page.getByText(`${name}, `).waitFor();
    await phone.getByText(again).waitFor({ state: 'detached' });

    await card.focus();
    await page.keyboard.press('m');
    const every = page.getByRole('combobox', { name: 'Toutes les' });
    await every.selectOption('13');
    await lockElsewhere(context, stage.application.url, secretary);
    await signIn(page, secretary);
    await page.getByRole('dialog').getByText(again).waitFor();
    expect(await every.inputValue()).toBe('13');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await lock(page, secretary, false);
    await signIn(page, secretary);
    await card.waitFor();
    expect(await page.getByText(again).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
