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
