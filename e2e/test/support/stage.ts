import { chromium, type Browser } from 'playwright-core';
import type { TestServer } from '@etanche/platform';
import { lightStretch, publishSite, type PublishedSite, type PublishedSiteOptions } from './published-site.ts';

/** A browser and a published site. */
export type OpenStage = { readonly browser: Browser; readonly site: PublishedSite };

export type Stage = AsyncDisposable & OpenStage;

const defaults: PublishedSiteOptions = { people: 400, kinds: ['nir', 'code', 'email'], stretch: lightStretch };

export async function openStage(
  provided: { readonly testServer: TestServer; readonly browserPath: string },
  options: Partial<PublishedSiteOptions> = {},
): Promise<Stage> {
  if (provided.browserPath === '') throw new Error('no browser was found: `npm test` downloads one');
  await using building = new AsyncDisposableStack();
  const site = building.use(await publishSite(provided.testServer, { ...defaults, ...options }));
  const browser = await openBrowser(provided.browserPath);
  building.defer(async () => browser.close());
  const running = building.move();
  return { site, browser, [Symbol.asyncDispose]: async () => running.disposeAsync() };
}

/**
 * Without a sandbox: tests also run as root, where Chromium cannot use one. One process shows all pages of a profile: a
 * new one for each page costs more than the page. Its optimizing compilers are off: a page lives for some seconds, and
 * to compile it well costs more time than that saves.
 */
export async function openBrowser(executablePath: string): Promise<Browser> {
  const oneProcess = ['--in-process-gpu', '--renderer-process-limit=1', '--disable-site-isolation-trials'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...oneProcess, '--js-flags=--no-opt --no-maglev'] });
}
