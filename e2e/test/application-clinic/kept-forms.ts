import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { prescribeAmlodipine } from '../../src/application/prescribe.ts';
import { expectAccessible } from '../application/accessible.ts';
import { signIn, type OpenApplication } from '../support/application-stage.ts';
import { again, lock, lockElsewhere } from '../support/lock-application.ts';
import { visit } from '../support/visit.ts';

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
const template = 'Adressage à un confrère';

async function openFile(page: Page, place: number): Promise<string> {
  await page.getByRole('link', { name: 'Agenda' }).click();
  await page.getByRole('button', { name: entry }).nth(place).click();
  await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
  return page.url();
}

export function testKeptForms(stage: OpenApplication): void {
  test('a letter survives a lock for its author and its patient alone, until it is stored', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const subject = page.getByRole('textbox', { name: 'Objet' });
    const text = page.getByRole('textbox', { name: 'Texte' });
    const begin = async (): Promise<void> => {
      await page.getByRole('button', { name: template, exact: true }).click();
      await text.waitFor();
    };
    await signIn(page, doctor);
    const other = await openFile(page, 1);
    const file = await openFile(page, 0);
    await page.keyboard.press('Alt+l');
    await begin();
    expect(await page.getByText(again).count()).toBe(0);
    await subject.fill('Zyxopalpitations');
    await text.press('Control+End');
    await page.keyboard.type(' Zyxosuite de la lett');
    await lock(page, doctor);
    expect(await page.content()).not.toMatch(/Zyxo/u);

    await signIn(page, 'Dr Hélène Arnaud');
    await page.goto(`${file}/letters`);
    await begin();
    expect(await subject.inputValue()).toBe('');
    expect(await text.inputValue()).not.toContain('Zyxo');
    expect(await page.getByText(again).count()).toBe(0);
    await lock(page, 'Dr Hélène Arnaud', false);
    expect(await page.getByText('Ce qui était tapé est gardé.').count()).toBe(0);

    await signIn(page, doctor);
    await page.goto(`${other}/letters`);
    await begin();
    expect(await subject.inputValue()).toBe('');
    expect(await page.getByText(again).count()).toBe(0);
    await page.goto(`${file}/letters`);
    // The letter that was being written is open, without a press.
    await page.getByText(again).waitFor();
    expect(await subject.inputValue()).toBe('Zyxopalpitations');
    expect(await text.inputValue()).toContain('Zyxosuite de la lett');
    await expectAccessible(page);
    await page.getByRole('combobox', { name: 'Formule d’appel' }).fill('Cher confrère');
    await page.getByRole('button', { name: 'Garder', exact: true }).click();
    await page.getByText('Document gardé.').waitFor();
    await page.getByText(again).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Agenda' }).click();
    await page.getByRole('button', { name: entry }).first().waitFor();
    await page.goto(`${file}/letters`);
    await begin();
    expect(await subject.inputValue()).toBe('');
    expect(await page.getByText(again).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('a prescription survives a lock with its lines and the dose that is being typed, and can be given up', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const dose = page.getByRole('textbox', { name: 'Posologie et durée' });
    const lines = page.getByRole('list', { name: 'Lignes de l’ordonnance' }).getByRole('listitem');
    await signIn(page, doctor);
    const file = await openFile(page, 2);
    await page.keyboard.press('Alt+o');
    await prescribeAmlodipine(page);
    await page.getByRole('combobox', { name: /^Médicament/ }).pressSequentially('paracetamol 500');
    await page.keyboard.press('Enter');
    await dose.fill('1 1 1 5');
    await lock(page, doctor);
    await signIn(page, doctor);
    await page.getByText(again).waitFor();
    expect(await dose.inputValue()).toBe('1 1 1 5');
    await lines.getByText('1 gélule le matin pendant 28 jours').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Effacer ce texte' }).click();
    await page.getByText(again).waitFor({ state: 'detached' });
    expect(await lines.count()).toBe(0);
    await page.getByRole('status').getByRole('button', { name: 'Annuler' }).click();
    await page.getByText(again).waitFor();
    expect(await dose.inputValue()).toBe('1 1 1 5');
    await dose.press('Escape');
    await page.getByRole('button', { name: 'Garder 1 ligne' }).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.goto(`${file}/prescription`);
    await page.getByRole('combobox', { name: /^Médicament/ }).waitFor();
    expect(await lines.count()).toBe(0);
    expect(await page.getByText(again).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('other forms survive a lock in the same part of the file, and one that is given up is gone', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const allergy = page.getByRole('textbox', { name: 'Ajouter une allergie' });
    await signIn(page, doctor);
    const file = await openFile(page, 3);
    await page.getByRole('tab', { name: 'Antécédents' }).click();
    await allergy.fill('Zyxolatex, urtic');
    await lock(page, doctor);
    await signIn(page, doctor);
    await page.getByText(again).waitFor();
    expect(await allergy.inputValue()).toBe('Zyxolatex, urtic');
    await allergy.press('End');
    await page.keyboard.type('aire');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Zyxolatex/ }).waitFor();
    await page.getByText(again).waitFor({ state: 'detached' });

    const contact = page.getByRole('region', { name: 'Contact' });
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    await contact.getByRole('button', { name: 'Modifier' }).click();
    await contact.getByLabel('Courriel').fill('zyxo@exemple.fr');
    await lock(page, doctor);
    await signIn(page, doctor);
    await contact.getByText(again).waitFor();
    expect(await contact.getByLabel('Courriel').inputValue()).toBe('zyxo@exemple.fr');
    await expectAccessible(page);
    await contact.getByRole('button', { name: 'Abandonner' }).click();
    await contact.getByRole('button', { name: 'Modifier' }).click();
    await contact.getByLabel('Courriel').waitFor();
    expect(await contact.getByText(again).count()).toBe(0);
    expect(await contact.getByLabel('Courriel').inputValue()).not.toContain('zyxo');
    await contact.getByRole('button', { name: 'Abandonner' }).click();

    await page.getByRole('button', { name: 'Tâche ou message' }).click();
    const task = page.getByRole('dialog', { name: 'Tâche ou message' });
    await task.getByRole('combobox', { name: 'Pour' }).selectOption({ label: 'Dr Hélène Arnaud' });
    await task.getByRole('textbox', { name: 'Message' }).fill('Zyxoquestion sur le tra');
    await lockElsewhere(visitor.context, stage.application.url, doctor);
    await signIn(page, doctor);
    await task.getByText(again).waitFor();
    expect(await task.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Zyxoquestion sur le tra');
    expect(page.url()).toBe(file);
    await page.keyboard.press('Escape');
    await task.waitFor({ state: 'detached' });

    const name = page.getByLabel('Nom de naissance');
    await page.goto(`${stage.application.url}#/patients/new`);
    await name.fill('Zyxonom');
    await lock(page, doctor);
    await signIn(page, doctor);
    await page.getByText(again).waitFor();
    expect(await name.inputValue()).toBe('Zyxonom');
    await page.getByRole('link', { name: 'Agenda' }).click();
    await page.getByRole('button', { name: entry }).first().waitFor();
    await page.goto(`${stage.application.url}#/patients/new`);
    await name.waitFor();
    // The next new patient is another person.
    expect(await name.inputValue()).toBe('');
    await name.fill('Zyxoautre');
    await lock(page, doctor);
    await signIn(page, doctor);
    await page.getByRole('button', { name: 'Effacer ce texte' }).click();
    await expect.poll(() => name.inputValue()).toBe('');
    await lock(page, doctor, false);
    await signIn(page, doctor);
    await name.waitFor();
    expect(await name.inputValue()).toBe('');
    expect(visitor.troubles).toEqual([]);
  });
}
