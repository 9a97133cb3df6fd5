import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { expect } from 'vitest';

export type Sent = { readonly url: string; readonly method: string; readonly headers: string; readonly body: string };

export type Visit = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every request that left the browser, including the worker's, with headers and body as text. */
  readonly sent: () => Promise<Sent[]>;
  /** Violations of the Content Security Policy, errors of the page and of its worker, and console lines. */
  readonly troubles: string[];
  /** Loads a page in the same profile, without what a test altered and without the requests so far. */
  readonly again: (url: string) => Promise<void>;
};

export type VisitOptions = {
  readonly locale?: 'fr-FR' | 'en-GB' | 'de-DE';
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
};

/** Guards against a hang only: no result depends on how fast a page is. */
export const hangMs = 300_000;

/** A visitor with a new browser profile, by default on a phone of 390 pixels. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { locale = 'fr-FR', width = 390, colorScheme = 'light' } = options;
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 780 } });
  context.setDefaultTimeout(hangMs);
  const requests: Request[] = [];
  const troubles: string[] = [];
  context.on('request', (request) => requests.push(request));
  context.on('weberror', (error) => troubles.push(`error: ${error.error().message}`));
  context.on('console', (message) => troubles.push(`console: ${message.text()}`));
  await context.exposeFunction('reportViolation', (text: string) => troubles.push(`policy: ${text}`));
  await context.addInitScript(() => {
    const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
    addEventListener('securitypolicyviolation', (event) => {
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  await page.goto(url);
  const sent = async (): Promise<Sent[]> =>
    Promise.all(
      requests.map(async (request) => ({
        url: request.url(),
        method: request.method(),
        headers: JSON.stringify(await request.allHeaders().catch(() => request.headers())),
        body: request.postData() ?? '',
      })),
    );
  const again = async (next: string): Promise<void> => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.goto('about:blank');
    requests.length = 0;
    troubles.length = 0;
    await page.goto(next);
  };
  return { page, context, sent, troubles, again, [Symbol.asyncDispose]: async () => context.close() };
}

const words = {
  fr: { nir: /sécurité sociale/, code: /code de ma lettre/, email: /adresse e.mail/, next: /^(Continuer|Vérifier)$/ },
  en: { nir: /social security/, code: /code in my letter/, email: /e.mail address/, next: /^(Continue|Check)$/ },
} as const;

/** Chooses how to check, then answers the questions in order like a person: types, then presses the button. */
export async function check(
  page: Page,
  kind: 'nir' | 'code' | 'email',
  answers: readonly string[],
  language: 'fr' | 'en' = 'fr',
): Promise<void> {
  await page.getByRole('radio', { name: words[language][kind] }).check();
  await page.getByRole('button', { name: words[language].next }).click();
  for (const answer of answers) {
    const field = page.getByRole('textbox');
    await field.pressSequentially(answer);
    await page.getByRole('button', { name: words[language].next }).click();
  }
}

/** Waits until the heading of the screen is `name` and has the focus. */
export async function expectHeading(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
}

export const headings = {
  fr: { found: /^Oui, vos données/, notFound: /^Non, nous n’avons rien/, could: /^Nous n’avons pas pu vérifier/ },
  en: { found: /^Yes, your data/, notFound: /^No, we found nothing/, could: /^We could not check/ },
} as const;
