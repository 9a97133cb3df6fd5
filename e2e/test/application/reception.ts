import { expect, test } from 'vitest';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { expectAccessible } from './accessible.ts';
import { waitingFor } from './waiting-for.ts';

const entry = /^\d\d:\d\d/;

/** The day after today, which has appointments that no other test changes. */
async function openTomorrow(stage: OpenApplication) {
  const visitor = await atWork(stage, 'Nadia Cohen');
  await visitor.page.getByRole('button', { name: 'Jour suivant' }).click();
  await visitor.page.getByRole('button', { name: entry }).first().waitFor();
  return visitor;
}

export function testReception(stage: OpenApplication): void {
  test('sees the practitioners side by side, without a violation and without a fault of accessibility', async () => {
    await using visitor = await openTomorrow(stage);
    const { page } = visitor;
    for (const name of ['Dr Hélène Arnaud', 'Dr Karim Bensaïd', 'Solène Kervella']) {
      const entries = page.getByRole('region', { name }).getByRole('button', { name: entry });
      await entries.nth(5).waitFor();
    }
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('finds nothing in the dark colours either', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    await visitor.page.getByRole('button', { name: entry }).first().waitFor();
    await expectAccessible(visitor.page);
  });

  test('marks an arrival with one key, sees who waits, and takes it back', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const card = page.getByRole('region', { name: 'Solène Kervella' }).getByRole('button', { name: entry }).last();
    await card.focus();
    // The state at the beginning depends on the time of day.
    await page.keyboard.press('v');
    await card.getByText('Vu', { exact: true }).waitFor();
    await page.keyboard.press('a');
    const toast = page.getByRole('status').filter({ hasText: 'arrivée notée' });
    await toast.hover();
    const waiting = waitingFor(page, 'Solène Kervella', await card.innerText());
    await waiting.waitFor();
    await toast.getByRole('button', { name: 'Annuler' }).click();
    await waiting.waitFor({ state: 'detached' });
    await card.getByText('Vu', { exact: true }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('books by telephone: the birth date, the patient, Enter', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const card = page.getByRole('region', { name: 'Dr Karim Bensaïd' }).getByRole('button', { name: entry }).first();
    const [, name = ''] = (await card.innerText()).split('\n');
    const [family = '', given = ''] = name.split(' ');
    const phone = page.getByRole('region', { name: 'Au téléphone' });
    await phone.getByRole('combobox').fill(`${family} ${given}`);
    await page.keyboard.press('Enter');
    await phone.getByRole('option', { name }).first().waitFor();
    await page.keyboard.press('Enter');
    const book = phone.getByRole('button', { name: /^Réserver/ });
    await book.waitFor();
    const when = (await book.innerText()).replace(/^Réserver /, '').split(/\s*Entrée/)[0] ?? '';
    await phone.getByRole('button', { name: when }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByText(`${name}, ${when}`).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('sees the coming appointments before it books by telephone, and a notice of one on the same day', async () => {
    await using visitor = await openTomorrow(stage);
    const { page } = visitor;
    const card = page.getByRole('region', { name: 'Dr Karim Bensaïd' }).getByRole('button', { name: entry }).last();
    const [time = '', name = ''] = (await card.innerText()).split('\n');
    const [family = '', given = ''] = name.split(' ');
    const phone = page.getByRole('region', { name: 'Au téléphone' });
    await phone.getByRole('combobox').fill(`${family} ${given}`);
    await page.keyboard.press('Enter');
    await phone.getByRole('option', { name }).first().waitFor();
    await page.keyboard.press('Enter');
    const coming = phone.getByRole('region', { name: 'Rendez-vous à venir' });
    await coming
      .getByRole('listitem')
      .filter({ hasText: `demain à ${time}, Dr Karim Bensaïd` })
      .waitFor();
    await phone.getByRole('button', { name: /^Réserver demain à/ }).waitFor();
    await phone.getByText(/déjà un rendez-vous ce jour-là/).waitFor();
    await expectAccessible(page);
    // An unfinished booking is kept for the next visit.
    await phone.getByRole('button', { name: 'Chercher une autre personne' }).click();
    await phone.getByRole('combobox', { name: 'Date de naissance, nom ou téléphone' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test.each([1280, 1440])('fits the telephone panel in %d pixels with a text and its answers', async (width) => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.setViewportSize({ width, height: 900 });
    const phone = page.getByRole('region', { name: 'Au téléphone' });
    const excess = async (): Promise<number> =>
      phone.evaluate((panel) => {
        const ends = Array.from(panel.querySelectorAll('*'), (one) => one.getBoundingClientRect().right);
        return Math.max(panel.scrollWidth - panel.clientWidth, ...ends.map((end) => Math.ceil(end) - innerWidth));
      });
    await phone.getByRole('combobox').fill('Le Goff Marie-Antoinette');
    await phone.getByText('Entrée pour chercher').waitFor();
    expect(await excess()).toBeLessThanOrEqual(0);
    await page.keyboard.press('Enter');
    await phone.getByText('Aucun patient ainsi nommé.', { exact: false }).waitFor();
    expect(await excess()).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('goes to the quick search with one key from the empty telephone field, and finds an action there', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const phone = page.getByRole('region', { name: 'Au téléphone' }).getByRole('combobox');
    await phone.focus();
    await page.keyboard.press('/');
    const quick = page.getByRole('search').getByRole('combobox');
    await expect.poll(() => quick.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await phone.inputValue()).toBe('');
    await quick.fill('semaine');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Chercher «\s?semaine\s?» parmi les actions/ }).click();
    await page.getByRole('dialog').getByRole('option', { name: 'Agenda de la semaine' }).waitFor();
    await page.keyboard.press('Escape');
    await phone.fill('02');
    await page.keyboard.press('/');
    expect(await phone.inputValue()).toBe('02/');
    expect(visitor.troubles).toEqual([]);
  });

  test('has nothing clinical in a file', async () => {
    await using visitor = await openTomorrow(stage);
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
    const clinical = /Synthèse|Antécédents|Consultations|Ordonnances|Résultats|Vaccins/;
    expect(await page.getByRole('tab', { name: clinical }).count()).toBe(0);
    expect(await page.content()).not.toMatch(/Allergies|Traitement habituel|Problèmes en cours/);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('creates a patient on one page: the form is the search, and a wrong key is named', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Patients' }).click();
    await page.getByRole('link', { name: 'Créer un patient' }).click();
    await page.getByLabel('Date de naissance').fill('1985-04-23');
    await page.getByLabel('Nom de naissance').fill('Kerguelen');
    await page.getByLabel('Prénoms de naissance').fill('Sabine Anne');
    await page.getByText('Aucun dossier ne ressemble à celui-ci.').waitFor();
    await page.getByText('Choisissez le sexe.').waitFor();
    await page.getByRole('radio', { name: 'Femme' }).check({ force: true });
    const nir = page.getByLabel('Numéro de sécurité sociale');
    await nir.fill('2 85 04 56 260 987 51');
    const key = /Clé attendue\s: (\d\d)\./;
    const [, expected = ''] = key.exec(await page.getByText(key).innerText()) ?? [];
    await expectAccessible(page);
    await nir.fill(`2 85 04 56 260 987 ${expected}`);
    await page.getByText('Clé juste, accord avec la date et le sexe.').waitFor();
    await page.getByRole('button', { name: 'Créer le dossier' }).click();
    await page.getByRole('heading', { level: 1, name: 'KERGUELEN Sabine' }).waitFor();
    await page.getByText('Identité provisoire').first().waitFor();

    await page.getByRole('link', { name: 'Patients' }).click();
    await page.getByRole('link', { name: 'Créer un patient' }).click();
    await page.getByLabel('Date de naissance').fill('1985-04-23');
    await page.getByLabel('Nom de naissance').fill('Kerguélen');
    await page.getByLabel('Prénoms de naissance').fill('Sabine');
    await page.getByRole('region', { name: 'KERGUELEN Sabine' }).getByRole('button', { name: 'C’est elle' }).click();
    await page.getByRole('heading', { level: 1, name: 'KERGUELEN Sabine' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('cancels with a reason from the menu, and the place is free again', async () => {
    await using visitor = await openTomorrow(stage);
    const { page } = visitor;
    const column = page.getByRole('region', { name: 'Dr Hélène Arnaud' });
    const before = await column.getByRole('button', { name: entry }).count();
    await column.getByRole('button', { name: entry }).nth(2).focus();
    await page.keyboard.press('m');
    const menu = page.getByRole('dialog');
    await expectAccessible(page);
    await menu.getByRole('button', { name: 'Le patient a prévenu' }).click();
    await menu.waitFor({ state: 'hidden' });
    await expect.poll(() => column.getByRole('button', { name: entry }).count()).toBe(before - 1);
    expect(visitor.troubles).toEqual([]);
  });
}
