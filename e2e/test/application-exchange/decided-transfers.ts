import { createRecordsData, listOutbox, type PatientFile } from '@etanche/records-client';
import { syntheticPractice } from '@etanche/demo';
import { buildPatient, type Resource } from '@etanche/records-fhir';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, openMail } from './mail.ts';
import { arrived, deliver, openVolume, panelOf, rowOf, seal, sealed } from './transfer-desk.ts';

const refused = 7;
const words = { both: 'Des deux côtés', gone: 'Supprimé ensuite', same: 'Inchangé' } as const;

const note = (text: string): Resource => ({ resourceType: 'Basic', code: { text } });

/** The note of a file with these words. */
function noteIn(file: PatientFile, text: string) {
  const found = file.resources().find(({ resource }) => JSON.stringify(resource['code'] ?? null).includes(text));
  if (found === undefined) throw new Error(`the file has no note ${text}`);
  return found;
}

async function change(file: PatientFile, text: string, by: string): Promise<void> {
  const { id, version, resource } = noteIn(file, text);
  const changed = { ...resource, code: { text: `${text}, ${by}` } };
  await file.write([{ kind: 'update', id, base: version, resource: changed }]);
}

export function testDecidedTransfers(stage: OpenApplication): void {
  test('is refused after a confirmation, and its sender sees that', async () => {
    const { client, transfer } = await sealed(stage, refused);
    await deliver({ client, transfer });
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    const message = await openVolume(page, transfer);
    await message.getByRole('region', { name: 'Contenu vérifié' }).waitFor();
    const refuse = message.getByRole('button', { name: 'Refuser ce dossier…' });
    await refuse.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Refuser ce dossier' });
    await dialog.getByText(`${doctor} voit « Refusé » dans ses envois`, { exact: false }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Ne pas refuser' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await message.getByRole('region', { name: 'Contenu vérifié' }).waitFor();
    await refuse.click();
    await dialog.getByRole('button', { name: 'Refuser ce dossier' }).press('Enter');
    await message.getByText('Ce message a été refusé. Son contenu est effacé ici.').waitFor();
    await rowOf(page, transfer).getByText('Refusé').waitFor();
    expect(await panelOf(page).count()).toBe(0);
    expect(await message.getByRole('region', { name: 'Contenu vérifié' }).count()).toBe(0);
    await expectAccessible(page);

    await using writer = await atWork(stage, doctor);
    await openMail(writer.page);
    await writer.page.getByRole('button', { name: 'Envoyés' }).click();
    const sent = writer.page.getByRole('list', { name: 'Messages envoyés' }).getByRole('listitem');
    const row = sent.filter({ hasText: 'Dossier transmis' }).filter({ hasText: 'Refusé' });
    await row.getByText('Accusé vérifié').waitFor();
    expect(await row.count()).toBe(1);
    await expectAccessible(writer.page);
    for (const { troubles } of [reader, writer]) expect(troubles).toEqual([]);
  });

  test('in several messages is refused as a whole by one press, also what is not open and what has not left', async () => {
    const [made] = syntheticPractice({ seed: 'refusal', patients: 1, resourcesPerPatient: 1, today: '2026-11-30' });
    if (made === undefined) throw new Error('one patient was made');
    const client = await stage.application.signIn('arnaud');
    const file = await createRecordsData(client).patients.create(buildPatient('p1', made.traits), [
      note(Buffer.from(crypto.getRandomValues(new Uint8Array(9000))).toString('base64')),
    ]);
    const transfer = await seal(client, file, 3000);
    const { volumes } = transfer;
    expect(volumes.length).toBeGreaterThan(2);
    const stop = new AbortController();
    let left = 2;
    const begun = transfer.send({
      signal: stop.signal,
      onVolume: async () => {
        left -= 1;
        if (left === 0) stop.abort();
        return Promise.resolve();
      },
    });
    await begun.catch(() => undefined);
    await arrived(client, volumes.slice(0, 2));
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    const message = await openVolume(page, transfer);
    const other = page.locator(`[data-id="${volumes[1]?.record.message ?? ''}"]`);
    await other.getByText('Dossier transmis').waitFor();
    await message.getByRole('button', { name: 'Refuser ce dossier…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Refuser ce dossier' });
    await dialog.getByText('autres messages de ce transfert sont refusés aussi', { exact: false }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Refuser ce dossier' }).press('Enter');
    await message.getByText('Ce message a été refusé. Son contenu est effacé ici.').waitFor();
    // Neither is to be read any more.
    await page.getByRole('button', { name: 'Tout', exact: true }).click();
    for (const row of [rowOf(page, transfer), other]) await row.getByText('Refusé').waitFor();
    const stateOfFirst = async (): Promise<string | undefined> => {
      const { messages } = await listOutbox(client);
      return messages.find((sent) => sent.message.message === volumes[0]?.record.message)?.state;
    };
    await expect.poll(stateOfFirst).toBe('refused');
    await expect(transfer.send()).rejects.toMatchObject({ code: 'transfer_refused' });

    await using writer = await atWork(stage, doctor);
    await writer.page.evaluate((of) => {
      location.hash = `#/patients/${of}`;
    }, file.scope);
    await writer.page.getByRole('tab', { name: 'Envois' }).click();
    const sent = writer.page.getByRole('list', { name: 'Envoyé à des confrères' }).getByRole('listitem');
    await expect.poll(() => sent.filter({ hasText: 'Refusé' }).count()).toBe(2);
    // The others never left, and are not waited for.
    expect(await sent.filter({ hasNotText: /Refusé|Non parti/ }).count()).toBe(0);
    expect(await writer.page.getByText('n’est pas complet', { exact: false }).count()).toBe(0);
    for (const { troubles } of [reader, writer]) expect(troubles).toEqual([]);
  });

  test('that both sides changed says what is to be compared, and what its sender has no longer', async () => {
    const [made] = syntheticPractice({ seed: 'both', patients: 1, resourcesPerPatient: 1, today: '2026-11-30' });
    if (made === undefined) throw new Error('one patient was made');
    const client = await stage.application.signIn('arnaud');
    const theirs = await createRecordsData(client).patients.create(
      buildPatient('p1', made.traits),
      Object.values(words).map(note),
    );
    const first = await seal(client, theirs);
    await deliver({ client, transfer: first });
    await using visitor = await atWork(stage, cardiologist);
    const { page } = visitor;
    await openVolume(page, first);
    await panelOf(page).getByRole('button', { name: 'Créer un nouveau dossier' }).press('Enter');
    const done = page.getByRole('complementary', { name: 'Classé' });
    await done.getByText(/éléments ajoutés\.$/).waitFor();
    const link = await done.getByRole('link', { name: 'Ouvrir le dossier' }).getAttribute('href');

    const reader = createRecordsData(await stage.application.signIn('legall'));
    await change(await reader.patients.open(/([a-z2-7]{26})$/.exec(link ?? '')?.[1] ?? ''), words.both, 'ici');
    await change(theirs, words.both, 'là-bas');
    await theirs.write([{ kind: 'delete', id: noteIn(theirs, words.gone).id }]);
    const second = await seal(client, theirs);
    await deliver({ client, transfer: second });
    // This list is read now; the one on screen is read again after some seconds.
    await page.getByRole('button', { name: 'Tout', exact: true }).click();
    await openVolume(page, second);
    await panelOf(page)
      .getByRole('button', { name: /, classer$/ })
      .press('Enter');
    await done.getByText('1 élément a changé des deux côtés', { exact: false }).waitFor();
    await done.getByText('1 élément d’un transfert antérieur n’est plus chez l’expéditeur', { exact: false }).waitFor();
    await expectAccessible(page);
    await done.getByRole('link', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('tab', { name: /Documents/ }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
