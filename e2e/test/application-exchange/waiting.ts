import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { doctor, openMail } from './mail.ts';

export function testWaiting(stage: OpenApplication): void {
  test('waits with its reason, opens by one press, and shows its results on the list of the doctor once it is filed', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openMail(page);
    await page.getByRole('button', { name: /^À rattacher/ }).click();
    const rows = page.getByRole('list', { name: 'Documents à rattacher' }).getByRole('button');
    await rows.first().waitFor();
    expect(await rows.first().innerText()).toContain('À comparer avant de classer.');
    // The list has no name before it is opened.
    expect(await rows.first().innerText()).toContain('Document reçu');
    const known = await rows.allInnerTexts();
    for (const text of known) expect(text).toMatch(/Arrivé à \d\d:\d\d:\d\d/);
    expect(new Set(known).size).toBe(known.length);
    await expectAccessible(page);
    await rows.first().press('Enter');
    const results = page.getByRole('region', { name: 'Résultats' });
    await results.getByRole('row', { name: /Potassium.*5,6/i }).waitFor();
    await page.getByText('Laboratoire du Steïr', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Document d’origine' }).click();
    await page.getByText('RES|', { exact: false }).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    const panel = page.getByRole('complementary', { name: 'Patient proposé' });
    await panel.getByRole('row', { name: /Naissance identique/ }).waitFor();
    await rows.first().press('Enter');
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    await page.getByRole('link', { name: 'Tâches' }).click();
    await page.getByRole('region', { name: 'Résultats anormaux' }).getByText('5,6').first().waitFor();
    // The correction of the same request follows: one value is left, and the doctor sees why the line is there.
    await page.getByRole('link', { name: /^Courrier($| \d)/ }).click();
    await page.getByRole('button', { name: /^À rattacher/ }).click();
    await rows.first().press('Enter');
    await page
      .getByRole('region', { name: 'Résultats' })
      .getByRole('row', { name: /Potassium.*4,6/i })
      .waitFor();
    await panel.getByRole('row', { name: /Naissance identique/ }).waitFor();
    await rows.first().press('Enter');
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    await page.getByRole('link', { name: 'Tâches' }).click();
    const line = page
      .getByRole('region', { name: 'Autres résultats' })
      .getByRole('listitem')
      .filter({ hasText: 'Potassium' });
    await line.getByText('Résultats corrigés par l’expéditeur').waitFor();
    expect(await line.innerText()).toContain('4,6');
    expect(await line.innerText()).not.toContain('5,6');
    await line.getByRole('link', { name: /^Ouvrir le dossier/ }).click();
    await page.getByRole('tab', { name: /^Documents/ }).click();
    const documents = page.getByRole('list', { name: 'Documents du dossier' });
    await documents.getByText(/^Corrige des résultats du document du/).waitFor();
    await documents.getByText(/^Résultats corrigés le/).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: /^Courrier($| \d)/ }).click();
    await page.getByRole('button', { name: /^À rattacher/ }).click();
    await page.getByText('Rien n’attend.').waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
