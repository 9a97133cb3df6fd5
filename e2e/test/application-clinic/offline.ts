import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { signIn, type OpenApplication } from '../support/application-stage.ts';
import { findInProfile, startProfileBrowser } from '../support/profile-browser.ts';
import { expectAccessible } from '../application/accessible.ts';

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
const sentence = 'Zyxomarque depuis cinq jou';
const nir = '185045626098751';
const subject = 'Zyxolettre inachevée';

async function begin(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await signIn(page, doctor);
}

export function testOffline(stage: OpenApplication, browserPath: string): void {
  test('without the server: what was opened stays readable, writing goes on, a killed browser loses nothing, and everything is sent once', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'etanche-profile-'));
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(() => rm(profile, { recursive: true, force: true }));
    const { url } = stage.application;
    const first = cleaning.use(await startProfileBrowser(browserPath, profile));
    const { page } = first;
    await begin(page, url);
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    // An appointment has the name that the patient had when it was booked.
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    const patient = page.getByRole('heading', { level: 1, name });

    await stage.application.recordsOutage(async () => {
      await page.getByRole('link', { name: 'Consulter' }).click();
      await page.getByRole('textbox', { name: 'Examen' }).fill(`Numéro ${nir}`);
      await page.getByRole('textbox', { name: 'Motif' }).pressSequentially(sentence);
      await page.getByText(/Pas encore envoyé\. Gardé sur cet appareil à \d\d:\d\d/).waitFor();
      const line = page.getByRole('region', { name: 'Non envoyé' });
      await line.getByText(/Pas encore envoyé\s: 1\snote/).waitFor();
      expect(await page.getByText(/Gardé à \d\d/).count()).toBe(0);
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Agenda' }).click();
      await page.getByRole('button', { name: entry }).first().click();
      await patient.waitFor();
      await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
      await line.getByText(/1\snote/).waitFor();
      await first.kill();

      const locked = cleaning.use(await startProfileBrowser(browserPath, profile));
      await locked.page.goto(url);
      await locked.page.getByRole('button', { name: doctor }).click();
      await locked.page.getByText('Sans le serveur, personne ne peut se connecter').waitFor();
      expect(await locked.page.content()).not.toContain(sentence);
      await locked.kill();
    });

    const markers = [sentence, nir, name, name.split(' ')[0] ?? name];
    expect(await findInProfile(profile, markers)).toEqual([]);
    const second = cleaning.use(await startProfileBrowser(browserPath, profile));
    await begin(second.page, url);
    await second.page.getByRole('button', { name: entry }).first().click();
    await second.page.getByRole('link', { name: 'Consulter' }).click();
    const reason = second.page.getByRole('textbox', { name: 'Motif' });
    await expect.poll(() => reason.inputValue()).toBe(sentence);
    await reason.pressSequentially('rs');
    await second.page.getByText(/Gardé à \d\d:\d\d/).waitFor();
    expect(await second.page.getByRole('region', { name: 'Non envoyé' }).count()).toBe(0);
    await second.page.keyboard.press('Control+Enter');
    await second.page.getByRole('tab', { name: /Consultations/ }).click();
    const visits = second.page
      .getByRole('tabpanel')
      .getByRole('listitem')
      .filter({ hasText: `${sentence}rs` });
    await visits.first().waitFor();
    expect(await visits.count()).toBe(1);
    expect(await second.page.getByText(`${sentence}rs`).count()).toBe(await visits.getByText(`${sentence}rs`).count());
    // A letter that nobody stored is sealed too.
    await second.page.keyboard.press('Alt+l');
    await second.page.getByRole('button', { name: 'Adressage à un confrère', exact: true }).click();
    await second.page.getByRole('textbox', { name: 'Objet' }).fill(subject);
    await second.page.keyboard.press('Control+Shift+L');
    await second.page.getByText('Ce qui était tapé est gardé.').waitFor();
    await second.kill();
    expect(await findInProfile(profile, [...markers, subject])).toEqual([]);
  });
}
