import { expect, test } from 'vitest';
import { prescribeAmlodipine } from '../../src/application/prescribe.ts';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';

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
    await prescribeAmlodipine(page);
    await page.getByRole('button', { name: 'Garder 1 ligne' }).click();
    await expect.poll(() => conclusion.inputValue()).toBe('Tension élevée, on ajoute ');
    await page.getByText('Ordonnance, 1 ligne').waitFor();
    // The server has the text too, although nobody paused.
    await page.goBack();
    await page.getByRole('tab', { name: /Consultations/ }).click();
    await page.getByText('Tension élevée, on ajoute').first().waitFor();
    await page.goForward();
    await expect.poll(() => conclusion.inputValue()).toBe('Tension élevée, on ajoute ');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a lock in mid-sentence loses nothing, also if another tab locks', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page, context } = visitor;
    const reason = page.getByRole('textbox', { name: 'Motif' });
    const examination = page.getByRole('textbox', { name: 'Examen' });
    const unlock = async (): Promise<void> => {
      await page.getByRole('heading', { name: 'Bonjour, Dr Karim Bensaïd' }).waitFor();
      await page.getByText('Ce qui était tapé est gardé.').waitFor();
      await expectAccessible(page);
      await signIn(page, 'Dr Karim Bensaïd');
    };
    await page.getByRole('button', { name: entry }).nth(2).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+v');
    await reason.fill('Vertiges');
    await examination.fill('Depuis hier, sans chute');
    // Without a pause: neither the device nor the server has the text yet.
    await page.keyboard.press('Control+Shift+L');
    await unlock();
    await expect.poll(() => reason.inputValue()).toBe('Vertiges');
    expect(await examination.inputValue()).toBe('Depuis hier, sans chute');
    const other = await context.newPage();
    await other.goto(stage.application.url);
    await other.getByRole('button', { name: entry }).first().waitFor();
    await examination.fill('Depuis hier, sans chute, mieux assis');
    await other.keyboard.press('Control+Shift+L');
    await unlock();
    await expect.poll(() => examination.inputValue()).toBe('Depuis hier, sans chute, mieux assis');
    await other.close();
    expect(visitor.troubles).toEqual([]);
  });

  test('Enter in the reason goes on to the examination, also after the prescription, and ends nothing', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(3).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+v');
    const reason = page.getByRole('textbox', { name: 'Motif' });
    const examination = page.getByRole('textbox', { name: 'Examen' });
    await reason.pressSequentially('Céphalées');
    await page.keyboard.press('Alt+o');
    await page.getByRole('combobox', { name: /^Médicament/ }).waitFor();
    await page.goBack();
    await reason.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Examen neurologique normal');
    expect(await examination.inputValue()).toBe('Examen neurologique normal');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: /Consultations/ }).click();
    await page.getByText('Examen neurologique normal').first().waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('two measurements without a pause are both kept, and their words leave the text', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(3).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+v');
    const examination = page.getByRole('textbox', { name: 'Examen' });
    await examination.focus();
    await page.keyboard.type('Calme. fc 72');
    await page.keyboard.press('Enter');
    await page.keyboard.type('sat 97');
    await page.keyboard.press('Enter');
    await page.keyboard.type('repos');
    const measured = page.getByRole('region', { name: 'Mesuré aujourd’hui' });
    await measured.getByText('Pouls 72').waitFor();
    await measured.getByText('Saturation 97').waitFor();
    await expect.poll(() => examination.inputValue()).toBe('Calme. repos');
    expect(await measured.getByRole('listitem').count()).toBe(2);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('Ctrl Enter in an empty consultation says that none is created, and one with a measurement alone ends', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    const visits = page.getByRole('tab', { name: /^Consultations/ });
    await page.getByRole('button', { name: entry }).nth(4).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    const before = await visits.innerText();
    await page.keyboard.press('Alt+v');
    await page.getByRole('textbox', { name: 'Motif' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^Rien n’est écrit\s: la consultation n’est pas créée\./).waitFor();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(await visits.innerText()).toBe(before);
    await page.keyboard.press('Alt+v');
    await page.getByRole('textbox', { name: 'Examen' }).focus();
    await page.keyboard.type('130/80');
    await page.keyboard.press('Enter');
    await page
      .getByRole('region', { name: 'Mesuré aujourd’hui' })
      .getByText(/^Tension 130\/80/)
      .waitFor();
    await page.keyboard.type('glycémie 1,10');
    await page.keyboard.press('Enter');
    await page
      .getByRole('region', { name: 'Mesuré aujourd’hui' })
      .getByText(/^Glycémie 1,1/)
      .waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await expect.poll(() => visits.innerText()).not.toBe(before);
    expect(visitor.troubles).toEqual([]);
  });

  test('the next appointment opens one day only, is booked with one press and can be cancelled', async () => {
    await using visitor = await atWork(stage, 'Solène Kervella');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).nth(1).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.keyboard.press('Alt+v');
    await page.getByRole('textbox', { name: 'Motif' }).fill('Contrôle');
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
    await page
      .getByRole('button', { name: /^\d\d:\d\d$/ })
      .first()
      .click();
    const booked = page.getByText(/^Rendez-vous réservé/);
    await expect.poll(() => booked.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
