import { expect, test } from 'vitest';
import { atWork, signIn, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import { expectAccessible } from './accessible.ts';

const entry = /^\d\d:\d\d/;

export function testSession(stage: OpenApplication): void {
  test('the first screen offers a passkey, and marks the keys of the demonstration', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    await page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).waitFor();
    const demonstration = page.getByRole('region', { name: 'Démonstration' });
    expect(await demonstration.getByRole('button').count()).toBe(5);
    expect(await page.title()).toBe('Étanche');
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('a worker whose file was swapped alone is not started, and the page says so', async () => {
    await using visitor = await visit(stage.browser, 'about:blank', { width: 1440 });
    const { page } = visitor;
    await page.route('**/assets/worker.*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\n// swapped` });
    });
    await page.goto(stage.application.url);
    await page.getByRole('heading', { name: 'L’application ne peut pas être vérifiée' }).waitFor();
    expect(await page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).count()).toBe(0);
    await expectAccessible(page);
    expect(await page.getByRole('button', { name: 'Recharger' }).count()).toBe(1);
  });

  test('a second tab is in the same session, and the lock closes both', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page, context } = visitor;
    await page.getByRole('button', { name: entry }).first().waitFor();
    const second = await context.newPage();
    await second.goto(stage.application.url);
    await second.getByRole('button', { name: entry }).first().waitFor();
    await page.keyboard.press('Control+Shift+L');
    for (const tab of [page, second]) await tab.getByRole('heading', { name: 'Bonjour, Nadia Cohen' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a locked page has no name of a patient, and opens again at the same place', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.getByRole('button', { name: 'Verrouiller' }).click();
    await page.getByRole('heading', { name: 'Bonjour, Dr Hélène Arnaud' }).waitFor();
    expect(await page.content()).not.toContain(name.split(' ')[0]);
    expect(await page.title()).toBe('Étanche');
    expect(page.url()).not.toContain(encodeURIComponent(name.split(' ')[0] ?? ''));
    await signIn(page, 'Dr Hélène Arnaud');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(name);
    expect(visitor.troubles).toEqual([]);
  });

  test('the same person has the open files back after a lock, and the next person starts on their own screen', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const cards = page.getByRole('button', { name: entry });
    const files = page.getByRole('list', { name: 'Dossiers ouverts' }).getByRole('link');
    const lock = async (name: string): Promise<void> => {
      await page.keyboard.press('Control+Shift+L');
      await page.getByRole('heading', { name: `Bonjour, ${name}` }).waitFor();
    };
    await signIn(page, 'Dr Karim Bensaïd');
    await cards.first().click();
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    await page.getByRole('link', { name: 'Agenda' }).click();
    await cards.nth(1).click();
    await expect.poll(() => files.count()).toBe(2);
    const names = await files.allInnerTexts();
    const address = page.url();
    await lock('Dr Karim Bensaïd');
    for (const name of names) expect(await page.content()).not.toContain(name.split(' ')[0]);
    await signIn(page, 'Dr Karim Bensaïd');
    await expect.poll(() => files.allInnerTexts()).toEqual(names);
    expect(page.url()).toBe(address);
    // A toast with a way back, which only its author may use.
    await page.getByRole('link', { name: 'Consulter' }).click();
    await page.getByRole('button', { name: '3 mois' }).click();
    await page
      .getByRole('button', { name: /rendez-vous$/ })
      .first()
      .click();
    await page
      .getByRole('button', { name: /^\d\d:\d\d$/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Annuler' }).waitFor();
    await lock('Dr Karim Bensaïd');
    await page.getByRole('button', { name: 'Annuler' }).waitFor({ state: 'detached' });
    await signIn(page, 'Paul Le Roux');
    await page.getByRole('heading', { level: 1, name: 'Maison de santé du Port' }).waitFor();
    expect(page.url()).not.toContain('patients');
    await lock('Paul Le Roux');
    await signIn(page, 'Dr Hélène Arnaud');
    await cards.first().waitFor();
    expect(await files.count()).toBe(0);
    await page.getByRole('link', { name: 'Courrier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Courrier' }).waitFor();
    await lock('Dr Hélène Arnaud');
    await signIn(page, 'Nadia Cohen');
    await cards.first().waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('an address of another role shows the own first screen, not an empty page or a false reason', async () => {
    await using secretary = await atWork(stage, 'Nadia Cohen');
    await secretary.page.goto(`${stage.application.url}#/mail`);
    await secretary.page.getByRole('button', { name: entry }).first().waitFor();
    await using administrator = await atWork(stage, 'Paul Le Roux');
    await administrator.page.goto(`${stage.application.url}#/patients/AAAAAAAAAAAAAAAAAAAAAA`);
    await administrator.page.getByRole('heading', { level: 1, name: 'Maison de santé du Port' }).waitFor();
    expect(await administrator.page.getByText('Vos droits ne sont pas encore actifs').count()).toBe(0);
  });

  test('without a passkey on the device, the page says what to do and stays usable', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page, context } = visitor;
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
    });
    await page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).click();
    await page.getByRole('alert').getByText('La clé d’accès n’a pas été utilisée').waitFor();
    await signIn(page, 'Paul Le Roux');
    await page.getByRole('heading', { level: 1, name: 'Maison de santé du Port' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('an administrator sees the members, and neither agenda nor search', async () => {
    await using visitor = await atWork(stage, 'Paul Le Roux');
    const { page } = visitor;
    await page.getByRole('row', { name: /Nadia Cohen Secrétaire Actif/ }).waitFor();
    expect(await page.getByRole('link', { name: 'Agenda' }).count()).toBe(0);
    expect(await page.getByRole('combobox').count()).toBe(0);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });

  test('the page itself connects to no server: the worker does', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const refused = await page.evaluate(async () =>
      fetch('http://localhost:1/').then(
        () => 'sent',
        (error: unknown) => String(error),
      ),
    );
    expect(refused).toContain('TypeError');
    await expect.poll(() => visitor.troubles.some((line) => line.startsWith('policy: connect-src'))).toBe(true);
  });
}
