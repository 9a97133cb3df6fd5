import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import {
  acceptedBy,
  doctor,
  gatewayOf,
  openPatient,
  openSend,
  patientOf,
  sendMail,
  sentBy,
  sentRow,
  serveGateway,
  showMails,
} from './mail-desk.ts';

/** Mails that are refused, and a practice without an active gateway. */
export function testFailing(stage: OpenApplication): void {
  let serving: AsyncDisposable | null = null;
  beforeAll(async () => {
    await gatewayOf(stage).stop();
    serving = await serveGateway(gatewayOf(stage).config);
  });
  afterAll(() => serving?.[Symbol.asyncDispose]());

  test('an address that the operator refuses is named with its code, and the mail is sent again to another one', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, false));
    const wrong = 'inconnu@pro.mssante.fr';
    await sendMail(page, wrong);
    const row = await sentRow(page, wrong);
    await row.getByText('Non envoyé').waitFor();
    await row
      .getByText('Le serveur de messagerie ne connaît pas cette adresse, ou refuse d’y remettre un message. (code 550)')
      .waitFor();
    await expectAccessible(page);
    await row.getByRole('button', { name: `Renvoyer à ${wrong}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Renvoyer par MSSanté' });
    await dialog.getByRole('button', { name: 'Changer de destinataire' }).click();
    const right = 'connu@pro.mssante.fr';
    await dialog.getByLabel('Adresse MSSanté d’un professionnel').fill(right);
    await dialog.getByRole('button', { name: 'Continuer' }).click();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: `Envoyer par MSSanté à ${right}` }).click();
    await (await sentRow(page, right)).getByText('Reçu par le destinataire').waitFor();
    await row.getByText('Renvoyé depuis').waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    expect((await acceptedBy(stage, right)).documents).toHaveLength(1);
    expect(visitor.troubles).toEqual([]);
  });

  test('a recipient’s program that cannot file the mail is shown with its reason, one that is silent as sent', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, false));
    await sendMail(page, 'muet@pro.mssante.fr');
    await sendMail(page, 'erreur@pro.mssante.fr');
    const failed = await sentRow(page, 'erreur@pro.mssante.fr');
    await failed.getByText('Refusé par le destinataire').waitFor();
    await failed.getByText('Le destinataire ne connaît pas ce patient. (code 902)').waitFor();
    await failed.getByRole('button', { name: 'Renvoyer à erreur@pro.mssante.fr' }).waitFor();
    const silent = await sentRow(page, 'muet@pro.mssante.fr');
    await silent.getByText('Envoyé', { exact: true }).waitFor();
    expect(await silent.getByRole('button').count()).toBe(0);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a colleague sees in the mail screen which mails failed, and why', async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('link', { name: /^Courrier($| \d)/ }).click();
    await page.getByRole('button', { name: 'Envoyés' }).click();
    await showMails(page);
    const list = page.getByRole('list', { name: sentBy });
    await list.getByText('Le destinataire ne connaît pas ce patient. (code 902)').waitFor();
    await list.getByText('(code 550)', { exact: false }).waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('MSSanté is not offered while the gateway is suspended, and a mail that is written by then is not lost', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, true));
    const dialog = await openSend(page);
    await dialog.getByRole('button', { name: /Mon espace santé/ }).click();
    await dialog.getByLabel('Message (facultatif)').fill('Zyxomot au patient');

    await using administrator = await atWork(stage, 'Paul Le Roux');
    await administrator.page.getByRole('button', { name: 'Gérer Passerelle' }).click();
    const members = administrator.page.getByRole('dialog');
    await members.getByRole('button', { name: 'Par précaution' }).click();
    await members.getByRole('button', { name: 'Fermer' }).click();
    await administrator.page.getByRole('row', { name: /Passerelle.*Suspendu/ }).waitFor();

    await dialog.getByRole('button', { name: /^Envoyer par MSSanté à/ }).click();
    await dialog.getByText('Le cabinet n’a plus de passerelle active avec une messagerie').waitFor();
    await dialog.getByText('Rien n’est parti. Prévenez l’administrateur.').waitFor();
    expect(await dialog.getByLabel('Message (facultatif)').inputValue()).toBe('Zyxomot au patient');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Changer de destinataire' }).click();
    await dialog
      .getByRole('button', { name: /Messagerie scellée/ })
      .first()
      .waitFor();
    await dialog.getByText('le cabinet n’a pas de passerelle active', { exact: false }).waitFor();
    await expectAccessible(page);
    expect(await dialog.getByLabel('Adresse MSSanté d’un professionnel').count()).toBe(0);
    expect(await dialog.getByRole('button', { name: 'Mon espace santé' }).count()).toBe(0);
    expect(await dialog.getByRole('button', { name: /maud\.prigent/ }).count()).toBe(0);
    // The words are there for a colleague’s sealed inbox.
    await dialog
      .getByRole('button', { name: /Messagerie scellée/ })
      .first()
      .click();
    expect(await dialog.getByLabel('Mot au confrère').inputValue()).toBe('Zyxomot au patient');
    await dialog.getByRole('button', { name: 'Fermer' }).click();
    expect(visitor.troubles).toEqual([]);
  });
}
