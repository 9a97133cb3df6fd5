import { createRecordsData } from '@etanche/records-client';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { openCase } from '../support/open-case.ts';

const contraindicated = {
  ...{ a: 'colchicine', b: 'macrolides', level: 'contre-indication' },
  ...{ risk: 'Toxicité de la colchicine', conduct: 'Ne pas associer' },
};
export const thesaurus = {
  format: 'etanche-interactions 1',
  ...{ name: 'Thésaurus d’essai', date: '2026-03-01', source: 'inventé pour un test' },
  classes: { macrolides: ['clarithromycine', 'érythromycine'] },
  interactions: [
    contraindicated,
    { a: 'clarithromycine', b: 'amlodipine', level: 'à prendre en compte', risk: 'Hypotension' },
  ],
};

export function file(content: unknown) {
  const buffer = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return { name: 'thesaurus.json', mimeType: 'application/json', buffer };
}

export async function openPart(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Réglages' }).click();
  await page.getByRole('link', { name: 'Interactions' }).click();
  await page.getByRole('heading', { level: 2, name: 'Interactions' }).waitFor();
}

/** Opens an empty prescription: what an earlier test typed in it, and did not store, is given up. */
export async function openPrescription(page: Page, stage: OpenApplication): Promise<void> {
  await openCase(page, stage, 'child');
  await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
  await page.keyboard.press('Alt+o');
  const medicine = page.getByRole('combobox', { name: /^Médicament/ });
  const kept = page.getByRole('button', { name: 'Effacer ce texte' });
  await medicine.or(kept).first().waitFor();
  if (await kept.isVisible()) await kept.click();
  await medicine.waitFor();
}

/** Types a medicine and its dose, and returns what the line says about it. */
export async function typeLine(page: Page, medicine: string, dose: string) {
  await page.getByRole('combobox', { name: /^Médicament/ }).pressSequentially(medicine);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Posologie et durée' }).fill(dose);
  // The lines of the treatment, and those that were added, have such a text too.
  await page
    .getByRole('form')
    .getByText(/pendant \d+\sjours/)
    .waitFor();
  return page.getByRole('list', { name: 'À savoir' });
}

export function testInteractions(stage: OpenApplication): void {
  test('a practice loads a thesaurus; a wrong one is refused with its place, and without one the line says so', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openPrescription(page, stage);
    const said = await typeLine(page, 'colchicine 1 mg', '1 matin 7j');
    await said.getByText('Aucun thésaurus chargé : les interactions ne sont pas vérifiées.').waitFor();
    await expectAccessible(page);

    await openPart(page);
    await page.getByText('Aucun thésaurus chargé : les interactions ne sont pas vérifiées.').waitFor();
    await expectAccessible(page);
    const choose = page.getByLabel('Charger un thésaurus');
    await choose.setInputFiles(file('colchicine;macrolides'));
    await page.getByText('Ce fichier n’est pas un thésaurus au format « etanche-interactions 1 ».').waitFor();
    await choose.setInputFiles(file({ ...thesaurus, interactions: [contraindicated, { ...contraindicated, b: '' }] }));
    await page.getByText('Ce thésaurus est faux à l’endroit : interactions[1].b.').waitFor();
    await choose.setInputFiles(file({ ...thesaurus, source: 'liste du 01/03/2026' }));
    await page.getByText(/date de naissance.*\(source\)/).waitFor();
    await expectAccessible(page);
    await choose.setInputFiles(file(thesaurus));
    await page.getByText('Nombre d’interactions : 2').waitFor();
    await page.getByText(/^Chargé par Dr Hélène Arnaud le/).waitFor();
    expect(await page.getByText('Ce thésaurus est faux').count()).toBe(0);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a contraindicated pair interrupts, another level is in the margin, and an unknown substance is named', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openPrescription(page, stage);
    const lines = page.getByRole('list', { name: 'Lignes de l’ordonnance' });
    await typeLine(page, 'clarithromycine 500', '1 matin 1 soir 7j');
    await page.keyboard.press('Enter');
    await expect.poll(() => lines.getByRole('listitem').count()).toBe(1);

    const interruption =
      /Contre-indication avec clarithromycine.*Conduite\s: Ne pas associer\. Thésaurus de mars 2026\.$/;
    const colchicine = await typeLine(page, 'colchicine 1 mg', '1 matin 7j');
    await colchicine.getByText(interruption).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Lisez ceci avant de prescrire' });
    await dialog.getByText(interruption).waitFor();
    await expectAccessible(page);
    // Enter is the safe way out, and adds nothing.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await lines.getByRole('listitem').count()).toBe(1);

    const amlodipine = await typeLine(page, 'amlodipine 5', '1 matin 30j');
    await amlodipine.getByText(/À prendre en compte avec clarithromycine.*Hypotension\. Thésaurus de mars/).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => lines.getByRole('listitem').count()).toBe(2);
    expect(await dialog.count()).toBe(0);

    const zinc = await typeLine(page, 'zinc 15', '1 matin 30j');
    await zinc.getByText('Aucune interaction connue dans le thésaurus de mars 2026.').waitFor();
    await zinc.getByText(/Le thésaurus ne nomme pas\s: .*zinc/).waitFor();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a thesaurus is replaced and removed, each with a way back, and only read by the reception', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openPart(page);
    await page
      .getByLabel('Remplacer le thésaurus')
      .setInputFiles(file({ ...thesaurus, date: '2026-09-01', interactions: [contraindicated] }));
    await page.getByText('Nombre d’interactions : 1').waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Nombre d’interactions : 2').waitFor();
    {
      await using reception = await atWork(stage, 'Nadia Cohen');
      await openPart(reception.page);
      await reception.page.getByText('Nombre d’interactions : 2').waitFor();
      expect(await reception.page.getByLabel('Remplacer le thésaurus').isDisabled()).toBe(true);
      await expectAccessible(reception.page);
      expect(reception.troubles).toEqual([]);
    }
    const remove = page.getByRole('button', { name: 'Retirer : Thésaurus d’essai' });
    await remove.click();
    await page.getByText('Thésaurus retiré.').waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Nombre d’interactions : 2').waitFor();
    await remove.click();
    await page.getByText('Aucun thésaurus chargé : les interactions ne sont pas vérifiées.').waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a thesaurus of which a part is missing is not used, by a line that was read before either, and is loaded again', async () => {
    const { name, date, source } = thesaurus;
    const part = { set: 's'.repeat(43), part: 1, parts: 2, classes: [], interactions: [] };
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openPrescription(page, stage);
    const said = await typeLine(page, 'colchicine 1 mg', '1 matin 7j');
    await said.getByText('Aucun thésaurus chargé : les interactions ne sont pas vérifiées.').waitFor();
    const settings = await createRecordsData(await stage.application.signIn('arnaud')).settings();
    await settings.putInteractions([{ document: 'interactions', name, date, source, ...part }]);
    const incomplete = 'Le chargement du thésaurus n’est pas complet : les interactions ne sont pas vérifiées.';
    await said.getByText(incomplete).waitFor();
    await expectAccessible(page);
    await openPart(page);
    await page.getByText(incomplete).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Charger de nouveau le thésaurus').setInputFiles(file(thesaurus));
    await page.getByText('Nombre d’interactions : 2').waitFor();
    await page.getByText(incomplete).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Retirer : Thésaurus d’essai' }).click();
    await page.getByText('Aucun thésaurus chargé : les interactions ne sont pas vérifiées.').waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
