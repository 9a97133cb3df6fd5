import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import { doctor, openFromAll } from './mail.ts';

export function testStructured(stage: OpenApplication): void {
  test('is shown in place with its sections, and names the trait that its message spells otherwise', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Holter des 24 heures');
    const message = page.getByRole('region', { name: 'Message', exact: true });
    await message.getByRole('heading', { name: 'Synthèse cardiologique' }).waitFor();
    await message.getByText('par DR Yann LE GALL, Cardiologie du Frout', { exact: false }).waitFor();
    await message.getByText('Hypertension artérielle').first().waitFor();
    await message.getByText('Reprendre contact si palpitations', { exact: false }).waitFor();
    await message.getByText('ne nomme pas le même patient que le message : Naissance', { exact: false }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 390, height: 780 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 780 });
    const download = page.waitForEvent('download');
    await message.getByRole('button', { name: 'Enregistrer le fichier' }).press('Enter');
    expect((await download).suggestedFilename()).toMatch(/^document-\d{4}-\d\d-\d\d\.xml$/);
    expect(visitor.troubles).toEqual([]);
  });

  test('is shown in the file too after it was filed, beside the patient of the file', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Holter des 24 heures');
    const proposed = page.getByRole('complementary', { name: 'Patient proposé' });
    const done = page.getByRole('complementary', { name: 'Classé' });
    await proposed.or(done).waitFor();
    if (await proposed.isVisible()) {
      await proposed.getByRole('button', { name: 'Classer malgré les différences' }).click();
      await done.waitFor();
    }
    await page.evaluate((of) => {
      location.hash = `#/patients/${of}`;
    }, stage.application.files[20]?.scope);
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page.getByRole('button', { name: /Synthèse cardiologique.*Cardiologie du Frout/ }).press('Enter');
    const view = page.getByRole('region', { name: 'Document affiché' });
    await view.getByText('par DR Yann LE GALL', { exact: false }).waitFor();
    expect(await view.getByText('ne nomme pas', { exact: false }).count()).toBe(0);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('in an archive is shown beside the other attachments, also in English', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440, locale: 'en-GB' });
    const { page } = visitor;
    await page.getByRole('button', { name: doctor }).click();
    await page.getByRole('link', { name: /^Mail/ }).click();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    const list = page.getByRole('list', { name: 'Received messages' }).getByRole('button');
    const message = page.getByRole('region', { name: 'Message', exact: true });
    const wanted = message.getByRole('heading', { name: 'Consultation de cardiologie' });
    await list.first().waitFor();
    for (let i = (await list.count()) - 1; i >= 0 && !(await wanted.isVisible()); i--) {
      await list.nth(i).click();
      await message.getByRole('heading', { level: 2 }).waitFor();
    }
    await message.getByRole('button', { name: /Dossier IHE_XDM/ }).press('Enter');
    await message.getByRole('article', { name: 'Synthèse cardiologique' }).waitFor();
    await message.getByText('by DR Yann LE GALL', { exact: false }).waitFor();
    await message.getByText('Its coded data are not shown', { exact: false }).waitFor();
    expect(await message.getByText('names another patient', { exact: false }).count()).toBe(0);
    await expectAccessible(page);
    const download = page.waitForEvent('download');
    await message.getByRole('button', { name: 'Save the file' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    expect(visitor.troubles).toEqual([]);
  });
}
