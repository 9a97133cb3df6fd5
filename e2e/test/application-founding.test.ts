import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { registerApprover, startInstallation, type RunningInstallation } from '@etanche/trial';
import { expect, inject, test } from 'vitest';
import { expectAccessible } from './application/accessible.ts';
import { addAuthenticator } from './support/authenticator.ts';
import { freePorts, TestDatabase } from '@etanche/platform';
import { openBrowser } from './support/stage.ts';
import { visit } from './support/visit.ts';
import { whileTesting } from './support/while-testing.ts';

type Stage = AsyncDisposable & { readonly browser: Browser; readonly installation: RunningInstallation };

/** A new installation: vaults, server and application, and no practice. */
async function openInstallation(): Promise<Stage> {
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'etanche-installation-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const [a = 0, b = 0, c = 0, records = 0, application = 0, passkeys = 0] = await freePorts(6);
  const database = building.use(await TestDatabase.create(inject('testServer'), undefined));
  const installation = building.use(
    await startInstallation({
      directory: join(directory, 'installation'),
      databaseServer: database.url.reveal(),
      databasePrefix: `founding_${randomBytes(4).toString('hex')}`,
      ports: { vaults: [a, b, c], records, application, passkeys },
      logger: undefined,
    }),
  );
  const browser = await openBrowser(inject('browserPath'));
  building.defer(async () => browser.close());
  const all = building.move();
  return { browser, installation, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const stage = whileTesting(openInstallation);
const random = (length: number) => Uint8Array.from(randomBytes(length));

test('the first screen founds a practice, prints the kit once, and leads to the members', async () => {
  const { browser, installation } = stage;
  const cards: string[] = [];
  for (const [i, vault] of installation.federation.vaults.slice(0, 2).entries())
    cards.push((await registerApprover(vault.url, `Approbateur ${i + 1}`, random)).card);
  await using founder = await visit(browser, installation.url, { width: 1280 });
  const { page, troubles } = founder;
  await addAuthenticator(page);
  await page.getByRole('heading', { level: 1, name: 'Fonder votre cabinet' }).waitFor();
  expect(await page.getByRole('link', { name: 'Page du coffre 2' }).getAttribute('href')).toMatch(/\/approvals$/);
  await expectAccessible(page);

  const fill = async (label: string, text: string): Promise<void> => {
    await page.getByLabel(label).fill(text);
  };
  await fill('Carte de l’approbateur 1', cards[0] ?? '');
  await fill('Carte de l’approbateur 2', cards[0] ?? '');
  await fill('Jeton de l’exploitant', 'A'.repeat(43));
  await fill('Nom du cabinet', 'Cabinet des Tilleuls');
  await fill('Votre nom', 'Dr Jeanne Morel');
  await fill('Adresse électronique des alarmes', 'alarmes@tilleuls.example');
  const found = page.getByRole('button', { name: 'Fonder le cabinet' });
  await found.click();
  await page.getByRole('alert').getByText('Les approbateurs viennent d’un seul coffre').waitFor();
  await fill('Carte de l’approbateur 2', 'pas une carte');
  await found.click();
  await page.getByRole('alert').getByText('Le code saisi n’est pas valable').waitFor();
  await fill('Carte de l’approbateur 2', cards[1] ?? '');
  await found.click();
  await page.getByRole('alert').getByText('Le cabinet ne reconnaît pas').waitFor();
  await fill('Jeton de l’exploitant', await installation.foundingToken());
  await found.click();

  await page.getByRole('heading', { level: 1, name: 'Imprimez le kit du cabinet' }).waitFor();
  const sheets = await page.locator('.paper .code').allTextContents();
  expect(sheets).toHaveLength(3);
  expect(new Set(sheets).size).toBe(3);
  for (const sheet of sheets) expect(await page.locator('#application').innerText()).not.toContain(sheet.slice(0, 9));
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Les trois feuilles sont imprimées et relues' }).click();
  await page.getByRole('link', { name: 'Cabinet' }).click();
  await page.getByRole('heading', { level: 1, name: 'Cabinet des Tilleuls' }).waitFor();
  await page.getByRole('row', { name: /Dr Jeanne Morel Médecin, Administrateur Actif/ }).waitFor();
  expect(await page.locator('.paper').count()).toBe(0);
  await page.getByRole('button', { name: 'Inviter un membre' }).waitFor();
  expect(troubles).toEqual([]);
});

test('a second device finds a practice and signs in as usual', async () => {
  await using other = await visit(stage.browser, stage.installation.url, { width: 390 });
  await other.page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).waitFor();
  await other.page.getByRole('link', { name: 'Fonder un cabinet' }).waitFor();
  expect(await other.page.getByRole('region', { name: 'Démonstration' }).count()).toBe(0);
  await expectAccessible(other.page);
});
