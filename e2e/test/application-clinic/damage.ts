import type { Page } from 'playwright-core';
import { openDatabase } from '@etanche/platform';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, endKeptSession, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

/** Alters a byte of the packs of a file for which an SQL condition holds. */
async function damage({ recordsDatabase }: OpenApplication, scope: string, which: string): Promise<void> {
  await using database = openDatabase({
    ...{ url: recordsDatabase, applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 10_000 },
  });
  await database.transaction(async (client) => {
    await client.query('SET LOCAL session_replication_role = replica');
    const { rowCount } = await client.query(
      `UPDATE scope_pack SET sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40))
        WHERE scope = $1 AND octet_length(sealed) > 0 AND (${which})`,
      [scope],
    );
    expect(rowCount).toBeGreaterThan(0);
  });
}

async function addProblem(page: Page, text: string): Promise<void> {
  await page.getByRole('tab', { name: /^Antécédents/ }).click();
  const current = page.getByRole('region', { name: 'Problèmes en cours' });
  await current.getByLabel('Ajouter un problème').fill(text);
  await page.keyboard.press('Enter');
  await current.getByRole('button', { name: new RegExp(`^${text.split(' ')[0] ?? ''}`) }).waitFor();
}

/** Opens the n-th patient of the day and adds a problem. @returns the id of the file */
async function withProblem(page: Page, n: number, text: string): Promise<string> {
  await page.getByRole('button', { name: entry }).nth(n).click();
  await addProblem(page, text);
  return /patients\/(?<scope>[a-z2-7]{26})/.exec(page.url())?.groups?.['scope'] ?? '';
}

const unverified = { name: 'Ce dossier ne peut pas être vérifié' } as const;

export function testDamage(stage: OpenApplication): void {
  test('shows what is left, is repaired after a confirmation, and says on every screen what is lost', async () => {
    await using author = await atWork(stage, 'Dr Hélène Arnaud');
    const scope = await withProblem(author.page, 2, 'Goutte 03/2021');
    await damage(stage, scope, `sequence = (SELECT max(sequence) FROM scope_pack WHERE scope = '${scope}')`);
    // A session that has the file open has verified it before.
    await endKeptSession(stage, 'Dr Karim Bensaïd');
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.goto(`${stage.application.url}#/patients/${scope}`);
    const screen = page.getByRole('region', unverified);
    await screen.getByRole('alert').waitFor();
    expect(await page.getByRole('tab').count()).toBe(0);
    await expectAccessible(page);
    await screen.getByRole('button', { name: 'Voir ce qui reste du dossier' }).click();
    await screen.getByText('Le contenu d’1 élément est introuvable.').waitFor();
    await screen.getByText(`--file ${scope}`).waitFor();
    await expectAccessible(page);
    const copies = screen.getByLabel('Copie de sauvegarde du dossier');
    await copies.setInputFiles({ name: 'copie.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByText('Ce n’est pas une copie de ce dossier').waitFor();
    const right = JSON.stringify({ practice: await practiceOf(screen), scope, packs: [] });
    await copies.setInputFiles({ name: 'copie.json', mimeType: 'application/json', buffer: Buffer.from(right) });
    const repair = screen.getByRole('button', { name: 'Réparer le dossier' });
    await repair.waitFor();
    expect(await repair.getAttribute('aria-disabled')).toBe('true');
    await repair.click({ force: true });
    await screen.getByLabel(/Je constate la perte d’1\sélément/).check();
    await repair.click();
    await page.getByText('Le dossier est réparé.').waitFor();
    const strip = page.getByRole('alert').filter({ hasText: 'Un élément de ce dossier est perdu' });
    await strip.waitFor();
    await expectAccessible(page);
    await strip.getByRole('button', { name: 'Élément perdu 1' }).click();
    await page.getByRole('dialog').getByText('contenu perdu ou illisible').waitFor();
    await page.keyboard.press('Escape');
    const accesses = page.getByRole('tab', { name: 'Qui a ouvert ce dossier' });
    await expect
      .poll(async () => {
        await page.getByRole('tab', { name: /^Antécédents/ }).click();
        await accesses.click();
        await page.getByRole('region', { name: 'Qui a ouvert ce dossier' }).waitFor();
        return page.getByText('Contenu constaté perdu').count();
      })
      .toBe(1);
    expect(visitor.troubles).toEqual([]);
  });

  test('restores what was destroyed with false copies', async () => {
    await using author = await atWork(stage, 'Dr Hélène Arnaud');
    const scope = await withAllergy(author.page, 'Kiwi');
    const { page: at } = author;
    const allergies = at.getByRole('region', { name: 'Allergies et intolérances' });
    await allergies.getByRole('button', { name: /^Kiwi/ }).click();
    await at.getByRole('form', { name: 'Kiwi' }).getByRole('button', { name: 'Versions' }).click();
    const versions = at.getByRole('dialog');
    await versions.getByText('Rangé dans le mauvais dossier ?').click();
    await versions.getByLabel('Cet élément n’appartient pas à ce patient').check();
    await versions.getByRole('button', { name: 'Détruire cet élément' }).click();
    await at.getByText('L’élément est retiré du dossier.').waitFor();
    await damage(stage, scope, 'carries AND located > 0');
    // A session that has the file open has verified it before.
    await endKeptSession(stage, 'Dr Karim Bensaïd');
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.goto(`${stage.application.url}#/patients/${scope}`);
    const screen = page.getByRole('region', unverified);
    await screen.getByRole('button', { name: 'Voir ce qui reste du dossier' }).click();
    await screen.getByText('1 élément détruit').waitFor();
    await expectAccessible(page);
    await screen.getByRole('button', { name: 'Rétablir l’élément 1' }).click();
    await page.getByText('L’élément est de nouveau dans le dossier.').waitFor();
    await page.getByRole('list', { name: 'Allergies' }).getByText('Kiwi').waitFor();
    expect(await page.getByText('élément de ce dossier est perdu').count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });
}

/** Adds an allergy to the first patient of the day without one, so that the same write ends the statement of none. */
async function withAllergy(page: Page, text: string): Promise<string> {
  for (let n = 3; ; n++) {
    await page.getByRole('button', { name: entry }).nth(n).click();
    await page.getByRole('tab', { name: /^Antécédents/ }).click();
    const allergies = page.getByRole('region', { name: 'Allergies et intolérances' });
    await allergies.getByLabel('Ajouter une allergie').waitFor();
    const none = allergies.getByRole('button', { name: 'Aucune allergie connue' });
    if (await none.isVisible()) {
      await none.click();
      await page.getByText('Allergies : aucune connue').first().waitFor();
      await allergies.getByLabel('Ajouter une allergie').fill(text);
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Allergies' }).getByText(text).waitFor();
      return /patients\/(?<scope>[a-z2-7]{26})/.exec(page.url())?.groups?.['scope'] ?? '';
    }
    await page.getByRole('link', { name: 'Agenda', exact: true }).click();
  }
}

/** The id of the practice in the command that the screen shows. */
async function practiceOf(screen: ReturnType<Page['getByRole']>): Promise<string> {
  const text = await screen.getByText('--practice').textContent();
  return /--practice (?<id>[a-z2-7]{26})/.exec(text ?? '')?.groups?.['id'] ?? '';
}
