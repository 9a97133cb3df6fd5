import { randomBytes } from 'node:crypto';
import { createRecordsData, readDirectories, verifyCorrespondent } from '@etanche/records-client';
import { buildDocument } from '@etanche/records-fhir';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, endKeptSession, signIn, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, entry, openMail } from './mail.ts';

/** Opens what went out of the file of the n-th appointment. */
async function openSent(page: Page, i: number): Promise<void> {
  await page.getByRole('link', { name: 'Agenda', exact: true }).click();
  await page.getByRole('button', { name: entry }).nth(i).click();
  await page.getByRole('tab', { name: 'Envois' }).click();
}

/** Seals the file that is on screen for the cardiologist. */
async function prepare(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Transférer le dossier…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
  await dialog.getByRole('button', { name: `Préparer le dossier pour ${cardiologist}` }).click();
  await dialog.getByRole('checkbox').waitFor();
}

/** Transfers the file of the n-th appointment while the server is away, and does a step before it is back. */
async function interrupt(stage: OpenApplication, page: Page, i: number, whileAway: () => Promise<void>): Promise<void> {
  await openSent(page, i);
  await prepare(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').check();
  await stage.application.recordsOutage(async () => {
    await dialog.getByRole('button', { name: /^Transférer le dossier de / }).click();
    await dialog.getByText('L’envoi est interrompu.').waitFor();
    await whileAway();
  });
}

export function testTransfers(stage: OpenApplication): void {
  test('leaves after its size and its patient were on screen, and the file and the mail show it', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openSent(page, 3);
    await page.getByRole('button', { name: 'Transférer le dossier…' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Ne partent pas : les rendez-vous', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
    await dialog.getByRole('button', { name: `Préparer le dossier pour ${cardiologist}` }).press('Enter');
    const confirm = dialog.getByRole('checkbox', { name: /^C’est bien le dossier de .*née? le \d\d\/\d\d\/\d{4}$/ });
    await confirm.waitFor();
    await dialog.getByText(/o, en 1\smessage, que le confrère ouvre une fois/).waitFor();
    const send = dialog.getByRole('button', { name: /^Transférer le dossier de / });
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByText('Confirmez le patient avant l’envoi.').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await confirm.press('Space');
    await send.press('Enter');
    await dialog.getByText(`Le dossier est parti pour ${cardiologist}.`, { exact: false }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Fermer' }).last().click();
    const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem').first();
    await sent.getByText('Dossier médical complet').waitFor();
    await sent.getByText(`${cardiologist}, Cardiologie du Frout · Dossier transmis`, { exact: false }).waitFor();
    await sent.getByText('Reçu', { exact: true }).waitFor();
    await openMail(page);
    await page.getByRole('button', { name: 'Envoyés' }).click();
    const row = page.getByRole('list', { name: 'Messages envoyés' }).getByRole('listitem').first();
    await row.getByText('Dossier transmis', { exact: false }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  // Sealing and sending 53 MB takes a minute. Shorter tests send several messages without the screen.
  test.runIf(inject('isNightly'))(
    'of more than one message says how many, shows its progress, and leaves whole',
    async () => {
      const { name, scope } = stage.application.files[8] ?? { name: '', scope: '' };
      const file = await createRecordsData(await stage.application.signIn('arnaud')).patients.open(scope);
      // A message has at most 48 MiB.
      for (const bytes of [30_000_000, 23_000_000]) {
        await file.attach({
          content: new Uint8Array(randomBytes(bytes)),
          contentType: 'application/pdf',
          resource: (attachment) => {
            const facts = { title: `Imagerie ${bytes}`, kind: 'report', date: '2026-11-20' } as const;
            const by = { patient: `Patient/${scope}`, author: 'Hôpital du Nord', at: '2026-11-29T10:00:00+01:00' };
            return buildDocument(facts, attachment, null, by);
          },
        });
      }
      await using visitor = await atWork(stage, doctor);
      const { page } = visitor;
      await page.evaluate((of) => {
        location.hash = `#/patients/${of}`;
      }, scope);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.getByRole('tab', { name: 'Envois' }).click();
      await prepare(page);
      const dialog = page.getByRole('dialog');
      await dialog.getByText('en 2 messages, que le confrère ouvre tous', { exact: false }).waitFor();
      await expectAccessible(page);
      await dialog.getByRole('checkbox').check();
      await dialog.getByRole('button', { name: /^Transférer le dossier de / }).press('Enter');
      await dialog.getByText('L’envoi continue si vous fermez cette fenêtre', { exact: false }).waitFor();
      await dialog.getByRole('progressbar').waitFor();
      await dialog.getByText(`Le dossier est parti pour ${cardiologist}.`, { exact: false }).waitFor();
      await dialog.getByRole('button', { name: 'Fermer' }).last().click();
      const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem');
      for (const place of ['(1/2)', '(2/2)']) {
        await sent.filter({ hasText: place }).getByText('Reçu', { exact: true }).waitFor();
      }
      expect(await page.getByText('n’est pas complet', { exact: false }).count()).toBe(0);
      expect(visitor.troubles).toEqual([]);
    },
  );

  test('continues where the server was lost, also after the page was loaded again beside another one', async () => {
    await using visitor = await atWork(stage, doctor);
    // From here on, the pages of this test alone keep the session.
    await endKeptSession(stage, doctor);
    const { page, context } = visitor;
    const dialog = page.getByRole('dialog');
    await interrupt(stage, page, 4, async () => {
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('status').filter({ hasText: 'Transfert interrompu' }).waitFor();
    });
    // The session keeps the sealed file as long as one of its pages is open.
    const other = await context.newPage();
    await other.goto(stage.application.url);
    await signIn(other, doctor);
    await page.reload();
    await signIn(page, doctor);
    await page.getByRole('tab', { name: 'Envois' }).click();
    await page.getByRole('status').filter({ hasText: 'Transfert interrompu' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Voir' }).click();
    await dialog.getByRole('button', { name: 'Reprendre l’envoi' }).click();
    await dialog.getByText(`Le dossier est parti pour ${cardiologist}.`, { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Fermer' }).last().click();
    const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem').first();
    await sent.getByText('Dossier médical complet').waitFor();
    await other.close();
  });

  test('resumes in a later session after the browser was closed, and arrives once', async () => {
    await using visitor = await atWork(stage, doctor);
    await endKeptSession(stage, doctor);
    const { page, context } = visitor;
    await interrupt(stage, page, 5, () => Promise.resolve());
    // The last page takes the worker and its session with it.
    await page.close();
    const later = await context.newPage();
    await later.goto(stage.application.url);
    await signIn(later, doctor);
    await openSent(later, 5);
    await later.getByRole('status').filter({ hasText: 'Transfert interrompu' }).waitFor();
    await later.getByRole('button', { name: 'Voir' }).click();
    const again = later.getByRole('dialog');
    await again.getByText(/^0\s%\s: 0\sko/).waitFor();
    await expectAccessible(later);
    await again.getByRole('button', { name: 'Reprendre l’envoi' }).press('Enter');
    await again.getByText(`Le dossier est parti pour ${cardiologist}.`, { exact: false }).waitFor();
    await again.getByRole('button', { name: 'Fermer' }).last().click();
    const sent = later.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem');
    await sent.first().getByText('Reçu', { exact: true }).waitFor();
    expect(await sent.filter({ hasText: 'Dossier médical complet' }).count()).toBe(1);
    await later.close();
  });

  test('that was lost with its session says so, and what has left is taken back', async () => {
    const { name, scope } = stage.application.files[0] ?? { name: '', scope: '' };
    const client = await stage.application.signIn('arnaud');
    const data = createRecordsData(client);
    const file = await data.patients.open(scope);
    const listings = Array.from((await readDirectories(client)).values());
    const listing = listings.find(({ entry }) => entry.name === 'Cardiologie du Frout');
    if (listing === undefined) throw new RangeError('the practice is in no directory');
    const to = await verifyCorrespondent(client, listing);
    const transfer = await data.sealTransfer(to, file, { subject: 'Dossier complet', sender: 'Dr Arnaud' });
    const stop = new AbortController();
    const sending = transfer.send({
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    await sending.catch(() => undefined);

    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await page.evaluate((of) => {
      location.hash = `#/patients/${of}`;
    }, scope);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('tab', { name: 'Envois' }).click();
    await page.getByText('Un transfert à Cardiologie du Frout, tous les praticiens n’est pas complet.').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Retirer ce qui est parti' }).press('Enter');
    await page.getByText('Transfert annulé. Ce qui était parti est retiré.').waitFor();
    const sent = page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem').first();
    await sent.getByText('Retiré', { exact: true }).waitFor();
    await page.getByText('n’est pas complet', { exact: false }).waitFor({ state: 'detached' });
    expect(visitor.troubles).toEqual([]);
  });

  test('is cancelled before anything has left, and nothing of it is in the file', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openSent(page, 6);
    await prepare(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler le transfert' }).click();
    await page.getByText('Transfert annulé.', { exact: false }).waitFor();
    await page.getByText('Rien de ce dossier n’a été envoyé à un autre cabinet.').waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('is not offered to the reception', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
    expect(await page.getByRole('tab', { name: 'Envois' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Transférer/ }).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
