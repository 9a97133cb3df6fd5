import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { again, lockElsewhere } from '../support/lock-application.ts';
import { cardiologist, doctor, entry, openFromAll, openMail, openMessage, rows, sendFromFile } from './mail.ts';

/** Opens the file of the n-th appointment, and returns the patient's name. */
async function openFile(page: Page, i: number): Promise<string> {
  await page.getByRole('link', { name: 'Agenda', exact: true }).click();
  const card = page.getByRole('button', { name: entry }).nth(i);
  const [, name = ''] = (await card.innerText()).split('\n');
  await card.click();
  await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
  return name;
}

/** Lets the device remember the practices to which it wrote with keys that they do not have. */
async function rememberOtherKeys(page: Page): Promise<void> {
  const changed = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('no answer'));
        };
      });
    const database = await done(indexedDB.open('etanche-memory'));
    const values = database.transaction('values', 'readwrite').objectStore('values');
    const all = await done(values.getAllKeys());
    const keys = all.filter((key): key is string => typeof key === 'string' && key.includes('/correspondent/'));
    for (const key of keys) {
      const known = JSON.parse(await done(values.get(key) as IDBRequest<string>)) as object;
      await done(values.put(JSON.stringify({ ...known, place: 'x'.repeat(43) }), key));
    }
    database.close();
    return keys.length;
  });
  expect(changed).toBeGreaterThan(0);
}

