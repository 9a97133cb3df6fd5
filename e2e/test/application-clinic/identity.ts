import { readFile } from 'node:fs/promises';
import type { Download } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testIdentity(stage: OpenApplication): void {
  test('a secretary corrects a contact, replaces a mutuelle and takes it back, and sees nothing clinical', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
    const clinical = /Synthèse|Antécédents|Consultations|Ordonnances|Résultats|Vaccins/;
    expect(await page.getByRole('tab', { name: clinical }).count()).toBe(0);
    await expectAccessible(page);

    const contact = page.getByRole('region', { name: 'Contact' });
    await contact.getByRole('button', { name: 'Modifier' }).click();
    await contact.getByLabel('Courriel').fill('nadia@');
    await contact.getByText('Forme attendue').waitFor();
    await page.keyboard.press('Enter');
    expect(await contact.getByRole('form').count()).toBe(1);
    await contact.getByLabel('Courriel').fill('patiente@exemple.fr');
    await contact.getByLabel('Téléphone', { exact: true }).fill('06 39 98 71 20');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await contact.getByText('patiente@exemple.fr').waitFor();
    await contact.getByText(/06.39.98.71.20/).waitFor();

    const coverage = page.getByRole('region', { name: 'Prise en charge' });
    const former = await coverage.getByText(/ancienne/).allInnerTexts();
    await coverage.getByRole('button', { name: 'Ajouter une mutuelle' }).click();
    await page.keyboard.press('Enter');
    await coverage.getByRole('alert').getByText('Une information n’est pas valable').waitFor();
    await coverage.getByLabel('Nom de la mutuelle').fill('Mutuelle des essais');
    await page.keyboard.press('Enter');
    await coverage.getByRole('button', { name: /^Mutuelle des essais/ }).waitFor();
    await page.locator('body').press('Control+z');
    await coverage.getByRole('button', { name: /^Mutuelle des essais/ }).waitFor({ state: 'detached' });
    expect(await coverage.getByText(/ancienne/).allInnerTexts()).toEqual(former);

    const notes = page.getByRole('region', { name: 'Notes pratiques' });
    await notes.getByRole('button', { name: 'Interprète' }).click();
    await notes.getByRole('button', { name: 'Interprète', pressed: true }).waitFor();
    await notes.getByLabel('Protection juridique').selectOption('Tutelle');
    await notes.getByLabel('Protection juridique').selectOption('Curatelle');
    const measure = notes.getByLabel('Protection juridique');
    await expect.poll(() => measure.inputValue()).toBe('curatorship');
    expect(visitor.troubles).toEqual([]);
  });

  test('a corrected trait makes the identity provisional, and a document needs every trait', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    const identity = page.getByRole('region', { name: 'Identité', exact: true });
    await identity.getByRole('button', { name: 'Corriger les traits d’identité' }).click();
    await identity.getByLabel('Nom de naissance').fill('Lefèvre');
    await identity.getByLabel('Code INSEE du lieu').fill('');
    await page.keyboard.press('Enter');
    await identity.getByText('LEFEVRE').waitFor();
    await identity.getByText('Identité provisoire').waitFor();
    await identity.getByRole('button', { name: 'Pièce d’identité vérifiée' }).click();
    await identity.getByRole('button', { name: 'J’ai vu la pièce et la personne' }).click();
    await identity.getByText('Il manque un trait').waitFor();
    await page.keyboard.press('Escape');
    await identity.getByRole('button', { name: 'Corriger les traits d’identité' }).click();
    await identity.getByLabel('Code INSEE du lieu').fill('06088');
    await page.keyboard.press('Enter');
    await identity.getByRole('button', { name: 'Pièce d’identité vérifiée' }).click();
    await identity.getByLabel('Pièce présentée').selectOption('Passeport');
    await identity.getByRole('button', { name: 'J’ai vu la pièce et la personne' }).click();
    await identity.getByText('Identité validée').waitFor();
    await identity.getByText(/: Passeport$/).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a doctor notes a death and takes it back, and exports the file with its accesses', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    const notes = page.getByRole('region', { name: 'Notes pratiques' });
    await notes.getByRole('button', { name: 'Noter un décès' }).click();
    await notes.getByLabel('Date du décès').fill('2026-11-20');
    await notes.getByLabel('Lieu').fill('Lorient');
    await page.keyboard.press('Enter');
    await notes.getByText('Décédé, 20/11/2026, Lorient').waitFor();
    await page.getByRole('tab', { name: 'Synthèse' }).click();
    expect(await page.getByRole('button', { name: 'Vacciner' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    await notes.getByRole('button', { name: 'Modifier' }).click();
    await notes.getByRole('button', { name: 'Le patient n’est pas décédé' }).click();
    await notes.getByRole('button', { name: 'Noter un décès' }).waitFor();

    const whole = page.getByRole('region', { name: 'Le dossier entier' });
    await whole.getByRole('button', { name: 'Copie pour le patient' }).click();
    const copy = page.getByRole('dialog', { name: 'Copie du dossier pour le patient' });
    await copy.getByText('Le contenu des documents joints').waitFor();
    await expectAccessible(page);
    const saved: Download[] = [];
    page.on('download', (download) => saved.push(download));
    await copy.getByRole('button', { name: 'Enregistrer en FHIR' }).click();
    await copy.getByText('Enregistré sur cet ordinateur : dossier.fhir.json, acces.json.').waitFor();
    await expect.poll(() => saved.length).toBe(2);
    const held = Promise.withResolvers<undefined>();
    await page.route(/DejaVuSansCondensed/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await copy.getByRole('button', { name: 'Enregistrer en PDF' }).click();
    await copy.getByText('Lecture du dossier…').waitFor();
    await copy.getByRole('button', { name: 'Annuler' }).click();
    await copy.getByText('Annulé, rien n’a été enregistré.').waitFor();
    held.resolve(undefined);
    expect(saved).toHaveLength(2);
    await copy.getByRole('checkbox').uncheck();
    await copy.getByRole('button', { name: 'Enregistrer en PDF' }).click();
    await copy.getByText('Enregistré sur cet ordinateur : dossier.pdf.').waitFor();
    await expect.poll(() => saved.length).toBe(3);
    expect(saved.map((one) => one.suggestedFilename())).toEqual(['dossier.fhir.json', 'acces.json', 'dossier.pdf']);
    const pdf = await readFile((await saved.at(-1)?.path()) ?? '');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    // Compressed text: pages and an end show that it is complete.
    expect(pdf.toString('latin1').trimEnd().endsWith('%%EOF')).toBe(true);
    expect(visitor.troubles).toEqual([]);
  });

  test('two files are linked after a comparison, and separated again', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(3).click();
    const birth = await page
      .getByText(/^\d\d\/\d\d\/\d{4}$/)
      .first()
      .innerText();
    await page.getByRole('link', { name: 'Agenda' }).click();
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    await page.getByRole('button', { name: 'Réunir avec un autre dossier de la même personne' }).click();
    const dialog = page.getByRole('dialog');
    await expectAccessible(page);
    await dialog.getByRole('combobox').fill(birth);
    await dialog.getByRole('option').first().click();
    await dialog.getByText('différent').first().waitFor();
    await dialog.getByRole('button', { name: 'Réunir : garder celui-ci' }).click();
    await page.getByText('Réuni avec un dossier inactif de la même personne').waitFor();
    await page.getByRole('link', { name: 'Ouvrir l’autre dossier' }).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    await page.getByText('un autre dossier de la même personne est à utiliser').waitFor();
    await page.getByRole('button', { name: 'Séparer' }).click();
    await page.getByRole('button', { name: 'Séparer' }).waitFor({ state: 'detached' });
    expect(visitor.troubles).toEqual([]);
  });

  test('a doctor requests an erasure, a second one sees it, and the first one withdraws it', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).click();
    const scope = page.url().split('/').at(-1) ?? '';
    await page.getByRole('button', { name: 'Effacer le dossier' }).click();
    await page.getByLabel('Raison').selectOption('Dossier d’essai');
    await page.getByRole('button', { name: 'Demander l’effacement' }).click();
    await page.getByText('Vous avez demandé l’effacement de ce dossier').waitFor();
    expect(await page.getByRole('button', { name: 'Confirmer l’effacement' }).count()).toBe(0);
    {
      await using second = await atWork(stage, 'Dr Karim Bensaïd');
      await second.page.goto(`${stage.application.url}/#/patients/${scope}`);
      await second.page.getByRole('tab', { name: 'Identité et contact' }).click();
      await second.page.getByText('Dr Hélène Arnaud demande l’effacement de ce dossier.').waitFor();
      await second.page.getByRole('button', { name: 'Confirmer l’effacement' }).waitFor();
    }
    await page.getByRole('button', { name: 'Retirer la demande' }).click();
    await page.getByRole('button', { name: 'Effacer le dossier' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
