import { join } from 'node:path';
import { freePorts } from '@etanche/platform';
import { startApplication, type ApplicationOptions, type RunningApplication } from '@etanche/trial';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { BenchRun } from '../bench-run.ts';
import { acceptPrints } from './hand.ts';

/** A practice of one section, and a browser. */
export type ApplicationRun = AsyncDisposable & {
  readonly application: RunningApplication;
  /** Opens a page in a new profile and signs a person of the practice in by name. */
  readonly signIn: (person: string) => Promise<Page>;
};

/**
 * @param name of the practice's directory and databases, different for each section of a run
 * @param settings that differ from a practice of the cast with the quotas that ship
 */
export async function startApplicationRun(
  run: BenchRun,
  name: 'tasks' | 'screens',
  settings: Partial<Pick<ApplicationOptions, 'colleagues' | 'days' | 'vaultConfig'>> = {},
): Promise<ApplicationRun> {
  if (run.browser === null) throw new Error('ETANCHE_BROWSER is not set; `npm run bench` finds or downloads a browser');
  run.say(`${name}: a practice with its patients and its agenda`);
  const [a = 0, b = 0, c = 0, records = 0, site = 0, passkeys = 0] = await freePorts(6);
  await using building = new AsyncDisposableStack();
  const application = building.use(
    await startApplication({
      directory: join(run.directory, name),
      databaseServer: await run.databaseServer(),
      databasePrefix: `bench_${name}`,
      ports: { vaults: [a, b, c], records, application: site, passkeys },
      patients: Math.min(run.sizes.patients, 60),
      days: { before: 0, after: 1 },
      step: () => undefined,
      progress: () => undefined,
      logger: undefined,
      ...settings,
    }),
  );
  const browser = await chromium.launch({ executablePath: run.browser, args: ['--no-sandbox'] });
  building.defer(() => browser.close());
  const running = building.move();
  return {
    application,
    signIn: (person) => signIn(browser, application.url, person),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function signIn(browser: Browser, url: string, person: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'fr-FR' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('navigation', { name: 'Parties de l’application' }).waitFor();
  await acceptPrints(page);
  return page;
}
