import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { openCase } from '../support/open-case.ts';
import { file, openPart, openPrescription, thesaurus, typeLine } from './interactions.ts';

/** Writes each medicine into the standing treatment, without a thesaurus that would interrupt. */
async function treat(page: Page, medicines: readonly string[]): Promise<void> {
  const lines = page.getByRole('list', { name: 'Lignes de l’ordonnance' });
  for (const [i, medicine] of medicines.entries()) {
    await typeLine(page, medicine, '1 matin 30j');
    await page.getByRole('checkbox', { name: 'Traitement habituel' }).check();
    await page.getByRole('button', { name: /^Ajouter/ }).click();
    await expect.poll(() => lines.getByRole('listitem').count()).toBe(i + 1);
  }
  await page.getByRole('button', { name: `Garder ${medicines.length} lignes`, exact: true }).click();
  await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
}

/** Opens the prescription of the first patient of the demonstration who has a standing treatment. */
async function openTreated(page: Page, { application }: OpenApplication): Promise<void> {
  for (const { scope, name } of application.files) {
    await page.evaluate((id) => {
      location.hash = `#/patients/${id}`;
    }, scope);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    if ((await page.getByText('Aucun traitement habituel').count()) > 0) continue;
    await page.keyboard.press('Alt+o');
    await page.getByRole('button', { name: 'Tout renouveler' }).waitFor();
    return;
  }
  throw new Error('no patient of the demonstration has a standing treatment');
}

export function testRenewal(stage: OpenApplication): void {
  test('the standing treatment of the demonstration is renewed, for the duration that the line states', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await openTreated(page, stage);
    const treatment = page.getByRole('region', { name: 'Traitement habituel' });
    await treatment.getByRole('button', { name: 'Tout renouveler' }).click();
    await treatment.getByRole('button', { name: 'Ne rien renouveler' }).waitFor();
    const rows = treatment.getByRole('listitem').filter({ has: page.getByRole('checkbox') });
    const count = await rows.count();
    const labels = await rows.locator('strong').allInnerTexts();
    expect(await rows.getByRole('checkbox', { checked: true }).count()).toBe(count);
    const terms = treatment.getByRole('combobox', { name: /^Durée du renouvellement de/ });
    expect(await terms.first().inputValue()).toBe('90');
    await terms.first().selectOption('30');
    const preview = page.locator('aside');
    for (const label of labels) await preview.getByText(label, { exact: false }).first().waitFor();
    await preview.getByText(/pendant 30\sjours/).waitFor();
    await expectAccessible(page);
    await page
      .getByRole('button', { name: count === 1 ? 'Garder 1 ligne' : `Garder ${count} lignes`, exact: true })
      .click();
    await page.getByText(count === 1 ? '1 ligne gardée.' : `${count} lignes gardées.`, { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();

    // The renewed lines take the place of the earlier ones.
    await page.keyboard.press('Alt+o');
    await treatment.getByRole('button', { name: 'Tout renouveler' }).waitFor();
    const chosen = () => terms.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
    await expect.poll(chosen).toContain('30');
    expect(await rows.count()).toBe(count);
    expect(visitor.troubles).toEqual([]);
  });

  test('a contraindicated pair waits for a decision, and another interaction is shown at its line', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openPrescription(page, stage);
    await treat(page, ['clarithromycine 500', 'colchicine 1 mg', 'amlodipine 5']);
    await openPart(page);
    await page.getByLabel('Charger un thésaurus').setInputFiles(file(thesaurus));
    await page.getByText('Nombre d’interactions : 2').waitFor();

    await openPrescription(page, stage);
    const treatment = page.getByRole('region', { name: 'Traitement habituel' });
    const box = (name: RegExp) => treatment.getByRole('checkbox', { name });
    await treatment.getByText(/À prendre en compte avec clarithromycine.*Hypotension/).waitFor();
    await treatment.getByText(/Contre-indication avec clarithromycine/).waitFor();
    await expectAccessible(page);

    const all = treatment.getByRole('button', { name: 'Tout renouveler' });
    const dialog = page.getByRole('alertdialog', { name: 'Lisez ceci avant de prescrire' });
    await all.click();
    await dialog.getByText(/Contre-indication avec clarithromycine/).waitFor();
    await dialog.getByText(/Contre-indication avec colchicine/).waitFor();
    expect(await dialog.getByText(/Hypotension/).count()).toBe(0);
    await expectAccessible(page);
    // Enter is the safe way out: what nothing stops stays chosen, and the pair is not renewed.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await box(/^amlodipine/).isChecked()).toBe(true);
    expect(await box(/^colchicine/).isChecked()).toBe(false);
    expect(await box(/^clarithromycine/).isChecked()).toBe(false);

    await box(/^colchicine/).click();
    await dialog.getByRole('button', { name: 'Prescrire quand même' }).click();
    await expect.poll(() => box(/^colchicine/).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Garder 2 lignes', exact: true }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('without a finding all lines are chosen by one press, and the thesaurus is named once', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await openPart(page);
    await page.getByLabel('Remplacer le thésaurus').setInputFiles(
      file({
        ...thesaurus,
        interactions: [{ a: 'zopiclone', b: 'macrolides', level: 'précaution d’emploi', risk: 'Somnolence' }],
      }),
    );
    await page.getByText('Nombre d’interactions : 1').waitFor();
    await openPrescription(page, stage);
    const treatment = page.getByRole('region', { name: 'Traitement habituel' });
    await treatment.getByText('Aucune interaction connue dans le thésaurus de mars 2026.').waitFor();
    await treatment.getByRole('button', { name: 'Tout renouveler' }).click();
    await treatment.getByRole('button', { name: 'Ne rien renouveler' }).waitFor();
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    for (const one of await treatment.getByRole('checkbox').all()) expect(await one.isChecked()).toBe(true);

    await openPart(page);
    await page.getByRole('button', { name: 'Retirer : Thésaurus d’essai' }).click();
    await page.getByText('Thésaurus retiré.').waitFor();
    await openPrescription(page, stage);
    await treatment.getByText('Aucun thésaurus chargé : les interactions ne sont pas vérifiées.').waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a line that was read before a colleague noted an allergy is marked, typed and kept alike', async () => {
    await using prescriber = await atWork(stage, 'Dr Hélène Arnaud');
    await using colleague = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = prescriber;
    await openPrescription(page, stage);
    const kept = page.getByRole('list', { name: 'Lignes de l’ordonnance' });
    await typeLine(page, 'amoxicilline 500', '1 matin 7j');
    await page.keyboard.press('Enter');
    await kept
      .getByText(/amoxicilline/i)
      .first()
      .waitFor();
    const typed = await typeLine(page, 'amoxicilline 1 g', '1 soir 7j');
    expect(await page.getByText(/Allergie connue/).count()).toBe(0);

    await openCase(colleague.page, stage, 'child');
    await colleague.page.getByRole('tab', { name: /^Antécédents/ }).click();
    await colleague.page.getByLabel('Ajouter une allergie').fill('Amoxicilline : urticaire');
    await colleague.page.keyboard.press('Enter');
    await colleague.page.getByRole('list', { name: 'Allergies' }).getByText('Amoxicilline').waitFor();

    await typed.getByText(/Allergie connue\s: Amoxicilline/).waitFor();
    await kept.getByText(/Allergie connue\s: Amoxicilline/).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page
      .getByRole('alertdialog')
      .getByText(/Allergie connue/)
      .waitFor();
    expect([...prescriber.troubles, ...colleague.troubles]).toEqual([]);
  });
}
