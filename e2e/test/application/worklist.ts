import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
const colleague = 'Dr Hélène Arnaud';

async function openResults(page: Page, i: number): Promise<string> {
  const card = page.getByRole('button', { name: entry }).nth(i);
  const [, name = ''] = (await card.innerText()).split('\n');
  await card.click();
  await page.getByRole('tab', { name: /Résultats/ }).click();
  return name;
}

async function enter(page: Page, typed: string, to: string): Promise<void> {
  await page.getByLabel('À voir par').selectOption(to);
  await page.getByLabel('Saisir un résultat').fill(typed);
  await page.getByLabel('Saisir un résultat').press('Enter');
}

const tasks = (page: Page) => page.getByRole('link', { name: /^Tâches/ });
const openTask = async (page: Page): Promise<void> => page.getByRole('button', { name: 'Tâche ou message' }).click();

export function testWorklist(stage: OpenApplication): void {
  test('an abnormal result of a colleague is seen with its values, and filed in two presses', async () => {
    await using writer = await atWork(stage, colleague);
    await using reader = await atWork(stage, doctor);
    const name = await openResults(writer.page, 1);
    // A value before, which this fictitious patient may lack.
    await enter(writer.page, 'potassium 4,2 (3,5-5) 01/10/2026', 'Déjà vu par moi');
    await expect.poll(() => writer.page.getByLabel('Saisir un résultat').inputValue()).toBe('');
    await enter(writer.page, 'CRP 2 (0-5)', doctor);
    await writer.page.getByText(`Sur la liste de ${doctor}.`).waitFor();
    await enter(writer.page, 'potassium 6,1 (3,5-5)', doctor);
    await expect.poll(() => writer.page.getByLabel('Saisir un résultat').inputValue()).toBe('');
    await enter(writer.page, 'potassium', doctor);
    await writer.page.getByText('Écrivez la valeur après l’analyse').waitFor();

    const { page } = reader;
    await page.getByRole('button', { name: entry }).first().waitFor();
    expect(await page.getByRole('tablist').count()).toBe(0);
    await tasks(page).click();
    const abnormal = page.getByRole('region', { name: 'Résultats anormaux' });
    const row = abnormal.getByRole('listitem', { name: new RegExp(name) });
    await row
      .getByRole('row', { name: /Potassium 6,1/ })
      .getByText('élevé')
      .waitFor();
    await row.getByRole('row', { name: /CRP 2/ }).waitFor();
    expect(await row.getByText(/^avant /).count()).toBeGreaterThan(0);
    await expectAccessible(page);
    const act = row.getByRole('button', { name: /Vu et classé/ });
    await row.focus();
    await expect.poll(() => act.getAttribute('class')).toContain('primary');
    await tasks(page).focus();
    await expect.poll(() => act.getAttribute('class')).not.toContain('primary');
    // No file was opened: the list has the values.
    expect(await page.getByRole('list', { name: 'Dossiers ouverts' }).getByRole('link').count()).toBe(0);
    // A line that changes its group loses the focus, so that Enter never files what has just arrived.
    await row.press('Enter');
    await page.getByText(`Vu et classé : ${name}`).waitFor();
    await page.getByText('Tout est vu.').waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await row.waitFor();
    await tasks(page).getByRole('img', { name: '1 à voir' }).waitFor();
    await row.getByRole('button', { name: /Vu et classé/ }).click();
    await page.getByText('Tout est vu.').waitFor();
    await page.getByText('Vu et fait').click();
    await page.getByRole('button', { name: new RegExp(`: ${name}`) }).click();
    await row.waitFor();
    await row.getByRole('button', { name: /Vu et classé/ }).click();
    expect([...writer.troubles, ...reader.troubles]).toEqual([]);
  });

  test('a doctor asks the reception without free text, and the reception answers by one press', async () => {
    await using practitioner = await atWork(stage, doctor);
    await using secretary = await atWork(stage, 'Nadia Cohen');
    const { page } = practitioner;
    await page.getByRole('button', { name: entry }).nth(2).click();
    await openTask(page);
    const dialog = page.getByRole('dialog', { name: 'Tâche ou message' });
    await dialog.getByLabel('À faire').selectOption('Rappeler le patient');
    // The only field besides the two choices is the date.
    expect(await dialog.locator('textarea, input:not([type=date])').count()).toBe(0);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('Envoyé : Rappeler le patient').waitFor();
    await openTask(page);
    await dialog.getByLabel('Pour', { exact: true }).selectOption(colleague);
    await dialog.getByRole('button', { name: 'Envoyer' }).click();
    await dialog.getByText('Écrivez le message.').waitFor();
    await dialog.getByRole('textbox', { name: 'Message' }).fill('Zyxomarque clinique');
    await dialog.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('Envoyé : Message').waitFor();

    const desk = secretary.page;
    await tasks(desk).click();
    await desk.getByRole('group', { name: 'Listes' }).getByRole('button', { name: doctor }).click();
    const asked = desk.getByRole('listitem', { name: /Rappeler le patient/ });
    await asked.waitFor();
    await expectAccessible(desk);
    await asked.getByRole('button', { name: /^Fait/ }).click();
    await desk.getByText('Rien n’est demandé à l’accueil.').waitFor();
    await desk.getByRole('group', { name: 'Listes' }).getByRole('button', { name: colleague }).click();
    await desk.getByText('Rien n’est demandé à l’accueil.').waitFor();
    expect(await desk.content()).not.toContain('Zyxomarque');
    await tasks(page).click();
    await page.getByText('Vu et fait').click();
    await page.getByRole('listitem', { name: /Rappeler le patient/ }).waitFor();

    await using reader = await atWork(stage, colleague);
    await tasks(reader.page).click();
    const message = reader.page.getByRole('region', { name: 'Messages' });
    await message.getByText('Zyxomarque clinique').waitFor();
    await message.getByRole('button', { name: /^Fait/ }).click();
    await reader.page.getByText('Tout est vu.').waitFor();
    expect([...practitioner.troubles, ...secretary.troubles, ...reader.troubles]).toEqual([]);
  });

  test('a document that the reception leaves is named on the list of the doctor who is notified', async () => {
    await using secretary = await atWork(stage, 'Nadia Cohen');
    const desk = secretary.page;
    await desk.getByRole('region', { name: doctor }).getByRole('button', { name: entry }).nth(2).click();
    await desk.getByRole('tab', { name: /Documents/ }).click();
    await desk
      .getByLabel('Choisir un fichier')
      .last()
      .setInputFiles([{ name: 'labo.txt', mimeType: 'text/plain', buffer: Buffer.from('Ferritine basse') }]);
    await desk.getByLabel('Prévenir').selectOption(doctor);
    await desk.getByRole('button', { name: new RegExp(`^Déposer pour ${doctor}, dossier de`) }).click();
    await desk.getByText(/Déposé par Nadia Cohen/).waitFor();
    await using practitioner = await atWork(stage, doctor);
    const { page } = practitioner;
    await tasks(page).click();
    const item = page.getByRole('listitem', { name: /Document à classer/ });
    await item.getByRole('link', { name: /^Ouvrir le dossier de/ }).click();
    await page.getByRole('tab', { name: /1\sà classer/ }).waitFor();
    expect([...secretary.troubles, ...practitioner.troubles]).toEqual([]);
  });

  test('a doctor hands the list over, the colleague sees it, and takes it back', async () => {
    await using practitioner = await atWork(stage, doctor);
    await using other = await atWork(stage, colleague);
    const { page } = practitioner;
    await tasks(page).click();
    await page.getByRole('button', { name: 'Confier ma liste…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confier ma liste à un confrère' });
    const until = dialog.getByLabel('Jusqu’au');
    const proposed = await until.inputValue();
    await until.fill('');
    await dialog.getByRole('button', { name: `Confier à ${colleague}` }).click();
    await dialog.getByText('Choisissez un jour à partir d’aujourd’hui.').waitFor();
    await expectAccessible(page);
    await until.fill(proposed);
    await dialog.getByRole('button', { name: `Confier à ${colleague}` }).click();
    await page.getByText(new RegExp(`Remplacé par ${colleague} jusqu’au`)).waitFor();
    await tasks(other.page).click();
    await other.page.getByText(new RegExp(`Vous remplacez ${doctor} jusqu’au`)).waitFor();
    await other.page.getByRole('button', { name: `Ouvrir la liste de ${doctor}` }).click();
    await other.page.getByText(new RegExp(`Remplacé par ${colleague} jusqu’au`)).waitFor();
    await page.getByRole('button', { name: 'Reprendre ma liste' }).click();
    await page.getByRole('button', { name: 'Confier ma liste…' }).waitFor();
    await other.page.getByRole('group', { name: 'Listes' }).getByRole('button', { name: 'Ma liste' }).click();
    await expect.poll(() => other.page.getByText(/Vous remplacez/).count()).toBe(0);
    expect([...practitioner.troubles, ...other.troubles]).toEqual([]);
  });
}
