import { listOutbox, withdrawTransfer } from '@etanche/records-client';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import { cardiologist, openMail } from './mail.ts';
import { arrived, deliver, openVolume, panelOf, rowOf, sealed } from './transfer-desk.ts';

/** Patients whom both practices have, and one whom the first one alone has. */
const shared = [22, 23] as const;
const unshared = 2;

export function testReceivedTransfers(stage: OpenApplication): void {
  test('is shown as one, and is kept under the patient whom it resembles only by a press on the button', async () => {
    const { client, transfer } = await sealed(stage, shared[0]);
    await deliver({ client, transfer });
    await using visitor = await atWork(stage, cardiologist);
    const { page } = visitor;
    const message = await openVolume(page, transfer);
    await message.getByRole('heading', { name: 'Dossier complet' }).waitFor();
    await message.getByText('Maison de santé du Port', { exact: false }).first().waitFor();
    await message.getByText('Identité sans preuve extérieure').waitFor();
    const content = message.getByRole('region', { name: 'Contenu vérifié' });
    await content.getByText(/^\d+ éléments, /).waitFor();
    await content.getByText('Aucun élément actuel ne manque.').waitFor();
    await panelOf(page)
      .getByRole('row', { name: /Naissance identique/ })
      .waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    // Enter opens a message, and files a letter; a whole file needs the button.
    await rowOf(page, transfer).press('Enter');
    expect(await page.getByRole('complementary', { name: 'Classé' }).count()).toBe(0);
    await panelOf(page).getByRole('button', { name: 'Créer un nouveau dossier' }).click();
    await panelOf(page).getByText('comparez avant de créer un second dossier', { exact: false }).waitFor();
    await expectAccessible(page);
    await panelOf(page)
      .getByRole('button', { name: /^C’est (elle|lui|ce patient), classer$/ })
      .press('Enter');
    const done = page.getByRole('complementary', { name: 'Classé' });
    await done.getByText(/^\d+ éléments ajoutés\./).waitFor();
    await expectAccessible(page);
    await done.getByRole('link', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page.getByRole('button', { name: /^Dossier reçu\s: Maison de santé du Port/ }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('that is sent again says what the file had already', async () => {
    const { client, transfer } = await sealed(stage, shared[0]);
    await deliver({ client, transfer });
    await using visitor = await atWork(stage, cardiologist);
    const { page } = visitor;
    await openVolume(page, transfer);
    await panelOf(page)
      .getByRole('button', { name: /, classer$/ })
      .click();
    await page
      .getByRole('complementary', { name: 'Classé' })
      .getByText(/éléments y étaient déjà\.$/)
      .waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('in several messages is read once the last one has arrived, whichever was opened first', async () => {
    const { client, transfer } = await sealed(stage, unshared, 6000);
    const { volumes } = transfer;
    expect(volumes.length).toBeGreaterThan(1);
    const stop = new AbortController();
    let messages = 0;
    const sending = transfer.send({
      signal: stop.signal,
      onProgress: (sent) => {
        const first = volumes[0]?.sealed.message.streams.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
        if (sent >= first && messages++ === 0) stop.abort();
      },
    });
    await sending.catch(() => undefined);
    await arrived(client, volumes.slice(0, 1));
    await using visitor = await atWork(stage, cardiologist);
    const { page } = visitor;
    const message = await openVolume(page, transfer);
    await message.getByText(`1 message ouvert sur ${volumes.length}`, { exact: false }).waitFor();
    await expectAccessible(page);
    await message.getByRole('button', { name: /^Ouvrir l/ }).press('Enter');
    await message.getByText('ne sont pas encore arrivés', { exact: false }).waitFor();
    expect(await panelOf(page).count()).toBe(0);
    await deliver({ client, transfer });
    await message.getByRole('button', { name: /^Ouvrir l/ }).press('Enter');
    await message.getByRole('region', { name: 'Contenu vérifié' }).waitFor();
    await panelOf(page).getByText('Aucun patient du cabinet ne lui ressemble.').waitFor();
    await expectAccessible(page);
    await panelOf(page).getByRole('button', { name: 'Créer un nouveau dossier' }).press('Enter');
    await page
      .getByRole('complementary', { name: 'Classé' })
      .getByText(/ajoutés\./)
      .waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('that the server loses while it is kept is completed by the same press, also in English', async () => {
    const { client, transfer } = await sealed(stage, shared[1]);
    await deliver({ client, transfer });
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440, locale: 'en-GB' });
    const { page } = visitor;
    await page.getByRole('button', { name: cardiologist }).click();
    await page.getByRole('link', { name: /^Mail/ }).click();
    await page.getByRole('list', { name: 'Received messages' }).waitFor();
    await rowOf(page, transfer).getByText('Transferred file').click();
    const panel = page.getByRole('complementary', { name: 'Proposed patient' });
    await panel.getByRole('row', { name: /Birth date the same/ }).waitFor();
    await expectAccessible(page);
    await stage.application.recordsOutage(async () => {
      await panel.getByRole('button', { name: /, file$/ }).click();
      await panel.getByRole('alert').waitFor();
      await expectAccessible(page);
    });
    await panel.getByRole('alert').getByRole('button').press('Enter');
    await page
      .getByRole('complementary', { name: 'Filed' })
      .getByText(/elements? added\./)
      .waitFor();
    await expectAccessible(page);
  });

  test('that its sender took back shows nothing', async () => {
    const { client, file, transfer } = await sealed(stage, unshared);
    await deliver({ client, transfer });
    await using visitor = await atWork(stage, cardiologist);
    const { page } = visitor;
    await openMail(page);
    const row = rowOf(page, transfer);
    await row.getByText('Dossier transmis').waitFor();
    const { messages } = await listOutbox(client);
    const sentOf = (id: string) => messages.find(({ message }) => message.message === id) ?? 'absent';
    const ids = transfer.volumes.map(({ record }) => record.message);
    await withdrawTransfer(
      client,
      file,
      ids.map((message) => ({ message, sent: sentOf(message) })),
    );
    const isBack = async (): Promise<boolean> => {
      const all = (await listOutbox(client)).messages;
      return all.some(({ message, state }) => ids.includes(message.message) && state === 'withdrawn');
    };
    await expect.poll(isBack).toBe(true);
    await page.getByRole('button', { name: 'Tout' }).click();
    await row.getByText('Retiré').click();
    await page.getByText('L’expéditeur a retiré ce message', { exact: false }).waitFor();
    expect(await page.getByRole('region', { name: 'Contenu vérifié' }).count()).toBe(0);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
