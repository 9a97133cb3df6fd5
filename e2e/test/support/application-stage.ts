import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePorts, Secret, TestDatabase, type TestServer } from '@etanche/platform';
import { startApplication, type ApplicationOptions, type RunningApplication } from '@etanche/trial';
import { defaults } from '@etanche/vault-server';
import { openBrowser } from './stage.ts';
import { visit, type Visit } from './visit.ts';

export type OpenApplication = {
  readonly browser: Browser;
  readonly application: RunningApplication;
  readonly recordsDatabase: Secret;
  /** The device of each person. A new device would spend units for days and files that another one has opened. */
  readonly devices: Map<string, Device>;
  /** True if the session of a person lasts from one test to the next, unless a test ends it. */
  readonly keepsSessions: boolean;
};

type Device = {
  readonly visit: Visit;
  /** A tab that no test uses. The browser makes a window for each new one, which costs more than to load the page. */
  freeTab: Page | null;
  /** Keeps the worker of the session while no tab shows the application. */
  keeper: Page | null;
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
const { scope, search, agenda, inbox } = members.burst;

const quickMembers: NonNullable<VaultSettings['members']> = {
  ...members,
  burst: {
    ...members.burst,
    scope: { ...scope, everySeconds: 6 },
    search: { ...search, everySeconds: 2 },
    agenda: { ...agenda, everySeconds: 1 },
    inbox: { ...inbox, everySeconds: 1 },
  },
};

/** Vaults whose units of a few minutes return within seconds. */
const quickBursts: VaultSettings = { members: quickMembers };

/**
 * Vaults whose limits for a few minutes are smaller than the number of patients and do not return, so that a test
 * reaches them on a machine of any speed. Three days of the agenda do not open at once, and the others seconds later.
 */
export const burstsOnce: VaultSettings = {
  members: {
    ...members,
    burst: {
      ...members.burst,
      scope: { units: 12, everySeconds: 86_400 },
      search: { ...search, everySeconds: 86_400 },
      agenda: { units: 2, everySeconds: 10 },
    },
  },
};

/** A practice with its application, as `etanche start` runs it with its own quotas, with fewer patients. */
export async function openApplication(
  browserPath: string,
  server: TestServer,
  vaultConfig: VaultSettings = quickBursts,
  more: Pick<ApplicationOptions, 'hasWork' | 'hasNeighbour'> & {
    readonly hasGateway?: true;
    readonly keepsSessions?: true;
  } = {},
): Promise<OpenApplication & AsyncDisposable> {
  if (browserPath === '') throw new Error('no browser was found: `npm test` downloads one');
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'etanche-application-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const database = building.use(await TestDatabase.create(server, undefined));
  const databasePrefix = `application_${randomBytes(4).toString('hex')}`;
  const recordsDatabase = new URL(database.url.reveal());
  recordsDatabase.pathname = `/${databasePrefix}_records`;
  const [a = 0, b = 0, c = 0, records = 0, application = 0, passkeys = 0, viewerPort = 0] = await freePorts(7);
  const { hasGateway, keepsSessions = false, ...rest } = more;
  const running = building.use(
    await startApplication({
      directory: join(directory, 'practice'),
      databaseServer: database.url.reveal(),
      databasePrefix,
      ports: { vaults: [a, b, c], records, application, passkeys },
      patients,
      days: { before: 0, after: 1 },
      step: () => undefined,
      progress: () => undefined,
      vaultConfig,
      logger: undefined,
      ...rest,
      ...(hasGateway === true && { gateway: { viewerPort, everySeconds: 1, resultEverySeconds: 86_400 } }),
    }),
  );
  const browser = await openBrowser(browserPath);
  building.defer(async () => browser.close());
  const all = building.move();
  return {
    ...{ browser, application: running, devices: new Map(), keepsSessions },
    recordsDatabase: new Secret(recordsDatabase.href),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/**
 * Loads the application on the device of a person and signs in with one click, unless the stage has kept their session.
 * The disposal unloads it, which ends a session that the stage does not keep.
 *
 * @param name of a person of the cast
 */
export async function atWork(stage: OpenApplication, name: string): Promise<AtWork> {
  const device = stage.devices.get(name) ?? (await newDevice(stage.browser));
  stage.devices.set(name, device);
  const { context, troubles } = device.visit;
  const page = device.freeTab ?? (await context.newPage());
  device.freeTab = null;
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  troubles.length = 0;
  await page.goto(stage.application.url);
  await signIn(page, name);
  if (stage.keepsSessions) device.keeper ??= await keepWorker(page);
  return {
    ...{ page, context, troubles },
    async [Symbol.asyncDispose]() {
      if (page.isClosed()) return;
      // A dialog with a text that was not stored opens again for the next visit, over what that one wants to press.
      const dialogs = page.getByRole('dialog');
      for (let open = await dialogs.count(); open > 0; open -= 1) await page.keyboard.press('Escape');
      await dialogs.first().waitFor({ state: 'detached' });
      await page.goto('about:blank');
      device.freeTab = page;
    },
  };
}

async function newDevice(browser: Browser): Promise<Device> {
  const opened = await visit(browser, 'about:blank', { width: 1440 });
  return { visit: opened, freeTab: opened.page, keeper: null };
}

/** Ends the session that the stage keeps for a person: their next page starts a new worker. */
export async function endKeptSession(stage: OpenApplication, name: string): Promise<void> {
  const device = stage.devices.get(name);
  await device?.keeper?.close();
  if (device !== undefined) device.keeper = null;
}

/**
 * A browser ends a shared worker with its last document. This one is of the same origin, shares the worker of the page
 * and says goodbye to it, so that the worker sends and asks it nothing.
 */
async function keepWorker(page: Page): Promise<Page> {
  const script = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .find((name) => new URL(name).pathname.startsWith('/assets/worker.')),
  );
  if (script === undefined) throw new Error('the page has no worker');
  const keeper = await page.context().newPage();
  const address = new URL('/keeper', script).href;
  await keeper.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<title>keeper</title>' }));
  await keeper.goto(address);
  await keeper.evaluate((url) => {
    const { port } = new SharedWorker(url, { name: 'etanche-session' });
    port.postMessage({ type: 'bye' });
    Object.assign(globalThis, { port });
  }, script);
  return keeper;
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
