import { createRecordsData } from '@etanche/records-client';
import { readSending } from '@etanche/records-fhir';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import {
  acceptedBy,
  doctor,
  gatewayOf,
  openPatient,
  patientOf,
  sendMail,
  sentRow,
  type SharedGateway,
} from './mail-desk.ts';

/** Removes the documents of the mails to an address from the file, as another doctor does. */
async function removeDocuments(stage: OpenApplication, scope: string, address: string): Promise<void> {
  const data = createRecordsData(await stage.application.signIn('bensaid'));
  const file = await data.patients.open(scope);
  const documents = file.resources().flatMap(({ id, resource }) => {
    const sending = readSending(id, resource);
    return sending?.to.address === address ? sending.documents : [];
  });
  expect(documents.length).toBeGreaterThan(0);
  await file.write(documents.map((id) => ({ kind: 'delete', id })));
}

/** No other gateway than this one runs when this begins. Each sign-in costs a unit of its eight lists a day. */
export function testUncertain(stage: OpenApplication, gateway: SharedGateway): void {
  beforeAll(() => gateway.start());

  test('is shown as not delivered, with the reason, and is sent again', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, true));
    const gone = 'parti@pro.mssante.fr';
    await sendMail(page, gone);
    const row = await sentRow(page, gone);
    await row.getByText('Non remis', { exact: true }).waitFor();
    await row.getByText('Cette adresse n’existe pas. (code 5.1.1)').waitFor();
    await expectAccessible(page);
    expect((await acceptedBy(stage, gone)).documents).toHaveLength(1);
    await row.getByRole('button', { name: `Renvoyer à ${gone}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Renvoyer par MSSanté' });
    await dialog.getByRole('button', { name: 'Changer de destinataire' }).click();
    const right = 'arrive@pro.mssante.fr';
    await dialog.getByLabel('Adresse MSSanté d’un professionnel').fill(right);
    await dialog.getByRole('button', { name: 'Continuer' }).click();
    await dialog.getByRole('button', { name: `Envoyer par MSSanté à ${right}` }).click();
    await (await sentRow(page, right)).getByText('Reçu par le destinataire').waitFor();
    await row.getByText('Renvoyé depuis').waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('for now is asked for again, and is uncertain once its document is gone', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    const patient = patientOf(stage, true);
    await openPatient(page, patient);
    const busy = 'occupe@pro.mssante.fr';
    await sendMail(page, busy);
    const row = await sentRow(page, busy);
    await row.getByText('Envoi en cours').waitFor();
    await row.getByText('la passerelle essaie de nouveau. (code 451)', { exact: false }).waitFor();
    await row.getByRole('button', { name: `Demander de nouveau l’envoi à ${busy}` }).click();
    await page.getByText('L’envoi est sur la liste de la passerelle.').waitFor();
    await expectAccessible(page);
    await removeDocuments(stage, patient.scope, busy);
    await row.getByText('Envoi incertain').waitFor();
    await row.getByText('On ne sait pas si le message est parti.', { exact: false }).waitFor();
    await row.getByRole('button', { name: `Renvoyer à ${busy}` }).waitFor();
    await expectAccessible(page);
    expect(gatewayOf(stage).mail.sent.filter(({ to }) => to.includes(busy))).toEqual([]);
    expect(visitor.troubles).toEqual([]);
  });
}
