import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { findInProfile, startProfileBrowser } from '../support/profile-browser.ts';
import { damagedPdfFile, hostilePdfFile, pdfFile, pngFile, textFile } from './sample-files.ts';

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

/** Adds a file to the open patient, and shows it. */
async function addAndOpen(page: Page, file: ReturnType<typeof textFile>): Promise<void> {
  await choose(page, file);
  await page.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
  await page.getByRole('button', { name: new RegExp(`^${file.name.replace(/\..*/, '')}`) }).click();
}

/** Runs a step while connections to a port are accepted and never answered. */
async function withSilentServer(port: number, step: () => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    await step();
  } finally {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}

/** Dark pixels of a canvas, in a copy of 200 by 280. */
function inkOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const context = new OffscreenCanvas(200, 280).getContext('2d');
    context?.drawImage(element, 0, 0, 200, 280);
    const pixels = context?.getImageData(0, 0, 200, 280).data ?? new Uint8ClampedArray();
    return Array.from(pixels).filter((value, i) => i % 4 === 0 && value < 200 && pixels[i + 3] === 255).length;
  });
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
      .getByRole('button', { name: /^Radio du genou/ });
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
    await page.getByRole('button', { name: /^lettre/ }).click();
    await page.getByRole('region', { name: 'Document affiché' }).getByText('Cher confrère,').waitFor();

    await choose(page, damagedPdfFile('cr.pdf'));
    await page.getByRole('button', { name: /^Ajouter au dossier de/ }).click();
    await page.getByRole('button', { name: /^cr/ }).click();
    await page.getByText('Ce PDF ne peut pas être affiché').waitFor();
    await page.getByText('pdf_damaged').waitFor();
    await expectAccessible(page);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Enregistrer sur cet ordinateur' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/^document-\d{4}-\d\d-\d\d\.pdf$/);
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
    expect(visitor.troubles).toEqual([]);
  });

  test('a doctor reads a PDF in place by keyboard: its text, its pages, its size and a search', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openDocuments(page, 4);
    const pages = ['Scanner thoracique', 'Pas de nodule', 'Conclusion : décompensation'];
    await addAndOpen(page, await pdfFile('scanner.pdf', pages));
    const frame = page.getByRole('group', { name: 'scanner', exact: true });
    const sheet = (i: number) => frame.getByRole('group', { name: `Page ${i} sur 3` });
    await sheet(1).getByText('Scanner thoracique').waitFor();
    await expectAccessible(page);
    // A canvas that was drawn has ink, in a font that the document does not embed.
    expect(await inkOf(sheet(1).locator('canvas'))).toBeGreaterThan(10);
    const width = (await sheet(1).boundingBox())?.width ?? 0;
    await frame.focus();
    await page.keyboard.press('+');
    await expect.poll(async () => (await sheet(1).boundingBox())?.width ?? 0).toBeGreaterThan(width);
    await page.keyboard.press('0');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('textbox', { name: 'Page 2 sur 3' }).waitFor();
    await sheet(2).getByText('Pas de nodule').waitFor();
    const before = await sheet(2).boundingBox();
    await page.keyboard.press('r');
    await expect
      .poll(async () => {
        const after = await sheet(2).boundingBox();
        return (after?.width ?? 0) > (after?.height ?? 0);
      })
      .toBe((before?.height ?? 0) > (before?.width ?? 0));
    await page.keyboard.press('Control+f');
    await page.keyboard.type('DECOMP');
    await page.getByText('1 sur 1').waitFor();
    await sheet(3).getByText('Conclusion : décompensation').waitFor();
    await page.getByRole('textbox', { name: 'Page 3 sur 3' }).waitFor();
    await page.getByRole('searchbox', { name: 'Chercher dans le document' }).fill('potassium');
    await page.getByText('Rien trouvé').waitFor();
    await page.getByRole('textbox', { name: 'Page 3 sur 3' }).fill('1');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Page 1 sur 3' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a PDF with a password opens with it, and a hostile one runs nothing and says when it is too long', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openDocuments(page, 5);
    const protectedPdf = await pdfFile('labo.pdf', ['Ferritine basse'], {
      userPassword: 'sésame',
      pdfVersion: '1.7ext3',
    });
    await addAndOpen(page, protectedPdf);
    await page.getByText('Ce PDF est protégé par un mot de passe').waitFor();
    await page.getByText('pdf_encrypted').waitFor();
    await expectAccessible(page);
    await page.keyboard.type('faux');
    await page.keyboard.press('Enter');
    await page.getByText('Ce mot de passe n’ouvre pas le document.').waitFor();
    await page.getByLabel('Mot de passe').fill('sésame');
    await page.keyboard.press('Enter');
    await page.getByText('Ferritine basse').waitFor();

    await addAndOpen(page, hostilePdfFile('piege.pdf', 2));
    await page.getByText('Une page hostile').first().waitFor();
    expect(await page.evaluate(() => 'taken' in globalThis)).toBe(false);
    await addAndOpen(page, hostilePdfFile('registre.pdf', 2001));
    await page.getByText('Ce PDF est trop grand pour être affiché ici').waitFor();
    await page.getByText('pdf_too_large').waitFor();
    // A violation of the policy would be listed here: neither the script nor the address of the document had an effect.
    expect(visitor.troubles).toEqual([]);
  });

  test('an upload that is cancelled adds nothing, and one that no server answers is sent later', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openDocuments(page, 2);
    const add = page.getByRole('button', { name: /^Ajouter au dossier de/ });
    const waits = page.getByText('Sur cet appareil, pas encore envoyé');
    const cancel = page.getByRole('button', { name: 'Annuler l’envoi' });
    // The page may have found that the server is away before it began: it then stores the document at once, and the
    // next attempt begins when it was sent.
    const upload = { isCancelled: false };
    for (let attempt = 1; !upload.isCancelled; attempt++) {
      await choose(page, textFile(`note ${attempt}.txt`, 'Une note'));
      await stage.application.recordsOutage(async (url) => {
        await withSilentServer(Number(new URL(url).port), async () => {
          await add.click();
          await cancel.or(waits.first()).first().waitFor();
          upload.isCancelled = await cancel.click({ timeout: 5000 }).then(
            () => true,
            () => false,
          );
          if (upload.isCancelled) await page.getByText('Envoi annulé, rien n’a été ajouté.').waitFor();
        });
        if (!upload.isCancelled) return;
        expect(await waits.count()).toBe(0);
        await add.click();
        await waits.first().waitFor();
      });
      await waits.first().waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: /^note/ }).first().waitFor();
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
    await desk.getByRole('button', { name: /^Déposer pour .+, dossier de/ }).waitFor();
    await desk.getByLabel('Prévenir').selectOption('Personne');
    await desk.getByRole('button', { name: /^Déposer dans le dossier/ }).click();
    const waiting = desk.getByRole('list', { name: 'Documents en attente d’un médecin' });
    await waiting.getByText(/Déposé par Nadia Cohen/).waitFor();
    await desk.getByText('Document déposé, le médecin le classera.').waitFor();
    expect(await desk.content()).not.toContain('Sérologie');
    expect(await waiting.getByRole('button', { name: /Voir/ }).count()).toBe(0);

    const { page } = practitioner;
    await page.getByRole('button', { name: entry }).nth(3).click();
    await page.getByRole('tab', { name: /Documents.*1\sà classer/ }).click();
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
    const report = await pdfFile('rapport.pdf', [marker], { info: { Title: marker }, compress: false });
    await choose(page, pngFile('scan.png', marker, 3000, 4000), textFile('note.txt', marker), report);
    for (const name of ['scan.png', 'note.txt', 'rapport.pdf']) {
      await page
        .getByRole('form', { name })
        .getByRole('button', { name: /^Ajouter au dossier de/ })
        .click();
      await page.getByRole('form', { name }).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: /^scan Autre/ }).click();
    const image = page.getByRole('img', { name: 'scan' });
    await expect.poll(() => image.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(3000);
    expect(await findInProfile(profile, [marker])).toEqual([]);
    await page.getByRole('button', { name: /^note Autre/ }).click();
    await page.getByText(marker).waitFor();
    expect(await findInProfile(profile, [marker])).toEqual([]);
    await page.getByRole('button', { name: /^rapport Autre/ }).click();
    await page.getByRole('group', { name: 'Page 1 sur 1' }).getByText(marker).waitFor();
    await page.getByRole('searchbox', { name: 'Chercher dans le document' }).fill(marker);
    await page.getByText('1 sur 1', { exact: true }).waitFor();
    expect(await findInProfile(profile, [marker])).toEqual([]);
    await reader.kill();
    expect(await findInProfile(profile, [marker])).toEqual([]);
  });
}