export function testSending(stage: OpenApplication): void {
  test('a doctor sends in three presses, the colleague reads it in another browser, and the file shows that', async () => {
    await using sender = await atWork(stage, doctor);
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    // The message of the demonstration comes first, so that the new one is above it.
    await openMail(page);
    await expect.poll(() => rows(page).count()).toBe(1);
    const name = await openFile(sender.page, 0);
    await sender.page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
    const dialog = sender.page.getByRole('dialog');
    await dialog.getByRole('checkbox').first().waitFor();
    // This practice has no gateway.
    await dialog.getByText('MSSanté : impossible', { exact: false }).waitFor();
    expect(await dialog.getByLabel('Adresse MSSanté d’un professionnel').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await sender.page.emulateMedia({ colorScheme });
      await expectAccessible(sender.page);
    }
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
    await dialog.getByText('Seul le cabinet du confrère peut l’ouvrir', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).waitFor();
    await expectAccessible(sender.page);
    await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
    await sender.page.getByText(`Envoyé à ${cardiologist}`).waitFor();

    await expect.poll(() => rows(page).count()).toBe(2);
    await rows(page).first().click();
    const message = page.getByRole('region', { name: 'Message', exact: true });
    await message.getByText('Maison de santé du Port, 29000 Quimper').waitFor();
    await message.getByRole('group', { name: /^Page 1/ }).waitFor();
    // The cardiologist has no file of this patient, and a message never creates one.
    await page.getByText(/Aucun patient du cabinet ne lui ressemble|À comparer avant de classer/).waitFor();
    expect(await rows(page).first().innerText()).toContain(name.split(' ')[0]);

    await sender.page.getByRole('tab', { name: 'Envois' }).click();
    const sent = sender.page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem').first();
    await sent.getByText(`${cardiologist}, Cardiologie du Frout`, { exact: false }).waitFor();
    await sent.getByText('Lu', { exact: true }).waitFor();
    await expectAccessible(sender.page);
    for (const { troubles } of [sender, reader]) expect(troubles).toEqual([]);
  });

  test('a colleague whose practice has other keys than before is called first, and nothing is sent without that', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await rememberOtherKeys(page);
    await openFile(page, 1);
    await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
    const send = dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` });
    await dialog.getByText('Le cabinet a changé : appelez le confrère, puis confirmez.').waitFor();
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    await expectAccessible(page);
    await send.press('Enter');
    await dialog.getByRole('checkbox', { name: 'Je l’ai appelé, c’est bien son cabinet' }).check();
    await expect.poll(() => send.getAttribute('aria-disabled')).toBe('false');
    await send.press('Enter');
    await page.getByText(`Envoyé à ${cardiologist}`).waitFor();
    await page.getByRole('tab', { name: 'Envois' }).click();
    const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem');
    await sent.first().waitFor();
    expect(await sent.count()).toBe(1);
    expect(visitor.troubles).toEqual([]);
  });

  test('a message that is being sent survives a lock with its recipient and its words, and leaves once', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page, context } = visitor;
    const name = await openFile(page, 2);
    await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
    const note = dialog.getByLabel('Mot au confrère');
    await note.fill('Zyxomot avant le verr');
    await lockElsewhere(context, stage.application.url, doctor);
    const locked = await page.content();
    for (const text of ['Zyxo', name]) expect(locked).not.toContain(text);
    await signIn(page, doctor);
    await dialog.getByText(again).waitFor();
    expect(await note.inputValue()).toBe('Zyxomot avant le verr');
    await expectAccessible(page);
    // The application verifies the recipient’s practice again.
    await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
    await page.getByText(`Envoyé à ${cardiologist}`).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Envois' }).click();
    const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem');
    await sent.first().waitFor();
    expect(await sent.count()).toBe(1);
    await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).waitFor();
    expect(await dialog.getByText(again).count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(visitor.troubles).toEqual([]);
  });

  test('an answer is a letter that is already addressed, and its copy stays in the file', async () => {
    await using writer = await atWork(stage, cardiologist);
    const { page } = writer;
    await openFromAll(page, 'Avis pour une dyspnée d’effort');
    await page.getByRole('button', { name: /^C’est (elle|lui|ce patient), classer/ }).click();
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    await page.getByRole('button', { name: 'Répondre' }).click();
    const form = page.getByRole('region', { name: `Réponse à ${doctor}` });
    expect(await form.getByLabel('Objet').inputValue()).toBe('Re\u00a0: Avis pour une dyspnée d’effort');
    await form.getByText('Une copie reste dans le dossier de', { exact: false }).waitFor();
    const letter = form.getByRole('textbox', { name: 'Lettre' });
    await form.getByRole('button', { name: `Envoyer à ${doctor}` }).waitFor();
    // The focus stays with the text once the recipient is verified.
    expect(await letter.evaluate((one) => one === document.activeElement)).toBe(true);
    await letter.fill('');
    await form.getByText('Écrivez la lettre.').waitFor();
    await letter.fill('Chère Hélène,\nPas de rétrécissement serré. <b>Yann</b>');
    await expectAccessible(page);
    await form.getByRole('button', { name: `Envoyer à ${doctor}` }).click();
    await page.getByText(`Envoyé à ${doctor}`).waitFor();
    await page.getByRole('link', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page
      .getByRole('button', { name: new RegExp(doctor) })
      .first()
      .waitFor();

    await using reader = await atWork(stage, doctor);
    await openMail(reader.page);
    await openMessage(reader.page, 'Re : Avis pour une dyspnée d’effort');
    const message = reader.page.getByRole('region', { name: 'Message', exact: true });
    await message.getByText('Réponse à un message', { exact: false }).waitFor();
    await message.getByText('Pas de rétrécissement serré. <b>Yann</b>').first().waitFor();
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });

  test('a message is forwarded as it was received', async () => {
    await using writer = await atWork(stage, doctor);
    const { page } = writer;
    await openFromAll(page, 'Consultation de cardiologie');
    await page.getByRole('button', { name: 'Transférer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
    await dialog.getByLabel('Mot au confrère').fill('Pour mémoire');
    await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
    await page.getByText(`Envoyé à ${cardiologist}`).waitFor();
    await using reader = await atWork(stage, cardiologist);
    await openMail(reader.page);
    await openMessage(reader.page, 'Consultation de cardiologie · Pour mémoire');
    const message = reader.page.getByRole('region', { name: 'Message', exact: true });
    await message.getByText('Message transféré', { exact: false }).waitFor();
    await message.getByRole('button', { name: /Compte rendu de cardiologie/ }).waitFor();
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });

  test('a message is withdrawn before anybody opens it, and the recipient sees that and nothing else', async () => {
    await using writer = await atWork(stage, doctor);
    const { page } = writer;
    await openFile(page, 1);
    await sendFromFile(page, cardiologist, 'Erreur de patient');
    await openMail(page);
    await page.getByRole('button', { name: 'Envoyés' }).click();
    const row = page.getByRole('list', { name: 'Messages envoyés' }).getByRole('listitem').first();
    await row.getByText('Accusé vérifié').waitFor();
    await expectAccessible(page);
    await row.getByRole('button', { name: `Retirer le message à ${cardiologist}` }).click();
    await row.getByText('Retiré', { exact: true }).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);

    await using reader = await atWork(stage, cardiologist);
    await openMail(reader.page);
    await reader.page.getByRole('button', { name: 'Tout' }).click();
    const first = rows(reader.page).first();
    await first.getByText('Retiré').waitFor();
    await first.click();
    await reader.page.getByText('L’expéditeur a retiré ce message', { exact: false }).waitFor();
    expect(await reader.page.getByText('Erreur de patient').count()).toBe(0);
    await expectAccessible(reader.page);
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });

  test('a message that was read has no way back', async () => {
    await using writer = await atWork(stage, doctor);
    const { page } = writer;
    await openMail(page);
    await page.getByRole('button', { name: 'Envoyés' }).click();
    const read = page.getByRole('listitem').filter({ has: page.getByText('Lu', { exact: true }) });
    await read.first().waitFor();
    expect(await read.first().getByRole('button').count()).toBe(0);
    expect(writer.troubles).toEqual([]);
  });

  test('a synthesis is shared for some days, renewed, and ended after it was read', async () => {
    await using writer = await atWork(stage, doctor);
    const { page } = writer;
    await openFile(page, 0);
    await page.getByRole('tab', { name: 'Envois' }).click();
    await page.getByRole('button', { name: 'Partager la synthèse…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Pendant').inputValue()).toBe('30');
    await dialog.getByLabel('Pendant').selectOption('7');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
    await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
    await page.getByText(`Envoyé à ${cardiologist}`).waitFor();
    const shares = page.getByRole('listitem').filter({ hasText: 'Synthèse partagée' });

    await using reader = await atWork(stage, cardiologist);
    await openMail(reader.page);
    await openMessage(reader.page, 'Synthèse médicale');
    await reader.page.getByText('Ce partage se lit ici jusqu’au', { exact: false }).waitFor();
    expect(await reader.page.getByRole('button', { name: /, classer/ }).count()).toBe(0);
    await expectAccessible(reader.page);
    await shares.first().getByText('Lu', { exact: true }).waitFor();

    await page.getByRole('button', { name: /^Renouveler le partage/ }).click();
    await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
    await expect.poll(() => shares.count()).toBe(2);
    await shares.last().getByText('Renouvelé', { exact: true }).waitFor();
    await shares.first().getByText('Reçu', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Mettre fin au partage/ }).click();
    await shares.first().getByText('Retiré', { exact: true }).waitFor();
    await expectAccessible(page);
    await reader.page.getByRole('button', { name: 'Tout' }).click();
    await rows(reader.page).first().getByText('Retiré').waitFor();
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });
}
