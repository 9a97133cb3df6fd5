import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, endKeptSession, signIn, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testProtection(stage: OpenApplication): void {
  test('an administrator sees what a doctor opened, by member and by time, and no patient', async () => {
    await using doctor = await atWork(stage, 'Dr Hélène Arnaud');
    const day = doctor.page.getByRole('button', { name: entry });
    await day.nth(6).waitFor();
    const patients = (await day.allInnerTexts()).map((text) => text.split('\n')[1] ?? '').filter((name) => name !== '');
    for (const place of [0, 3]) {
      await doctor.page.getByRole('link', { name: 'Agenda', exact: true }).click();
      await day.nth(place).click();
      await doctor.page
        .getByRole('tab')
        .or(doctor.page.getByRole('heading', { level: 1 }))
        .first()
        .waitFor();
    }

    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page
      .getByRole('navigation', { name: 'Parties de l’application' })
      .getByRole('link', { name: 'Protection' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Protection du cabinet' }).waitFor();
    await page.getByText('Vous n’ouvrez aucun dossier').waitFor();
    const row = page.getByRole('row', { name: /Dr Hélène Arnaud/ });
    await row.getByText(/^[1-9]\d* sur 90$/).waitFor();
    await row.getByText('Une seule clé').waitFor();
    await page.getByRole('row', { name: /Paul Le Roux.*aucun droit/ }).waitFor();
    await page.getByRole('button', { name: 'Voir la courbe de Dr Hélène Arnaud' }).click();
    const curve = page.getByRole('region', { name: 'Dr Hélène Arnaud, 24 dernières heures' });
    const opened = await row.getByText(/^\d+ sur 90$/).innerText();
    await curve
      .getByText(`${opened.split(' ')[0] ?? ''} dossier`, { exact: false })
      .first()
      .waitFor();
    await curve.getByText('Voir les nombres').click();
    await curve.getByRole('columnheader', { name: 'Ouverts' }).waitFor();
    await expectAccessible(page);
    await curve.getByRole('button', { name: '30 jours' }).press('Enter');
    await page.getByRole('region', { name: 'Dr Hélène Arnaud, 30 derniers jours' }).getByText('en 31 jours').waitFor();
    const text = await page.locator('body').innerText();
    for (const name of patients) expect(text).not.toContain(name);
    expect(administrator.troubles).toEqual([]);
  });

  test('a doctor who is no administrator sees the own row only, and may raise nothing', async () => {
    await using doctor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = doctor;
    await page.getByRole('link', { name: 'Cabinet' }).click();
    await page.getByRole('link', { name: 'Protection' }).click();
    await page.getByText('Ceux des autres membres sont réservés aux administrateurs').waitFor();
    await page.getByRole('row', { name: /Dr Karim Bensaïd.*0\ssur 90/ }).waitFor();
    expect(await page.getByRole('row', { name: /Hélène/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Relever/ }).count()).toBe(0);
    await page.getByRole('region', { name: 'Dr Karim Bensaïd, 24 dernières heures' }).waitFor();
    await expectAccessible(page);
    expect(doctor.troubles).toEqual([]);
  });

  test('a secretary has no such screen', async () => {
    await using secretary = await atWork(stage, 'Nadia Cohen');
    expect(await secretary.page.getByRole('link', { name: 'Protection' }).count()).toBe(0);
  });

  test('a raise is proposed, approved on the vaults’ pages, and shown with its end', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('link', { name: 'Protection' }).first().click();
    await page.getByRole('button', { name: 'Relever la limite de Dr Karim Bensaïd' }).click();
    const dialog = page.getByRole('dialog');
    const perDay = dialog.getByLabel('Nouvelle limite, en dossiers par 24 heures');
    await expectAccessible(page);
    // Above the most that the vaults give, and no file above the present limit.
    await perDay.fill('5000');
    await dialog.getByRole('button', { name: 'Proposer la hausse' }).click();
    await dialog.getByRole('alert').getByText('Les coffres refusent').waitFor();
    await perDay.fill('130');
    await dialog.getByLabel('Jusqu’à').selectOption('demain soir');
    await dialog.getByRole('button', { name: 'Proposer la hausse' }).click();
    const pending = page.getByRole('region', { name: 'Accords en attente' });
    await pending.getByText('Relever une limite, Dr Karim Bensaïd').waitFor();
    await pending.getByText('130 dossiers en 24 heures').waitFor();
    expect(await pending.getByRole('link', { name: 'Page du coffre 2' }).getAttribute('href')).toMatch(
      /\/approvals#[a-z2-7]{26}$/,
    );
    await pending.getByRole('button', { name: 'Approuver (démonstration)' }).click();
    const row = page.getByRole('row', { name: /Dr Karim Bensaïd/ });
    await row.getByText('0 sur 120').waitFor();
    await row.getByText(/Limite relevée jusqu’au/).waitFor();
    await page.getByRole('region', { name: 'Alarmes' }).getByText('Changement appliqué, Relever une limite').waitFor();
    await expectAccessible(page);
    expect(administrator.troubles).toEqual([]);
  });

  test('the log is filtered, verified on this device, and its proof is kept', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('link', { name: 'Journal' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Journal du cabinet' }).waitFor();
    const lines = page.getByRole('region', { name: 'Lignes du journal' });
    await lines.getByRole('row').nth(50).waitFor();
    const older = lines.getByRole('button', { name: 'Plus anciennes' });
    const first = lines.getByRole('row', { name: /Cabinet fondé/ });
    while (!(await first.isVisible())) {
      const before = await lines.getByRole('row').count();
      await older.click();
      await expect.poll(() => lines.getByRole('row').count()).not.toBe(before);
    }
    await expectAccessible(page);
    const filter = page.getByRole('form', { name: 'Filtrer' });
    await filter.getByLabel('Genre').selectOption('Membres et droits');
    await lines.getByRole('row', { name: /Dr Hélène Arnaud Invitation Nadia Cohen/ }).waitFor();
    expect(await lines.getByRole('cell', { name: 'Modification' }).count()).toBe(0);
    await filter.getByLabel('Membre').selectOption('Dr Karim Bensaïd');
    await expect.poll(() => lines.getByRole('row', { name: /Nadia Cohen/ }).count()).toBe(0);
    await lines.getByRole('row', { name: /Invitation Dr Karim Bensaïd/ }).waitFor();
    await filter.getByLabel('Au').fill('2020-01-01');
    await lines.getByText('Aucune ligne ne correspond.').waitFor();
    await filter.getByRole('button', { name: 'Tout afficher' }).click();
    await lines.getByRole('row').nth(50).waitFor();

    const check = page.getByRole('region', { name: 'Vérification du journal' });
    await check.getByText('Pas encore vérifié dans cette session').waitFor();
    expect(await check.getByRole('button', { name: 'Garder la preuve' }).count()).toBe(0);
    await check.getByRole('button', { name: 'Vérifier maintenant' }).click();
    await check.getByRole('heading', { name: 'Journal intact' }).waitFor();
    await check.getByText('C’est le premier contrôle sur cet appareil').waitFor();
    await check.getByRole('button', { name: 'Vérifier maintenant' }).press('Enter');
    await check.getByText('Rien n’a été retiré, changé ni déplacé depuis votre contrôle').waitFor();
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      check.getByRole('button', { name: 'Garder la preuve' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^etanche-journal-\d+\.json$/);
    const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as { practice: string; note: string };
    expect(kept.note).toContain(`etanche/${kept.practice}/1\n`);
    expect(kept.note).toContain('etanche/vault/2');
    // The result is on the screen Protection too.
    await page.getByRole('link', { name: 'Protection' }).first().click();
    await page.getByRole('heading', { name: 'Journal intact' }).waitFor();
    expect(administrator.troubles).toEqual([]);
  });

  test('without the server the log is neither called intact nor altered', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('link', { name: 'Protection' }).first().click();
    const check = page.getByRole('region', { name: 'Vérification du journal' });
    await check.getByRole('button', { name: 'Vérifier maintenant' }).click();
    await check.getByRole('heading', { name: 'Journal intact' }).waitFor();
    await stage.application.recordsOutage(async () => {
      await check.getByRole('button', { name: 'Vérifier maintenant' }).click();
      await check.getByRole('heading', { name: 'Pas pu vérifier' }).waitFor();
      expect(await check.getByText('Journal intact').count()).toBe(0);
      await expectAccessible(page);
    });
    await check.getByRole('button', { name: 'Vérifier maintenant' }).click();
    await check.getByRole('heading', { name: 'Journal intact' }).waitFor();
  });

  test('a lost kit is replaced: printed, proposed, approved and completed, and void sheets change nothing', async () => {
    await using doctor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = doctor;
    await page.getByRole('link', { name: 'Cabinet' }).click();
    await page.getByRole('link', { name: 'Kit de secours' }).click();
    await expectAccessible(page);
    const begin = page.getByRole('button', { name: 'Préparer un nouveau kit' });
    const gate = page.getByRole('heading', { level: 1, name: 'Imprimez le nouveau kit' });
    const sheets = page.locator('.paper .code');

    // Before the confirmation nothing has been proposed: giving up, or a lock, leaves no trace.
    await begin.click();
    await gate.waitFor();
    const given = await sheets.allTextContents();
    expect(given).toHaveLength(3);
    expect(await page.locator('#application').innerText()).not.toContain(given[0]?.slice(0, 9));
    await page.getByRole('button', { name: 'Abandonner ce kit' }).click();
    await begin.waitFor();
    await begin.click();
    await gate.waitFor();
    await expectAccessible(page);
    expect(await sheets.allTextContents()).not.toEqual(given);
    expect(await page.locator('.paper').textContent()).toContain('Imprimé le');
    await page.getByRole('button', { name: 'Les trois feuilles sont imprimées et relues' }).press('Enter');

    await page.getByRole('heading', { name: 'Nouveau kit proposé : 0 accord sur 2' }).waitFor();
    expect(await sheets.count()).toBe(0);
    const fingerprint = await page.getByRole('figure').locator('code').allInnerTexts();
    expect(fingerprint.join(' ')).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$/);
    await expectAccessible(page);
    // The device remembers it: a reload ends the session here, and the replacement goes on.
    await endKeptSession(stage, 'Dr Hélène Arnaud');
    await page.reload();
    await signIn(page, 'Dr Hélène Arnaud');
    await page.getByRole('heading', { name: 'Nouveau kit proposé : 0 accord sur 2' }).waitFor();
    expect(await page.getByRole('figure').locator('code').allInnerTexts()).toEqual(fingerprint);
    const pending = page.getByRole('region', { name: 'Accords en attente' });
    await pending.getByText('Remplacer le kit').waitFor();
    await pending.getByRole('button', { name: 'Approuver (démonstration)' }).click();

    const complete = page.getByRole('button', { name: 'Terminer le remplacement' });
    await complete.waitFor();
    await expectAccessible(page);
    await using administrator = await atWork(stage, 'Paul Le Roux');
    await administrator.page.getByRole('link', { name: 'Cabinet' }).click();
    await administrator.page.getByRole('link', { name: 'Kit de secours' }).click();
    await administrator.page.getByText('le remplacement n’est pas terminé', { exact: false }).waitFor();
    expect(await administrator.page.getByRole('button', { name: 'Préparer un nouveau kit' }).count()).toBe(0);
    await complete.click();
    await page.getByText('Le nouveau kit est en service.', { exact: false }).waitFor();
    await begin.waitFor();
    await page.getByRole('link', { name: 'Membres' }).click();
    expect(await page.getByRole('button', { name: 'Changer les clés du cabinet' }).count()).toBe(0);
    for (const { troubles } of [doctor, administrator]) expect(troubles).toEqual([]);
  });

  test('a refusal by the vaults is an alarm with its member and its cause, and nothing is confirmed here', async () => {
    await using secretary = await atWork(stage, 'Nadia Cohen');
    const { page: desk } = secretary;
    await desk.getByRole('button', { name: entry }).nth(20).waitFor();
    const search = desk.getByRole('search').getByRole('combobox');
    const refused = desk.getByRole('alert').getByText('La limite de nouveaux dossiers est atteinte').first();
    const answered = desk.getByRole('search').getByRole('option').or(desk.getByText('Aucun patient ainsi nommé.'));
    for (let i = 1; i < 60 && !(await refused.isVisible()); i++) {
      await search.fill('');
      await expect.poll(() => answered.count()).toBe(0);
      await search.fill(`${String((i % 28) + 1).padStart(2, '0')}0319${30 + i}`);
      await search.press('Enter');
      await answered.or(refused).first().waitFor();
    }
    await refused.waitFor();

    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('link', { name: 'Protection' }).first().click();
    const alarms = page.getByRole('region', { name: 'Alarmes' });
    await alarms.getByText('Demande refusée, trop de demandes à la fois, Nadia Cohen').waitFor();
    expect(await alarms.getByRole('button', { name: /confirm/i }).count()).toBe(0);
    await expectAccessible(page);
    expect(administrator.troubles).toEqual([]);
  });
}
