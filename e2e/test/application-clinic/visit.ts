import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testVisit(stage: OpenApplication): void {
  test('a prescription in the middle of a sentence loses nothing, and is listed in the consultation', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+v');
    await page.getByLabel('Motif').fill('Suivi');
    await page.getByLabel('Modèle').selectOption('Suivi d’hypertension');
    const examination = page.getByRole('textbox', { name: 'Examen' });
    await expect.poll(() => examination.inputValue()).toContain('Auscultation cardiaque');
    await expectAccessible(page);
    const conclusion = page.getByRole('textbox', { name: 'Conclusion' });
    await conclusion.focus();
    await page.keyboard.type('Tension élevée, on ajoute ');
    // Without a pause: the text is not stored on the device yet.
    await page.keyboard.press('Alt+o');
    await page.getByRole('combobox', { name: /^Médicament/ }).pressSequentially('amlodipine 5');
    await page
      .getByRole('option', { name: /amlodipine 5 mg/i })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Posologie et durée' }).fill('1 0 0 28j');
    await page.getByText(/^Quantité : 28/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Aperçu' }).getByText('1 gélule le matin pendant 28 jours').waitFor();
    await page.getByRole('button', { name: 'Garder 1 ligne' }).click();
    await expect.poll(() => conclusion.inputValue()).toBe('Tension élevée, on ajoute ');
    await page.getByText('Ordonnance, 1 ligne').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('the next appointment opens one day only, is booked with one press and can be cancelled', async () => {
    await using visitor = await atWork(stage, 'Solène Kervella');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+v');
    await page.getByRole('button', { name: '3 mois' }).click();
    await page.getByText('aucun rendez-vous').first().waitFor();
    expect(await page.getByRole('button', { name: entry }).count()).toBe(0);
    await page
      .getByRole('button', { name: /aucun rendez-vous$/ })
      .first()
      .click();
    await page
      .getByRole('button', { name: /^\d\d:\d\d$/ })
      .first()
      .click();
    await page.getByText(/^Rendez-vous réservé/).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText(/^Rendez-vous réservé/).waitFor({ state: 'detached' });
    expect(visitor.troubles).toEqual([]);
  });
}
