import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { textFile } from '../application/sample-files.ts';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { findInProfile, startProfileBrowser } from '../support/profile-browser.ts';

const entry = /^\d\d:\d\d/;
const secretary = 'Nadia Cohen';
const doctor = 'Dr Karim Bensaïd';
const stored = /Sur cet appareil, pas encore envoyé/;

const column = (page: Page) => page.getByRole('region', { name: doctor });
const list = (page: Page) => page.getByRole('list', { name: 'Ce qui n’est pas envoyé' });
const line = (page: Page) => page.getByRole('region', { name: 'Non envoyé' });

async function openTomorrow(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: 'Jour suivant' });
  await next.waitFor();
  const today = await page.getByRole('heading', { level: 1 }).innerText();
  await next.click();
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: today }).waitFor();
  await column(page).getByRole('button', { name: entry }).first().waitFor();
}

export function testOfflineDesk(stage: OpenApplication, browserPath: string): void {
  test('without the server the reception marks, books, corrects, creates, scans and asks; a killed browser loses nothing, its disk shows nothing, and all is sent once', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'etanche-profile-'));
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(() => rm(profile, { recursive: true, force: true }));
    const { url } = stage.application;
    const first = cleaning.use(await startProfileBrowser(browserPath, profile));
    const { page } = first;
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(url);
    await signIn(page, secretary);
    const card = column(page).getByRole('button', { name: entry }).last();
    const [, name = ''] = (await card.innerText()).split('\n');
    await page.getByRole('link', { name: /^Tâches/ }).click();
    await page.getByRole('group', { name: 'Listes' }).getByRole('button', { name: doctor }).click();
    await page.getByText('Rien n’est demandé à l’accueil.').or(page.locator('[data-work]:visible')).first().waitFor();
    await page.getByRole('link', { name: 'Agenda' }).click();
    // In the evening, today has no free place.
    await openTomorrow(page);
    await page.getByRole('button', { name: 'Aujourd’hui' }).click();
    await card.filter({ hasText: name }).click();
    await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();

    await stage.application.recordsOutage(async () => {
      await page.getByText(/Serveur injoignable depuis \d\d:\d\d/).waitFor();
      const contact = page.getByRole('region', { name: 'Contact' });
      await contact.getByRole('button', { name: 'Modifier' }).click();
      await contact.getByLabel('Courriel').fill('zyxomarque@exemple.fr');
      await page.keyboard.press('Enter');
      await contact.getByText('zyxomarque@exemple.fr').waitFor();
      await page.getByText(stored).first().waitFor();
      await page.getByRole('button', { name: 'Tâche ou message' }).click();
      const dialog = page.getByRole('dialog', { name: 'Tâche ou message' });
      await dialog.getByRole('button', { name: 'Envoyer' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('tab', { name: /Documents/ }).click();
      await page
        .getByLabel('Choisir un fichier')
        .last()
        .setInputFiles([textFile('scan.txt', 'Zyxomarque du scan. '.repeat(60_000))]);
      await page.getByLabel('Prévenir').selectOption('Personne');
      await page.getByRole('button', { name: /^Déposer/ }).click();
      await page.getByText(/Sur cet appareil, pas encore envoyé\./).waitFor();

      await page.getByRole('link', { name: 'Agenda' }).click();
      await card.focus();
      await page.keyboard.press('a');
      await column(page).getByRole('button', { name: stored }).first().waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('n');
      await page.getByLabel('Date de naissance').fill('1979-11-03');
      await page.getByLabel('Nom de naissance').fill('Zyxomarque');
      await page.getByLabel('Prénoms de naissance').fill('Sabine');
      await page.getByRole('radio', { name: 'Femme' }).check({ force: true });
      await page.getByText('les dossiers semblables seront cherchés avant l’envoi').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Créer le dossier' }).click();
      await openTomorrow(page);
      const phone = page.getByRole('region', { name: 'Au téléphone' });
      await phone.getByRole('combobox').fill('zyxomarque');
      await page.keyboard.press('Enter');
      await phone.getByRole('option', { name: /ZYXOMARQUE Sabine.*pas encore envoyé/ }).waitFor();
      await page.keyboard.press('Enter');
      await column(page)
        .getByRole('button', { name: /^Libre/ })
        .last()
        .click();
      await phone.getByRole('button', { name: /^Réserver/ }).click();
      await column(page)
        .getByRole('button', { name: /ZYXOMARQUE Sabine.*pas encore envoyé/ })
        .waitFor();
      await expectAccessible(page);

      await page.getByRole('link', { name: 'Voir ce qui attend' }).click();
      await expect.poll(() => list(page).getByRole('listitem').count()).toBe(6);
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Agenda' }).click();
      await column(page).getByRole('button', { name: entry }).last().focus();
      // Killed while this key is on its way to the disk.
      void page.keyboard.press('k').catch(() => undefined);
      await first.kill();
    });

    const markers = ['Zyxomarque', 'ZYXOMARQUE', 'zyxomarque@', name, name.split(' ')[0] ?? name];
    expect(await findInProfile(profile, markers)).toEqual([]);
    const second = cleaning.use(await startProfileBrowser(browserPath, profile));
    const desk = second.page;
    await desk.goto(url);
    await signIn(desk, secretary);
    await expect.poll(() => line(desk).count()).toBe(0);
    const booked = column(desk).getByRole('button', { name: /ZYXOMARQUE Sabine/ });
    await openTomorrow(desk);
    await booked.waitFor();
    expect(await booked.count()).toBe(1);
    expect(await column(desk).getByRole('button', { name: stored }).count()).toBe(0);
    await desk.getByRole('button', { name: 'Aujourd’hui' }).click();
    expect(await column(desk).getByRole('button', { name: stored }).count()).toBe(0);
    await column(desk)
      .getByRole('button', { name: new RegExp(name) })
      .last()
      .click();
    await desk.getByRole('region', { name: 'Contact' }).getByText('zyxomarque@exemple.fr').waitFor();
    await desk.getByRole('tab', { name: /Documents/ }).click();
    // The last patient of the day may have a smaller document since the first morning.
    const deposited = desk
      .getByRole('list', { name: 'Documents en attente d’un médecin' })
      .getByRole('listitem')
      .filter({ hasText: /1,1\sMo/ });
    await expect.poll(() => deposited.count()).toBe(1);
    await second.kill();
    expect(await findInProfile(profile, markers)).toEqual([]);
  });
}

