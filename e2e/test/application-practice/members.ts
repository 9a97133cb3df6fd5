import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { addAuthenticator, type Authenticator } from '../support/authenticator.ts';
import { visit, type Visit } from '../support/visit.ts';

const newcomer = 'Léa Martin';
let device: Visit;
let reader: Authenticator;
let sheet = '';

async function invite(page: Page, name: string, role: RegExp): Promise<string> {
  await page.getByRole('button', { name: 'Inviter un membre' }).click();
  await page.getByLabel('Nom, tel que le cabinet l’affiche').fill(name);
  await page.getByRole('checkbox', { name: role }).check();
  await page.getByRole('button', { name: 'Préparer l’invitation' }).click();
  const link = await page.getByRole('definition').first().innerText();
  await page.getByRole('button', { name: 'Fermer' }).click();
  return link;
}

async function ownAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Mon compte/ }).click();
  await page.getByRole('link', { name: 'Mon compte' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mon compte' }).waitFor();
}

async function shownFingerprint(page: Page): Promise<string> {
  const figure = page.getByRole('figure');
  await figure.waitFor();
  return (await figure.locator('code').allInnerTexts()).join(' ');
}

const openDevice = (from: OpenApplication, url: string): Promise<Visit> => visit(from.browser, url, { width: 1280 });

/** A day so many days from now. */
const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function frenchDay(days: number): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('fr-FR', options).format(new Date(dayIn(days))).replace(/^1 /, '1er ');
}

