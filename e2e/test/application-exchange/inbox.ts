import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, entry, openFromAll, openMail, openMessage, rows } from './mail.ts';

export function testInbox(stage: OpenApplication): void {
  test('shows who wrote, and no content before a message is opened', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await page.getByRole('img', { name: '3 messages non lus' }).waitFor();
    await openMail(page);
    await expect.poll(() => rows(page).count()).toBe(3);
    for (const text of await rows(page).allInnerTexts()) expect(text).toMatch(/Dr Yann Le Gall\n.*\n(.*\n)?Non lu/);
    expect(await page.getByText('Holter des 24 heures').count()).toBe(0);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('files a letter with the keyboard alone: Enter opens it, and Enter files it under the proposed patient', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('courrier');
    await page.getByRole('option', { name: /Courrier/ }).waitFor();
    await page.keyboard.press('Enter');
    await rows(page).first().waitFor();
    const region = page.getByRole('region', { name: 'Message', exact: true });
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press('Enter');
      await region.getByRole('heading', { level: 2 }).waitFor();
      if (await region.getByRole('heading', { name: 'Consultation de cardiologie' }).isVisible()) break;
      await page.keyboard.press('ArrowDown');
    }
    await region.getByText('Signature vérifiée avec les coffres de son cabinet').waitFor();
    await region.getByText('Identité sans preuve extérieure').waitFor();
    await region.getByText('Premier échange avec ce cabinet sur cet appareil').waitFor();
    await region.getByText('majorer le bêtabloquant', { exact: false }).waitFor();
    await region.getByRole('group', { name: /^Page 1/ }).waitFor();
    const panel = page.getByRole('complementary', { name: 'Patient proposé' });
    await panel.getByRole('row', { name: /Naissance identique/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    await page.getByRole('link', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page
      .getByRole('button', { name: /Compte rendu de cardiologie.*Dr Yann Le Gall, Cardiologie du Frout/ })
      .waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('does not file with Enter what differs in a trait, and says which', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Holter des 24 heures');
    const panel = page.getByRole('complementary', { name: 'Patient proposé' });
    await panel.getByRole('row', { name: /Naissance différent/ }).waitFor();
    await page.keyboard.press('Enter');
    await panel.getByText('1 trait diffère').waitFor();
    expect(await page.getByRole('complementary', { name: 'Classé' }).count()).toBe(0);
    await expectAccessible(page);
    await panel.getByRole('button', { name: 'Classer malgré les différences' }).click();
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    // Undone, it is to be handled again.
    await page.getByRole('button', { name: 'Annuler' }).click();
    await panel.getByText('1 trait diffère').waitFor();
    await page.getByRole('button', { name: 'À classer', exact: true }).click();
    await openMessage(page, 'Holter des 24 heures');
    await panel.getByRole('button', { name: 'Classer malgré les différences' }).click();
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('shows received results beside the values of the file, abnormal ones first, and files them', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Bilan avant coronarographie');
    const results = page.getByRole('region', { name: 'Résultats' });
    await results.getByRole('columnheader', { name: 'Avant' }).waitFor();
    const lines = results.getByRole('row');
    expect(await lines.nth(1).innerText()).toContain('5,8');
    expect(await lines.last().innerText()).toContain('13,1');
    expect(await results.getByText('élevé').count()).toBe(2);
    await page
      .getByRole('button', { name: /Bilan avant coronarographie/ })
      .getByText('2 anormaux')
      .waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.getByRole('button', { name: /^C’est (elle|lui|ce patient), classer/ }).click();
    await page.getByRole('link', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('tab', { name: /Résultats/ }).click();
    await page.getByRole('row', { name: /Potassium 5,8/ }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('files a message under another patient only after every difference is on screen', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    const card = page.getByRole('button', { name: entry }).first();
    const [, name = ''] = (await card.innerText()).split('\n');
    await openFromAll(page, 'Bilan avant coronarographie');
    await page.getByRole('button', { name: 'Classer dans un autre dossier' }).click();
    const search = page.getByRole('combobox', { name: 'Chercher un autre patient' });
    await search.fill(name);
    await search.press('Enter');
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page);
    await search.press('Enter');
    await page.getByRole('row', { name: /Nom de naissance différent/ }).waitFor();
    await page.getByRole('button', { name: 'Classer malgré les différences' }).click();
    await page
      .getByText(/^Classé dans le dossier de/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    // It stays filed under the first patient.
    const panel = page.getByRole('complementary', { name: 'Classé' });
    await panel.getByText(/Classé dans le dossier de/).waitFor();
    expect(await panel.getByText(name).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('has one column on a telephone, and a way back to the list', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Consultation de cardiologie');
    await page.setViewportSize({ width: 390, height: 780 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Retour à la liste' }).click();
    await rows(page).first().waitFor();
    await page.setViewportSize({ width: 1440, height: 780 });
    expect(visitor.troubles).toEqual([]);
  });

  test('says that everything is read where nothing waits', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await openMail(page);
    await page.getByText('Tout est lu.').waitFor();
    await page.getByRole('button', { name: 'À classer' }).click();
    await page.getByText('Tout est classé.').waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('does not exist for the reception, on screen or by its address', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Agenda', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: /Courrier/ }).count()).toBe(0);
    await page
      .getByRole('button', { name: /^\d\d:\d\d/ })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
    expect(await page.getByRole('button', { name: 'Envoyer à un confrère' }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Envois' }).count()).toBe(0);
    await page.evaluate(() => {
      location.hash = '#/mail';
    });
    await expect.poll(() => page.getByRole('main').innerText()).not.toContain(cardiologist);
    expect(await page.getByText('Cardiologie').count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
