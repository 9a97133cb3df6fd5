import { expect, test } from 'vitest';
import { signIn, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import { expectAccessible } from './accessible.ts';

export function testLanguages(stage: OpenApplication): void {
  test('only the texts of the chosen language are loaded, and the other ones when they are wanted', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page } = visitor;
    const scripts = async (name: string): Promise<number> =>
      page.evaluate(
        (start) =>
          performance.getEntriesByType('resource').filter(({ name: url }) => new URL(url).pathname.startsWith(start))
            .length,
        `/assets/${name}.`,
      );
    await page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).waitFor();
    expect([await scripts('first-fr'), await scripts('first-en')]).toEqual([1, 0]);
    await signIn(page, 'Dr Karim Bensaïd');
    expect([await scripts('fr'), await scripts('first-en'), await scripts('en')]).toEqual([1, 0, 0]);
    await page.getByRole('button', { name: /Mon compte/ }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('navigation', { name: 'Parts of the application' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect([await scripts('first-en'), await scripts('en')]).toEqual([1, 1]);
    await page.getByRole('link', { name: 'Mail' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mail' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('texts that do not load leave the screen in its language and say so, and a reload allows a second attempt', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440, locale: 'en-GB' });
    const { page } = visitor;
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await page.route('**/assets/first-fr.*', (route) => route.abort());
    await page.getByRole('button', { name: 'Français' }).click();
    const told = page.getByRole('alert').getByText('The French texts could not be loaded.');
    await told.waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(1);
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await told.waitFor({ state: 'detached' });
    await page.unroute('**/assets/first-fr.*');
    await page.reload();
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).waitFor();
  });

  test('a page without its texts says in both languages that it was not loaded', async () => {
    await using visitor = await visit(stage.browser, 'about:blank', { width: 1440 });
    const { page } = visitor;
    await page.route('**/assets/first-fr.*', (route) => route.abort());
    await page.goto(stage.application.url);
    await page.getByText('Étanche n’a pas pu être chargé. Rechargez la page.').waitFor();
    await page.getByText('Étanche could not be loaded. Reload the page.').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    await page.unroute('**/assets/first-fr.*');
    await page.reload();
    await page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).waitFor();
  });
}