export function testOfflineConflict(stage: OpenApplication): void {
  test('two people who marked one appointment without the server see both states, and one of them decides by keyboard', async () => {
    await using reception = await atWork(stage, secretary);
    await using practitioner = await atWork(stage, doctor);
    const pages = [reception.page, practitioner.page] as const;
    const cards = pages.map((page) => column(page).getByRole('button', { name: entry }).first());
    await Promise.all(cards.map((card) => card.waitFor()));
    // The state at the beginning depends on the time of day: a key that sets the same one would change nothing.
    const before = (await cards[0]?.innerText()) ?? '';
    const marks = Object.entries({ x: 'Absent', v: 'Vu', k: 'Confirmé' }).filter(([, word]) => !before.includes(word));
    await stage.application.recordsOutage(async () => {
      await Promise.all(pages.map((page) => page.getByText(/Serveur injoignable/).waitFor()));
      for (const [i, page] of pages.entries()) {
        await cards[i]?.focus();
        await page.keyboard.press(marks[i]?.[0] ?? '');
      }
      for (const page of pages)
        await line(page)
          .getByText(/1\srendez-vous/)
          .waitFor();
    });
    const decides = pages.map((page) => line(page).getByText('1 saisie attend votre décision.'));
    await expect
      .poll(async () => (await Promise.all(decides.map((one) => one.count()))).reduce((sum, count) => sum + count, 0))
      .toBe(1);
    const loser = (await decides[0]?.count()) === 1 ? reception.page : practitioner.page;
    await expect
      .poll(() =>
        (loser === reception.page ? practitioner.page : reception.page).getByText(/Serveur injoignable/).count(),
      )
      .toBe(0);
    await loser.keyboard.press('g');
    await loser.keyboard.press('e');
    const both = list(loser).getByRole('group');
    await both.getByText('Votre saisie').waitFor();
    await both.getByText('Au serveur').waitFor();
    await expectAccessible(loser);
    await both.getByRole('button', { name: 'Garder ma saisie' }).focus();
    await loser.keyboard.press('Enter');
    await loser.getByText('Tout est envoyé.').waitFor();
    const kept = marks[pages.indexOf(loser)]?.[1] ?? '';
    for (const page of pages) {
      await page.getByRole('link', { name: 'Agenda' }).click();
      await column(page)
        .getByRole('button', { name: new RegExp(kept) })
        .first()
        .waitFor();
    }
    expect([...reception.troubles, ...practitioner.troubles].filter((one) => !one.includes('net::ERR'))).toEqual([]);
  });
}
