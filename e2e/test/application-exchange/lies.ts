import { openDatabase } from '@etanche/platform';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, entry, openMail, rows, sendFromFile } from './mail.ts';

/**
 * Exchanges the sender’s statement of keys for that of another sender in the newest message that nobody has opened, as
 * root on the records server can.
 */
async function exchangeKeys(stage: OpenApplication): Promise<void> {
  await using database = openDatabase({
    ...{ url: stage.recordsDatabase, applicationName: 'test', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  const { rowCount } = await database.query(
    `UPDATE inbox_message m
       SET keys = (SELECT i.keys FROM inbox_message i WHERE i.practice <> m.practice AND i.keys <> m.keys LIMIT 1)
     WHERE message = (SELECT message FROM inbox_message WHERE state = 'unread' ORDER BY received_at DESC LIMIT 1)`,
  );
  expect(rowCount).toBe(1);
}

export function testLies(stage: OpenApplication): void {
  test('is refused in plain words, and shows nothing of its content', async () => {
    await using writer = await atWork(stage, doctor);
    await writer.page.getByRole('button', { name: entry }).nth(2).click();
    await writer.page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await sendFromFile(writer.page, cardiologist, 'Un mot que personne ne lit');
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    await openMail(page);
    await rows(page).first().waitFor();
    await exchangeKeys(stage);
    await page.reload();
    await signIn(page, cardiologist);
    await rows(page).first().click();
    const alert = page.getByRole('alert');
    const opened = page.getByRole('region', { name: 'Message', exact: true }).getByRole('heading', { level: 2 });
    await alert.or(opened).first().waitFor();
    expect(await opened.allInnerTexts()).toEqual([]);
    await alert.getByText('Ce message ne se vérifie pas').waitFor();
    expect(await page.getByText('Un mot que personne ne lit').count()).toBe(0);
    expect(await page.getByRole('complementary', { name: 'Patient proposé' }).count()).toBe(0);
    await expectAccessible(page);
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });
}