export function testMembers(stage: OpenApplication): void {
  test('a person is invited, creates a passkey, is compared, approved and given access, and works', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page: admin } = administrator;
    await admin.getByRole('row', { name: /Nadia Cohen Secrétaire Actif/ }).waitFor();
    const link = await invite(admin, newcomer, /^Secrétaire/);
    await admin.getByRole('row', { name: new RegExp(`${newcomer}.*ouvrir l’invitation`) }).waitFor();

    device = await openDevice(stage, link);
    const { page } = device;
    reader = await addAuthenticator(page);
    await page.getByText('Vous rejoignez Maison de santé du Port. Rôle : secrétaire.').waitFor();
    expect(page.url()).not.toContain(link.split('/').at(-1));
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Créer ma clé d’accès' }).click();
    await page.getByRole('heading', { name: `Bienvenue, ${newcomer}` }).waitFor();
    const fingerprint = await shownFingerprint(page);
    await expectAccessible(page);

    await admin.getByRole('button', { name: `Accueillir ${newcomer}` }).click();
    const compared = admin.getByLabel('Empreinte lue sur son écran');
    await compared.fill('AAAA BBBB CCCC DDDD');
    await admin.getByRole('button', { name: 'C’est bien cette personne' }).click();
    await admin.getByRole('alert').getByText('L’empreinte n’est pas celle qui a été comparée').waitFor();
    await expectAccessible(admin);
    await compared.fill(fingerprint.toLowerCase());
    await admin.getByLabel('Dernier jour, pour un remplacement (facultatif)').fill(dayIn(14));
    await admin.getByRole('button', { name: 'C’est bien cette personne' }).click();
    await admin.getByText('0 accord sur 2').waitFor();
    const page1 = await admin.getByRole('link', { name: 'Page du coffre 1' }).getAttribute('href');
    expect(page1).toMatch(/^http:\/\/[^/]+\/approvals#[a-z2-7]{26}$/);
    await admin.getByRole('button', { name: 'Approuver (démonstration)' }).click();
    await admin.getByText('Aucun accord en attente.').waitFor();
    const row = admin.getByRole('row', { name: new RegExp(`^${newcomer}`) });
    await row.getByText(`Jusqu’au ${frenchDay(14)}`).waitFor();
    await row.getByRole('button', { name: `Gérer ${newcomer}` }).click();
    const end = admin.getByRole('region', { name: 'Fin du droit' });
    await end.getByLabel('Nouveau dernier jour').fill(dayIn(28));
    await expectAccessible(admin);
    await end.getByRole('button', { name: 'Proposer cette fin' }).click();
    await admin.getByText('Renouveler le droit d’un membre', { exact: false }).waitFor();
    await row.getByText(`Jusqu’au ${frenchDay(14)}`).waitFor();
    await admin.getByRole('button', { name: 'Approuver (démonstration)' }).click();
    await row.getByText(`Jusqu’au ${frenchDay(28)}`).waitFor();

    await using doctor = await atWork(stage, 'Dr Hélène Arnaud');
    await doctor.page.getByRole('link', { name: 'Cabinet' }).click();
    await doctor.page.getByRole('button', { name: `Ouvrir l’accès à ${newcomer}` }).click();
    await page.getByRole('link', { name: 'Agenda' }).waitFor();
    expect(await page.getByRole('link', { name: 'Cabinet' }).count()).toBe(0);
    for (const { troubles } of [device, administrator, doctor]) expect(troubles).toEqual([]);
  });

  test('the invitation of a doctor puts the profession into the directory, and refuses a number with a fault', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('button', { name: 'Inviter un membre' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nom, tel que le cabinet l’affiche').fill('Dr Maud Riou');
    await dialog.getByRole('checkbox', { name: /^Secrétaire/ }).check();
    expect(await dialog.getByLabel('Profession ou spécialité').count()).toBe(0);
    await dialog.getByRole('checkbox', { name: /^Secrétaire/ }).uncheck();
    await dialog.getByRole('checkbox', { name: /^Médecin/ }).check();
    await dialog.getByLabel('Profession ou spécialité').fill('Pédiatrie');
    await dialog.getByLabel('N° RPPS').fill('10003456787');
    await dialog.getByText('Clé fausse').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Préparer l’invitation' }).click();
    expect(await dialog.getByText('Invitation pour').count()).toBe(0);
    await dialog.getByLabel('N° RPPS').fill('10003456786');
    await dialog.getByRole('button', { name: 'Préparer l’invitation' }).click();
    await dialog.getByText('La profession est dans l’annuaire du cabinet.').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Fermer' }).click();
    await page.getByRole('row', { name: /Dr Maud Riou Médecin ?Pédiatrie/ }).waitFor();
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'Annuaire du cabinet' }).click();
    await page.getByRole('button', { name: 'Dr Maud Riou' }).click();
    expect(await page.getByRole('textbox', { name: 'N° RPPS' }).inputValue()).toBe('10003456786');
    expect(administrator.troubles).toEqual([]);
  });

  test('the sheet is valid after its code was copied from the paper', async () => {
    const { page, troubles } = device;
    await ownAccount(page);
    await page.getByRole('checkbox', { name: 'Dr Hélène Arnaud' }).check();
    await page.getByRole('button', { name: 'Préparer la feuille' }).click();
    await page.getByRole('alert').getByText('Il manque une personne pour aider').waitFor();
    await page.getByRole('checkbox', { name: 'Paul Le Roux' }).check();
    await page.getByRole('button', { name: 'Préparer la feuille' }).click();
    await page.getByRole('button', { name: 'Imprimer la feuille' }).waitFor();
    sheet = (await page.locator('.paper .code').textContent()) ?? '';
    expect(sheet).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4})+$/);
    expect(await page.locator('#application').innerText()).not.toContain(sheet.slice(0, 9));
    await expectAccessible(page);
    const typed = page.getByLabel('Code recopié du papier');
    await typed.fill(sheet.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
    await page.getByRole('button', { name: 'Vérifier la feuille' }).click();
    await page.getByRole('alert').getByText('Le code saisi n’est pas valable').waitFor();
    await typed.fill(sheet);
    await page.getByRole('button', { name: 'Vérifier la feuille' }).click();
    await page.getByText(/Vérifiée le/).waitFor();
    expect(await page.locator('.paper').count()).toBe(0);
    await expectAccessible(page);
    expect(troubles).toEqual([]);
  });

  test('one key press unlocks with the passkey, at the same place', async () => {
    const { page, troubles } = device;
    await page.getByRole('button', { name: 'Verrouiller' }).click();
    await page.getByRole('heading', { name: `Bonjour, ${newcomer}` }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Mon compte' }).waitFor();
    expect(troubles).toEqual([]);
  });

  test('a second key is added, and the first of two can be removed', async () => {
    const { page, troubles } = device;
    // The known key is asked first; for the new one another reader is touched, since the first refuses a second key.
    await page.exposeFunction('leaveFirstReader', async () => {
      await reader.setTouched(false);
      await addAuthenticator(page, { transport: 'usb' });
    });
    await page.evaluate(() => {
      const create = navigator.credentials.create.bind(navigator.credentials);
      navigator.credentials.create = async (options) => {
        await (window as unknown as { leaveFirstReader: () => Promise<void> }).leaveFirstReader();
        return create(options);
      };
    });
    await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
    await page.getByRole('button', { name: 'Retirer la clé Clé de secours' }).click();
    await page.getByText('La dernière clé ne se retire pas').waitFor();
    await reader.setTouched(true);
    expect(troubles).toEqual([]);
  });

  test('without any key, the sheet and two colleagues sign in on a new device', async () => {
    await using fresh = await openDevice(stage, `${stage.application.url}/#/recover`);
    const { page } = fresh;
    await addAuthenticator(page);
    await page.getByLabel('Code de la feuille').fill('pas un code');
    await page.getByRole('button', { name: 'Commencer' }).click();
    await page.getByRole('alert').getByText('Le code saisi n’est pas valable').waitFor();
    await page.getByLabel('Code de la feuille').fill(sheet);
    await page.getByRole('button', { name: 'Commencer' }).click();
    const fingerprint = await shownFingerprint(page);
    await expectAccessible(page);
    for (const name of ['Dr Hélène Arnaud', 'Paul Le Roux']) {
      expect(await page.getByRole('button', { name: 'Créer ma nouvelle clé d’accès' }).count()).toBe(0);
      await using colleague = await atWork(stage, name);
      await ownAccount(colleague.page);
      const typed = colleague.page.getByLabel(`Caractères lus sur l’écran de ${newcomer}`);
      await typed.fill('AAAA BBBB CCCC DDDD');
      await colleague.page.getByRole('button', { name: 'Aider' }).click();
      await colleague.page.getByRole('alert').getByText('L’empreinte n’est pas celle').waitFor();
      await typed.fill(fingerprint);
      await colleague.page.getByRole('button', { name: 'Aider' }).click();
      await colleague.page.getByText('Votre aide est transmise.').waitFor();
    }
    await page.getByRole('button', { name: 'Créer ma nouvelle clé d’accès' }).click();
    await page.getByRole('link', { name: 'Agenda' }).waitFor();

    // The lost passkey no longer signs in, and the page says what to do.
    const lost = device.page;
    if (await lost.getByRole('button', { name: 'Verrouiller' }).isVisible())
      await lost.getByRole('button', { name: 'Verrouiller' }).click();
    await lost.getByRole('button', { name: 'Déverrouiller' }).click();
    await lost.getByRole('alert').getByText('Le cabinet ne reconnaît pas cette clé').waitFor();
    await lost.getByText('demandez une nouvelle invitation', { exact: false }).waitFor();
  });

  test('a passkey without PRF is refused at its creation, with what to take instead', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const link = await invite(administrator.page, 'Sans Protection', /^Administrateur/);
    await using other = await openDevice(stage, link);
    await addAuthenticator(other.page, { hasPrf: false });
    await other.page.getByRole('button', { name: 'Créer ma clé d’accès' }).click();
    await other.page.getByRole('alert').getByText('Cette clé d’accès ne peut pas protéger de dossiers').waitFor();
    await other.page.getByText('une clé de sécurité récente', { exact: false }).waitFor();
    await expectAccessible(other.page);
  });

  test('a refused ceremony creates nothing, and the invitation stays on the screen', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const link = await invite(administrator.page, 'Sans Doigt', /^Administrateur/);
    await using other = await openDevice(stage, link);
    await addAuthenticator(other.page, { consents: false });
    await other.page.getByRole('button', { name: 'Créer ma clé d’accès' }).click();
    await other.page.getByRole('alert').getByText('La clé d’accès n’a pas été utilisée').waitFor();
    await other.page.getByRole('heading', { name: 'Bonjour, Sans Doigt' }).waitFor();
    await expectAccessible(other.page);
    expect(await other.page.getByRole('button', { name: 'Créer ma clé d’accès' }).isVisible()).toBe(true);
  });

  test('an invitation that is used or wrong is refused in plain words', async () => {
    await using other = await openDevice(stage, `${stage.application.url}/#/join`);
    await other.page.getByLabel('Code de l’invitation').fill('abc.def');
    await other.page.getByRole('button', { name: 'Lire l’invitation' }).click();
    await other.page.getByRole('alert').getByText('Le code saisi n’est pas valable').waitFor();
    expect(await other.page.getByRole('button', { name: 'Créer ma clé d’accès' }).count()).toBe(0);
  });

  test('a member leaves: the departure is approved, the practice changes its keys, and nothing signs in', async () => {
    await using doctor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = doctor;
    await page.getByRole('link', { name: 'Cabinet' }).click();
    await page.getByRole('button', { name: `Gérer ${newcomer}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('region', { name: 'Clés d’accès' }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Enregistrer le départ' }).click();
    await dialog.getByRole('button', { name: 'Confirmer le départ' }).click();
    await page.getByText('Départ d’un membre').waitFor();
    await page.getByRole('button', { name: 'Approuver (démonstration)' }).click();
    await page.getByRole('row', { name: new RegExp(`${newcomer}.*Parti`) }).waitFor();
    await page.getByRole('button', { name: 'Changer les clés du cabinet' }).click();
    await page.getByText('Les clés du cabinet ont changé.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Changer les clés du cabinet' }).count()).toBe(0);
    expect(doctor.troubles).toEqual([]);
  });
}
