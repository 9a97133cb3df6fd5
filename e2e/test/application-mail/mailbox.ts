import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { doctor, gatewayOf, openPatient, openSend, patientOf, serveGateway, type SharedGateway } from './mail-desk.ts';

/** The mails that are sent later show that MSSanté is offered again. @param other runs until this begins */
export function testMailbox(stage: OpenApplication, other: SharedGateway): void {
  beforeAll(() => other.stop());

  test('is offered only while its configuration has a mailbox', async () => {
    const { config } = gatewayOf(stage);
    const folderOnly = config.replace(/\.json$/, '-folder.json');
    const whole = JSON.parse(await readFile(config, 'utf8')) as object;
    await writeFile(folderOnly, JSON.stringify({ ...whole, mail: null }), { mode: 0o600 });
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, true));
    // The last gateway that signed in had a mailbox.
    const before = await openSend(page);
    await before.getByRole('button', { name: /^Mon espace santé de / }).waitFor();
    await before.getByRole('button', { name: /maud\.prigent/ }).waitFor();
    await page.keyboard.press('Escape');
    await using _serving = await serveGateway(folderOnly);
    await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('button', { name: /Messagerie scellée/ })
      .first()
      .waitFor();
    await dialog.getByText('la passerelle du cabinet n’a pas de messagerie', { exact: false }).waitFor();
    await expectAccessible(page);
    expect(await dialog.getByLabel('Adresse MSSanté d’un professionnel').count()).toBe(0);
    expect(await dialog.getByRole('button', { name: 'Mon espace santé' }).count()).toBe(0);
    expect(await dialog.getByRole('button', { name: /maud\.prigent/ }).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}
