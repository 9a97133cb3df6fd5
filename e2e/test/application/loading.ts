import { expect, test } from 'vitest';
import { signIn, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import { expectAccessible } from './accessible.ts';

const doctor = 'Dr Karim Bensaïd';
const inside = '**/assets/inside.*';

/** Scripts that no first screen needs. */
const later = [
  ...['account-screen', 'damaged-file', 'file-exchange', 'growth-page', 'journal-screen', 'kit-screen'],
  ...['letters-screen', 'mail-screen', 'members-screen', 'pdf-view', 'pregnancy-page', 'prescription-screen'],
  ...['protection-screen', 'send-dialog', 'settings-screen', 'structured-content', 'vaccine-page'],
];

export function testLoading(stage: OpenApplication): void {
  test('the door is shown before the screens behind it, which somebody who signs in earlier waits for', async () => {
    await using visitor = await visit(stage.browser, 'about:blank', { width: 1440 });
    const { page } = visitor;
    const held = Promise.withResolvers<undefined>();
    const asked = page.waitForRequest(inside);
    await page.route(inside, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(stage.application.url);
    const button = page.getByRole('button', { name: doctor });
    await button.waitFor();
    await asked;
    await button.click();
    await page.getByRole('status', { name: 'Chargement' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Parties de l’application' }).count()).toBe(0);
    held.resolve(undefined);
    await page.getByRole('navigation', { name: 'Parties de l’application' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test.each([
    ['screens', inside],
    ['texts', '**/assets/fr.*'],
  ])(
    'without the %s behind the door, the page says so after the sign-in, and a reload brings them',
    async (_, file) => {
      await using visitor = await visit(stage.browser, 'about:blank', { width: 1440 });
      const { page } = visitor;
      await page.route(file, (route) => route.abort());
      await page.goto(stage.application.url);
      await page.getByRole('button', { name: doctor }).click();
      const told = page.getByRole('heading', { level: 1, name: 'Une partie de l’application n’a pas pu être chargée' });
      await told.waitFor();
      await expectAccessible(page);
      await page.unroute(file);
      await page.getByRole('button', { name: 'Recharger' }).click();
      await told.waitFor({ state: 'detached' });
      await signIn(page, doctor);
      expect(await told.count()).toBe(0);
    },
  );

  test('every other screen is loaded without being opened, and opens when the host of the page is gone', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440 });
    const { page, context } = visitor;
    await signIn(page, doctor);
    const missing = async (): Promise<string[]> => {
      const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      return later.filter((name) => !urls.some((url) => new URL(url).pathname.startsWith(`/assets/${name}.`)));
    };
    await expect.poll(missing).toEqual([]);
    await context.route('**/assets/**', (route) => route.abort());
    for (const [link, heading] of [
      ['Courrier', 'Courrier'],
      ['Réglages', 'Réglages'],
      ['Cabinet', 'Maison de santé du Port'],
    ] as const) {
      await page.getByRole('link', { name: link, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
    expect(visitor.troubles).toEqual([]);
  });

  test('a screen whose script is missing says so, and the others stay usable', async () => {
    await using visitor = await visit(stage.browser, 'about:blank', { width: 1440 });
    const { page } = visitor;
    await page.route('**/assets/settings-screen.*', (route) => route.abort());
    await page.goto(stage.application.url);
    await signIn(page, doctor);
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('alert').getByText('Une partie de l’application n’a pas pu être chargée').waitFor();
    await page.getByRole('link', { name: 'Patients' }).click();
    await page.getByRole('heading', { level: 1, name: 'Trouver un patient' }).waitFor();
    expect(await page.getByRole('alert').filter({ hasText: 'chargée' }).count()).toBe(0);
  });
}
