import { openDatabase } from '@etanche/platform';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, entry, openMail, rows, sendFromFile } from './mail.ts';

/** Changes what the records server stores of messages that nobody has opened, as root on that server can. */
async function alter(stage: OpenApplication, statement: string): Promise<void> {
  await using database = openDatabase({
    ...{ url: stage.recordsDatabase, applicationName: 'test', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  await database.query(statement);
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
    // The server exchanges the sender’s statement of keys for that of another message of the other practice.
    await alter(
      stage,
      `UPDATE inbox_message SET keys = (SELECT i.keys FROM inbox_message i WHERE i.practice <> inbox_message.practice LIMIT 1)
        WHERE state = 'unread'`,
    );
    await page.reload();
    await signIn(page, cardiologist);
    await rows(page).first().click();
    await page.getByRole('alert').getByText('Ce message ne se vérifie pas').waitFor();
    expect(await page.getByText('Un mot que personne ne lit').count()).toBe(0);
    expect(await page.getByRole('complementary', { name: 'Patient proposé' }).count()).toBe(0);
    await expectAccessible(page);
    for (const { troubles } of [writer, reader]) expect(troubles).toEqual([]);
  });
}
