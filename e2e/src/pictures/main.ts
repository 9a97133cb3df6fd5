import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, onStopSignal, readEnvironment, setting } from '@etanche/platform';
import { startApplication, startOwnPostgres } from '@etanche/trial';
import { chromium, type Browser, type Page } from 'playwright-core';
import { screens } from './screens.ts';

/**
 * Writes a picture of every screen of Records to docs/pictures/screens, in the light and the dark scheme, from a
 * practice of fictitious people. `npm run pictures`.
 */
const out = join(import.meta.dirname, '../../../docs/pictures/screens');
const patients = 60;

async function sign(browser: Browser, url: string, person: string, colorScheme: 'light' | 'dark'): Promise<Page> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, colorScheme, locale: 'fr-FR', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('navigation', { name: 'Parties de l’application' }).waitFor();
  return page;
}

const { ETANCHE_BROWSER: executablePath } = readEnvironment({ ETANCHE_BROWSER: setting.path() });
await using stack = new AsyncDisposableStack();
onStopSignal({
  now: () => performance.now(),
  stop: () => void stack.disposeAsync().finally(() => process.exit(1)),
});
const directory = await mkdtemp(join(tmpdir(), 'etanche-pictures-'));
stack.defer(() => rm(directory, { recursive: true, force: true }));
const [a = 0, b = 0, c = 0, records = 0, site = 0, passkeys = 0] = await freePorts(6);
const application = stack.use(
  await startApplication({
    directory: join(directory, 'practice'),
    databaseServer: await startOwnPostgres(join(directory, 'postgres'), stack),
    databasePrefix: 'pictures',
    ports: { vaults: [a, b, c], records, application: site, passkeys },
    patients,
    days: { before: 0, after: 1 },
    hasWork: true,
    hasNeighbour: true,
    step: () => undefined,
    progress: () => undefined,
    logger: undefined,
  }),
);
await mkdir(out, { recursive: true });
// Fields for a date take their form from the system's language, not from the context's.
const env = { LANGUAGE: 'fr', LANG: 'fr_FR.UTF-8' };
const browser = await chromium.launch({ executablePath, env, args: ['--no-sandbox', '--lang=fr-FR'] });
stack.defer(() => browser.close());
for (const person of new Set(screens.map((one) => one.person))) {
  const page = await sign(browser, application.url, person, 'light');
  for (const { name, show } of screens.filter((one) => one.person === person)) {
    await show(page, application.files);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(out, `${name}.${colorScheme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
    process.stdout.write(`✓ ${name}\n`);
  }
  await page.context().close();
}
