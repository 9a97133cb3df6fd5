import { createRecordsData, listMembers, queueMail } from '@etanche/records-client';
import { toRecordId } from '@etanche/core-wire';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import {
  doctor,
  gatewayOf,
  openPatient,
  patientOf,
  sendMail,
  sentBy,
  sentRow,
  showMails,
  type SharedGateway,
} from './mail-desk.ts';

const colleague = 'Dr Karim Bensaïd';
const thief = 'voleur@pro.mssante.fr';

/** A mail that the account of one doctor writes into a file in the name of another one. */
async function forge(stage: OpenApplication, scope: string): Promise<void> {
  const client = await stage.application.signIn('bensaid');
  const members = await listMembers(client);
  const named = (wanted: string) => {
    const found = members.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`the practice has no ${wanted}`);
    return { id: found.member, name: found.name };
  };
  const gateway = members.find(({ roles }) => roles.includes('gateway'));
  if (gateway === undefined) throw new Error('the practice has no gateway');
  const data = createRecordsData(client);
  const file = await data.patients.open(scope);
  const list = await data.agenda.list(gateway.member);
  const documents = [file.patient().resource.id];
  await queueMail(
    {
      ...{ to: { address: thief, name: thief }, from: named(doctor), title: 'Synthèse', body: '', documents },
      ...{ audience: 'everyone', isLast: false },
    },
    {
      ...{ file, list, patientName: 'X', gateway: { id: gateway.member, name: gateway.name } },
      at: new Date().toISOString(),
      record: toRecordId(crypto.getRandomValues(new Uint8Array(16))),
    },
  );
}

/** The mail on the screen of sent mails, which opens no file. */
async function listedRow(page: Page): Promise<Locator> {
  await page.getByRole('link', { name: /^Courrier($| \d)/ }).click();
  await page.getByRole('button', { name: 'Envoyés' }).click();
  await showMails(page);
  return page.getByRole('list', { name: sentBy }).getByRole('listitem').filter({ hasText: thief });
}

/** No gateway runs when this begins. */
export function testForged(stage: OpenApplication, gateway: SharedGateway): void {
  test('is shown with its writer, is refused by the gateway, and the mail behind it leaves', async () => {
    // The session has not opened the file of this patient.
    const patient = patientOf(stage, false, 1);
    await forge(stage, patient.scope);
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await (await listedRow(page)).getByText('auteur non vérifié').waitFor();
    await openPatient(page, patient);
    const row = await sentRow(page, thief);
    await row.getByText('En attente de la passerelle').waitFor();
    await row.getByText(`Écrit par ${colleague}, et non par ${doctor}`, { exact: false }).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    await expectAccessible(page);
    const right = 'derriere@pro.mssante.fr';
    await sendMail(page, right);
    await gateway.start();
    await (await sentRow(page, right)).getByText('Reçu par le destinataire').waitFor();
    await row.getByText('Non envoyé').waitFor();
    await row.getByText('Un autre membre que l’expéditeur a écrit cet envoi', { exact: false }).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    await expectAccessible(page);
    expect(gatewayOf(stage).mail.sent.filter(({ to }) => to.includes(thief))).toEqual([]);
    expect(visitor.troubles).toEqual([]);
  });

  test('is on the list of a device without its file with the writer whom the gateway verified', async () => {
    await using visitor = await atWork(stage, colleague);
    const row = await listedRow(visitor.page);
    await row.getByText(`par ${colleague}`, { exact: false }).waitFor();
    expect(await row.getByText(doctor, { exact: false }).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('is explained in English too', async () => {
    const patient = patientOf(stage, true);
    await forge(stage, patient.scope);
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440, locale: 'en-GB' });
    const { page } = visitor;
    await page.getByRole('button', { name: doctor }).click();
    await page.getByRole('link', { name: 'Mail' }).waitFor();
    await openPatient(page, patient);
    await page.getByRole('tab', { name: 'Sent' }).click();
    const row = page.getByRole('list', { name: 'Sent by MSSanté' }).getByRole('listitem').filter({ hasText: thief });
    await gateway.start();
    await row.getByText('Another member than the sender wrote this mail', { exact: false }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
