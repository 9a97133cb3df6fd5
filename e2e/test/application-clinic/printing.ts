import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { prescribeAmlodipine } from '../../src/application/prescribe.ts';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testPrinting(stage: OpenApplication): void {
  test('a doctor prescribes and prints: the paper has prescriber, patient, medicine and dose', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    const printed = await watchPrinting(page);
    await page.getByRole('button', { name: entry }).first().click();
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('link', { name: 'Ordonnance' }).click();
    await prescribeAmlodipine(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: /Garder et imprimer/ }).click();
    await expect.poll(printed).toContain('amlodipine 5 mg');
    const text = await printed();
    for (const part of ['Dr Hélène Arnaud', 'N° RPPS : 10001234565', 'Quimper, France', '+33', 'le matin'])
      expect(text).toContain(part);
    expect(text.toLowerCase()).toContain((name.split(' ')[0] ?? '').toLowerCase());
    // The pages leave the document with the system's dialog, and nothing of them is in URL or title.
    expect(await page.locator('[data-print]').count()).toBe(0);
    expect(await page.title()).toBe('Étanche');
    expect(decodeURIComponent(page.url())).not.toContain('amlodipine');
    expect(visitor.troubles).toEqual([]);
  });

  test('a certificate takes three presses, is kept, and a correction is its second version', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    const printed = await watchPrinting(page);
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('link', { name: 'Courriers et certificats' }).click();
    await page.getByRole('button', { name: 'Certificat médical simple' }).click();
    await page.getByRole('textbox', { name: 'Texte' }).waitFor();
    await page.getByText('À compléter : Objet', { exact: true }).waitFor();
    // A field that nobody completed is not printed.
    await page.keyboard.press('Enter');
    expect(await page.getByText(/version 1/).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Objet' }).fill('la pratique du judo');
    await page.getByRole('img', { name: 'Certificat médical simple' }).getByText('judo').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(printed).toContain('Certificat médical simple');
    expect(await printed()).toContain('Je soussigné(e), Dr Hélène Arnaud');
    await page.getByText(/version 1/).waitFor();
    const text = page.getByRole('textbox', { name: 'Texte' });
    await text.fill((await text.inputValue()).replace('judo', 'aviron'));
    await page.getByRole('button', { name: 'Garder', exact: true }).click();
    await page.getByText(/version 2/).waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a sick leave counts its days, and says when they are more than a month', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    const printed = await watchPrinting(page);
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+c');
    await page.getByRole('button', { name: 'Arrêt de travail' }).click();
    const days = page.getByRole('textbox', { name: /^Durée en jours/ });
    await days.fill('40');
    await page.getByText(/au-delà d’un mois/).waitFor();
    await days.fill('3');
    await page.getByText(/au-delà d’un mois/).waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Sorties autorisées' }).fill('non');
    await page.getByRole('textbox', { name: 'Objet' }).fill('grippe');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect.poll(printed).toContain('Motif médical : grippe');
    expect(await printed()).not.toContain('{');
    expect(visitor.troubles).toEqual([]);
  });

  test('a letter has an addressee of the directory', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    const printed = await watchPrinting(page);
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('link', { name: 'Courriers et certificats' }).click();
    await page.getByRole('button', { name: 'Adressage à un confrère' }).click();
    await page.getByRole('combobox', { name: 'Destinataire' }).selectOption({ label: 'Dr Yann Le Gall, Cardiologie' });
    await page.getByRole('combobox', { name: 'Formule d’appel' }).fill('Cher confrère');
    const sheet = page.locator('svg').filter({ hasText: 'à compléter' }).first();
    await sheet.getByText(/à compléter.: Objet/).waitFor();
    expect(await sheet.textContent()).not.toMatch(/[{}]|né\(e\)/u);
    await page.getByRole('textbox', { name: 'Objet' }).fill('avis');
    await page.keyboard.press('Control+p');
    await expect.poll(printed).toContain('12 rue du Frout');
    expect(await printed()).toContain('Allergies :');
    await page.getByRole('button', { name: /^Adressage à Dr Yann Le Gall\s: avis$/ }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a secretary prints the day and a certificate of attendance, without anything clinical', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const printed = await watchPrinting(page);
    await page.getByRole('button', { name: entry }).first().waitFor();
    await page.getByRole('button', { name: /Imprimer/ }).click();
    await expect.poll(printed).toContain('Dr Karim Bensaïd');
    expect(await printed()).toMatch(/\d\d:\d\d/u);
    const card = page.getByRole('button', { name: entry }).first();
    await card.click({ button: 'right' });
    await page.getByRole('button', { name: 'Attestation de présence' }).click();
    await expect.poll(printed).toContain('Attestation de présence');
    expect(await printed()).toContain('Nadia Cohen, secrétariat');
    expect(await printed()).not.toContain('RPPS');
    expect(await printed()).not.toContain('(e)');
    expect(visitor.troubles).toEqual([]);
  });
}

/** Replaces the system's dialog: the text of the pages is read, and the dialog closes at once. */
async function watchPrinting(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const seen = globalThis as unknown as { printed: string };
    seen.printed = '';
    window.print = () => {
      seen.printed = document.querySelector('[data-print]')?.textContent ?? '';
      dispatchEvent(new Event('afterprint'));
    };
  });
  return async () => {
    const text = await page.evaluate(() => (globalThis as unknown as { printed: string }).printed);
    return text.replace(/[\u00a0\u202f]/gu, ' ');
  };
}
