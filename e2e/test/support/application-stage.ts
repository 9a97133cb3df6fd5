import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePorts, TestDatabase, type TestServer } from '@etanche/platform';
import { startApplication, type ApplicationOptions, type RunningApplication } from '@etanche/trial';
import { defaults } from '@etanche/vault-server';
import { openBrowser } from './stage.ts';
import { visit, type Visit } from './visit.ts';

export type OpenApplication = {
  readonly browser: Browser;
  readonly application: RunningApplication;
  /** The device of each person. A new device would spend units for days and files that another one has opened. */
  readonly devices: Map<string, Visit>;
};

export type AtWork = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  /** As of `Visit`, since this page was opened. */
  readonly troubles: string[];
};

const patients = 24;

type VaultSettings = NonNullable<ApplicationOptions['vaultConfig']>;

const { members } = defaults;
const { scope, search, agenda } = members.burst;

/** Vaults whose units of a few minutes return within seconds, so that no test meets their limit on a fast machine. */
const quickBursts: VaultSettings = {
  members: {
    ...members,
    burst: {
      ...members.burst,
      scope: { ...scope, everySeconds: 6 },
      search: { ...search, everySeconds: 2 },
      agenda: { ...agenda, everySeconds: 6 },
    },
  },
};

/**
 * Vaults whose limits for a few minutes are smaller than the number of patients and do not return, so that a test
 * reaches them on a machine of any speed.
 */
export const burstsOnce: VaultSettings = {
  members: {
    ...members,
    burst: {
      ...members.burst,
      scope: { units: 12, everySeconds: 86_400 },
      search: { ...search, everySeconds: 86_400 },
    },
  },
};

/** A practice with its application, as `etanche start` runs it with its own quotas, with fewer patients. */
export async function openApplication(
  browserPath: string,
  server: TestServer,
  vaultConfig: VaultSettings = quickBursts,
): Promise<OpenApplication & AsyncDisposable> {
  if (browserPath === '') throw new Error('no browser was found: `npm test` downloads one');
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'etanche-application-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const database = building.use(await TestDatabase.create(server, undefined));
  const [a = 0, b = 0, c = 0, records = 0, application = 0, passkeys = 0] = await freePorts(6);
  const running = building.use(
    await startApplication({
      directory: join(directory, 'practice'),
      databaseServer: database.url.reveal(),
      databasePrefix: `application_${randomBytes(4).toString('hex')}`,
      ports: { vaults: [a, b, c], records, application, passkeys },
      patients,
      days: { before: 0, after: 1 },
      step: () => undefined,
      progress: () => undefined,
      vaultConfig,
      logger: undefined,
    }),
  );
  const browser = await openBrowser(browserPath);
  building.defer(async () => browser.close());
  const all = building.move();
  return { browser, application: running, devices: new Map(), [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Opens a tab on the device of a person and signs in with one click. @param name of a person of the cast */
export async function atWork(stage: OpenApplication, name: string): Promise<AtWork> {
  const { browser, application, devices } = stage;
  const device = devices.get(name) ?? (await visit(browser, 'about:blank', { width: 1440 }));
  devices.set(name, device);
  const { context, troubles } = device;
  const page = await context.newPage();
  troubles.length = 0;
  await page.goto(application.url);
  await signIn(page, name);
  return { page, context, troubles, [Symbol.asyncDispose]: async () => page.close() };
}

/** Signs in, unless another tab of the device has the session open. */
export async function signIn(page: Page, name: string): Promise<void> {
  const inside = page.getByRole('navigation', { name: 'Parties de l’application' });
  const button = page.getByRole('button', { name });
  await inside.or(button).first().waitFor();
  if (await inside.isVisible()) return;
  await button.click();
  await inside.waitFor();
}
