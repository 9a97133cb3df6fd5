import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { findInProfile, startProfileBrowser } from '../support/profile-browser.ts';
import { pdfFile, pngFile, textFile } from './sample-files.ts';

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';

/** Opens the documents of the patient of one of the doctor's appointments. */
async function openDocuments(page: Page, i: number): Promise<void> {
  await page.getByRole('button', { name: entry }).nth(i).click();
  await page.getByRole('tab', { name: /Documents/ }).click();
}

/** Chooses files, as the button does. */
async function choose(page: Page, ...files: readonly ReturnType<typeof textFile>[]): Promise<void> {
  await page
    .getByLabel('Choisir un fichier')
    .last()
    .setInputFiles([...files]);
}

export function testDocuments(stage: OpenApplication, browserPath: string): void {
  test('a doctor adds an image, reads it in place, changes its title and removes it with a reason', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openDocuments(page, 0);
    await choose(page, pngFile('Radio_genou.exe.png', 'rien'));
    const form = page.getByRole('form', { name: 'Radio_genou.exe.png' });
    expect(await form.getByLabel('Titre').inputValue()).toBe('Radio genou.exe');
    await form.getByLabel('Titre').fill('Radio du genou');
    await form.getByLabel('Type').selectOption('Imagerie');
    await expectAccessible(page);
    await page.keyboard.press('Tab');
    await form.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
    const row = page
      .getByRole('list', { name: 'Documents du dossier' })
      .getByRole('button', { name: /Radio du genou/ });
    await row.click();
    const viewer = page.getByRole('region', { name: 'Document affiché' });
    const image = viewer.getByRole('img', { name: 'Radio du genou' });
    await expect.poll(() => image.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(900);
    await viewer.getByRole('button', { name: 'Tourner' }).click();
    await expect.poll(() => image.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(1200);
    await expectAccessible(page);

    await viewer.getByRole('button', { name: 'Modifier la description' }).click();
    await viewer.getByLabel('Titre').fill('');
    await viewer.getByRole('button', { name: 'Garder la description' }).click();
    await viewer.getByText('Écrivez un titre.').waitFor();
    await viewer.getByLabel('Titre').fill('Radio du genou gauche');
    await viewer.getByLabel('Type').selectOption('Compte rendu');
    await viewer.getByRole('button', { name: 'Garder la description' }).click();
    await page.getByRole('button', { name: /Radio du genou gauche.*Compte rendu/ }).waitFor();

    await viewer.getByRole('button', { name: 'Retirer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Retirer ce document' });
    await dialog.getByRole('button', { name: 'Retirer', exact: true }).click();
    await dialog.getByText('Choisissez ou écrivez une raison.').waitFor();
    await dialog.getByLabel('Raison').fill('Mauvais patient');
    await page.keyboard.press('Enter');
    await page.getByText('Retiré : Radio du genou gauche').waitFor();
    expect(await page.getByRole('button', { name: /Radio du genou gauche.*Compte rendu/ }).count()).toBe(0);
    await page.getByText('1 document retiré').click();
    await page.getByText(/Mauvais patient/).waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await page.getByRole('button', { name: /Radio du genou gauche.*Compte rendu/ }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a file that is pasted or dropped is taken, and one that is refused says why', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openDocuments(page, 1);
    await page.getByRole('region', { name: 'Ajouter un document' }).waitFor();
    const give = (how: 'paste' | 'drop', name: string, content: string) =>
      page.evaluate(
        ([kind, named, text]) => {
          const data = new DataTransfer();
          data.items.add(new File([text], named, { type: 'application/pdf' }));
          const target =
            kind === 'paste' ? document.body : document.querySelector('section[aria-label="Ajouter un document"]');
          target?.dispatchEvent(
            kind === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
              : new DragEvent('drop', { dataTransfer: data, bubbles: true }),
          );
        },
        [how, name, content] as const,
      );
    await give('paste', 'page.pdf', '<!doctype html><script>alert(1)</script>');
    await page.getByRole('alert').getByText('Son contenu compte, pas son nom').waitFor();
    await expectAccessible(page);
    await page.getByRole('alert').getByRole('button', { name: 'Fermer' }).click();
    await give('drop', 'piege.pdf', `%PDF-1.4\n%%EOF\nPK\u0003\u0004${' '.repeat(30)}PK\u0005\u0006${' '.repeat(18)}`);
    await page.getByRole('alert').getByText('comme un fichier piégé').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Fermer' }).click();
    await give('paste', 'vide.txt', '');
    await page.getByRole('alert').getByText('Ce fichier est vide.').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Fermer' }).click();
    await give('drop', 'lettre.pdf', 'Cher confrère,\nmerci.');
    await page.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
    await page.getByRole('button', { name: /lettre/ }).click();
    await page.getByRole('region', { name: 'Document affiché' }).getByText('Cher confrère,').waitFor();

    await choose(page, pdfFile('cr.pdf'));
    await page.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
    await page.getByRole('button', { name: /^cr/ }).click();
    await page.getByText('Ce document ne s’affiche pas dans l’application').waitFor();
    await expectAccessible(page);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Enregistrer sur cet ordinateur' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/^document-\d{4}-\d\d-\d\d\.pdf$/);
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
    expect(visitor.troubles).toEqual([]);
  });

  test('an upload that is cancelled, or that no server answers, adds nothing', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openDocuments(page, 2);
    await choose(page, textFile('note.txt', 'Une note'));
    const add = page.getByRole('button', { name: /^Ajouter au dossier de/ });
    await stage.application.recordsOutage(async () => {
      await add.click();
      await page.getByRole('button', { name: 'Annuler l’envoi' }).click();
      await page.getByText('Envoi annulé, rien n’a été ajouté.').waitFor();
      await add.click();
      await page.getByRole('alert').getByText('Le serveur ne répond pas').waitFor();
    });
    expect(
      await page.getByRole('list', { name: 'Documents du dossier' }).getByRole('button', { name: /note/ }).count(),
    ).toBe(0);
    await add.click();
    await page.getByRole('button', { name: /^note/ }).waitFor();
  });

  test('the reception leaves a document that it cannot read, and the doctor files it with one key', async () => {
    await using secretary = await atWork(stage, 'Nadia Cohen');
    await using practitioner = await atWork(stage, doctor);
    const desk = secretary.page;
    await desk.getByRole('region', { name: doctor }).getByRole('button', { name: entry }).nth(3).click();
    await desk.getByRole('tab', { name: /Documents/ }).click();
    await choose(desk, textFile('labo.txt', 'Sérologie : négative'));
    await desk.getByText('vous ne pourrez plus le relire').waitFor();
    await desk.getByLabel('Titre').fill('Sérologie du 20 novembre');
    await desk.getByLabel('Type').selectOption('Résultat d’analyses');
    await expectAccessible(desk);
    await desk.getByRole('button', { name: /^Déposer pour le médecin de/ }).click();
    const waiting = desk.getByRole('list', { name: 'Documents en attente d’un médecin' });
    await waiting.getByText(/Déposé par Nadia Cohen/).waitFor();
    await desk.getByText('Document déposé, le médecin le classera.').waitFor();
    expect(await desk.content()).not.toContain('Sérologie');
    expect(await waiting.getByRole('button', { name: /Voir/ }).count()).toBe(0);

    const { page } = practitioner;
    await page.getByRole('button', { name: entry }).nth(3).click();
    await page.getByRole('tab', { name: /Documents.*1 à classer/ }).click();
    await page.getByRole('button', { name: /Voir et classer/ }).click();
    await page.getByRole('region', { name: 'Document affiché' }).getByText('Sérologie : négative').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('Classé : Sérologie du 20 novembre').waitFor();
    await page.getByRole('button', { name: /Sérologie du 20 novembre.*Résultat d’analyses/ }).waitFor();
    await desk.getByText('Aucun document en attente.').waitFor();
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await page.getByRole('button', { name: /Voir et classer/ }).waitFor();
    await waiting.getByRole('button', { name: /^Reprendre/ }).click();
    await desk.getByText('Document repris.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /Voir et classer/ }).count()).toBe(0);
    expect([...secretary.troubles, ...practitioner.troubles]).toEqual([]);
  });

  test('a document that was read leaves nothing on the disk of the browser', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'etanche-profile-'));
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(() => rm(profile, { recursive: true, force: true }));
    const reader = cleaning.use(await startProfileBrowser(browserPath, profile));
    const { page } = reader;
    await page.goto(stage.application.url);
    // A doctor whom no other test needs: this device opens a day and a file of its own.
    await signIn(page, 'Solène Kervella');
    await openDocuments(page, 0);
    const marker = 'Zyxomarque-du-document';
    await choose(page, pngFile('scan.png', marker, 3000, 4000), textFile('note.txt', marker));
    for (const name of ['scan.png', 'note.txt']) {
      await page
        .getByRole('form', { name })
        .getByRole('button', { name: /^Ajouter au dossier de/ })
        .click();
      await page.getByRole('form', { name }).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: /^scan/ }).click();
    const image = page.getByRole('img', { name: 'scan' });
    await expect.poll(() => image.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(3000);
    expect(await findInProfile(profile, [marker])).toEqual([]);
    await page.getByRole('button', { name: /^note/ }).click();
    await page.getByText(marker).waitFor();
    expect(await findInProfile(profile, [marker])).toEqual([]);
    await reader.kill();
    expect(await findInProfile(profile, [marker])).toEqual([]);
  });
}
