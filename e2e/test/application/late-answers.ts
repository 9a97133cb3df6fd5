import { expect, test } from 'vitest';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { holdAnswers } from '../support/hold-answers.ts';
import { textFile } from './sample-files.ts';

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
const colleague = 'Dr Hélène Arnaud';

export function testLateAnswers(stage: OpenApplication): void {
  test('a cancelled appointment is gone before the answer, and the answer brings the way back', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const cards = page.getByRole('region', { name: 'Solène Kervella' }).getByRole('button', { name: entry });
    const card = cards.nth(1);
    const [time = '', name = ''] = (await card.innerText()).split('\n');
    const cancelled = cards.filter({ hasText: time }).filter({ hasText: name });
    const letThrough = await holdAnswers(page, 'agendaSetState');
    await card.focus();
    await page.keyboard.press('m');
    await page.getByRole('dialog', { name }).getByRole('button', { name: 'Le patient a prévenu' }).click();
    await cancelled.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Annuler', exact: true }).count()).toBe(0);
    await letThrough();
    await page.getByText(new RegExp(`${name}\\s: rendez-vous annulé`)).waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await cancelled.waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('a list that is handed over and taken back says both, and no dialog opens again', async () => {
    await using practitioner = await atWork(stage, doctor);
    const { page } = practitioner;
    await page.getByRole('link', { name: /^Tâches/ }).click();
    const letThrough = await holdAnswers(page, 'handOver', 'handBack');
    await page.getByRole('button', { name: 'Confier ma liste…' }).click();
    await page.getByRole('button', { name: `Confier à ${colleague}` }).click();
    await page.getByText(new RegExp(`Remplacé par ${colleague} jusqu’au`)).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await letThrough();
    await page.getByText(new RegExp(`Liste confiée à ${colleague} jusqu’au`)).waitFor();
    await page.getByRole('button', { name: 'Reprendre ma liste' }).click();
    await page.getByText('Vous avez repris votre liste.').waitFor();
    await page.getByRole('button', { name: 'Confier ma liste…' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(practitioner.troubles).toEqual([]);
  });

  test('a document that is removed and taken back is in the list, and not open', async () => {
    await using practitioner = await atWork(stage, doctor);
    const { page } = practitioner;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page
      .getByLabel('Choisir un fichier')
      .last()
      .setInputFiles([textFile('retrait.txt', 'Retiré puis remis')]);
    await page.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
    const row = page.getByRole('list', { name: 'Documents du dossier' }).getByRole('button', { name: /^retrait/ });
    await row.click();
    const viewer = page.getByRole('region', { name: 'Document affiché' });
    await viewer.getByText('Retiré puis remis').waitFor();
    const letThrough = await holdAnswers(page, 'documentRemove');
    await viewer.getByRole('button', { name: 'Retirer' }).click();
    await page.getByLabel('Raison').fill('Mauvais patient');
    await page.keyboard.press('Enter');
    await viewer.waitFor({ state: 'detached' });
    await letThrough();
    await page.getByText(/Retiré\s: retrait/).waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    await row.waitFor();
    expect(await viewer.count()).toBe(0);
    expect(practitioner.troubles).toEqual([]);
  });

  test('an undo that fails after its screen was left says so', async () => {
    await using practitioner = await atWork(stage, doctor);
    await using other = await atWork(stage, colleague);
    const { page } = practitioner;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page
      .getByLabel('Choisir un fichier')
      .last()
      .setInputFiles([textFile('remise.txt', 'Remis par une consœur')]);
    await page.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
    await page.getByRole('button', { name: /^remise/ }).click();
    const letThrough = await holdAnswers(page, 'documentRemove');
    await page.getByRole('region', { name: 'Document affiché' }).getByRole('button', { name: 'Retirer' }).click();
    await page.getByLabel('Raison').fill('Mauvais patient');
    await page.keyboard.press('Enter');
    await page.getByText(/documents? retirés?$/).waitFor();

    const place = new URL(page.url()).hash;
    await other.page.getByRole('button', { name: entry }).first().waitFor();
    await other.page.evaluate((hash) => {
      location.hash = hash;
    }, place);
    await other.page.getByRole('tab', { name: /Documents/ }).click();
    await other.page.getByText(/documents? retirés?$/).click();
    await other.page.getByRole('button', { name: /^Remettre\s: remise/ }).click();
    await other.page.getByRole('button', { name: /^remise/ }).waitFor();

    await page.getByRole('link', { name: 'Agenda', exact: true }).click();
    await page.getByRole('region', { name: doctor }).waitFor();
    await letThrough();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await page.getByText('Une action n’a pas abouti.').waitFor();
    expect([...practitioner.troubles, ...other.troubles]).toEqual([]);
  });
}
