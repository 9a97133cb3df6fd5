import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, entry, openFromAll, openMail, rows, sendFromFile } from './mail.ts';

const practice = 'Maison de santé du Port';
const colleague = 'Dr Karim Bensaïd';
const forAll = 'Pour tous les praticiens du cabinet';

export function testWholePractice(stage: OpenApplication): void {
  test('receives a message that each of its practitioners sees and one of them opens', async () => {
    await using writer = await atWork(stage, cardiologist);
    const { page } = writer;
    await openFromAll(page, 'Avis pour une dyspnée d’effort');
    await page.getByRole('button', { name: 'Transférer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nom, ville, spécialité ou RPPS').fill('port');
    const whole = dialog.getByRole('region', { name: 'Cabinets entiers' }).getByRole('button');
    await whole.getByText(`${practice}, tous les praticiens`).waitFor();
    await expectAccessible(page);
    await whole.press('Enter');
    await dialog.getByText(/Chaque praticien du cabinet le voit.*Dr Hélène Arnaud.*Dr Karim Bensaïd/).waitFor();
    // No proof of identity belongs to all practitioners of a practice.
    expect(await dialog.getByText('Identité', { exact: false }).count()).toBe(0);
    await dialog.getByLabel('Mot au confrère').fill('Pour le cabinet entier');
    await dialog.getByRole('button', { name: `Envoyer à ${practice}, tous les praticiens` }).click();
    await page.getByText(`Envoyé à ${practice}, tous les praticiens`).waitFor();
    await page.getByRole('button', { name: 'Envoyés' }).click();
    const sent = page.getByRole('list', { name: 'Messages envoyés' }).getByRole('listitem').first();
    await sent.getByText(`${practice}, tous les praticiens`).waitFor();

    await using first = await atWork(stage, doctor);
    await openMail(first.page);
    await rows(first.page).first().getByText(forAll).waitFor();
    await expectAccessible(first.page);
    await using second = await atWork(stage, colleague);
    await openMail(second.page);
    await rows(second.page).first().getByText(forAll).waitFor();
    await rows(second.page).first().click();
    const message = second.page.getByRole('region', { name: 'Message', exact: true });
    await message.getByRole('heading', { name: /Pour le cabinet entier/ }).waitFor();
    await sent.getByText('Lu', { exact: true }).waitFor();
    for (const { troubles } of [writer, first, second]) expect(troubles).toEqual([]);
  });

  test('is named in the file as the recipient, and a message to one doctor says for whom it is', async () => {
    await using writer = await atWork(stage, doctor);
    const { page } = writer;
    await page.getByRole('button', { name: entry }).nth(0).click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await sendFromFile(page, cardiologist, 'Pour une personne');
    await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Cardiologie du Frout, tous les praticiens/ }).click();
    await dialog.getByRole('button', { name: /^Envoyer à Cardiologie du Frout, tous/ }).click();
    await page.getByText('Envoyé à Cardiologie du Frout, tous les praticiens').waitFor();
    await page.getByRole('tab', { name: 'Envois' }).click();
    const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem');
    await sent.first().getByText('Cardiologie du Frout, tous les praticiens', { exact: false }).waitFor();
    await sent.nth(1).getByText(`${cardiologist}, Cardiologie du Frout`, { exact: false }).waitFor();
    await using reader = await atWork(stage, cardiologist);
    await openMail(reader.page);
    // Two messages that leave one after the other can arrive in the other order.
    await rows(reader.page).getByText(forAll).waitFor();
    await reader.page.getByRole('button', { name: 'Tout' }).click();
    await rows(reader.page).nth(1).waitFor();
    expect(await rows(reader.page).getByText(forAll).count()).toBe(1);
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });

  test('is in the directory with the number of its practitioners, and is found by the name of one of them', async () => {
    await using visitor = await atWork(stage, cardiologist);
    const { page } = visitor;
    await openMail(page);
    await page.getByRole('button', { name: 'Annuaire' }).click();
    await page.getByLabel('Nom, ville, spécialité ou RPPS').fill('bensaid');
    const whole = page.getByRole('region', { name: 'Cabinets entiers' });
    await whole.getByText(`${practice}, tous les praticiens`).waitFor();
    await whole.getByText('3 praticiens', { exact: false }).waitFor();
    expect(await whole.getByRole('button').count()).toBe(0);
    await expectAccessible(page);
    await page.getByLabel('Nom, ville, spécialité ou RPPS').fill('personne ici');
    await page.getByText('Aucun confrère de l’annuaire ne correspond.').waitFor();
    expect(await whole.count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
