import type axe from 'axe-core';
import type { RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeSource } from '../support/axe-source.ts';
import { french } from '../support/leaked-people.ts';
import type { OpenStage } from '../support/stage.ts';
import { check, expectHeading, headings, visit, type Visit } from '../support/visit.ts';

export function testAccessibility(stage: OpenStage): void {
  let visitor: Visit;

  // A new browser profile for each test would cost more than most of the tests.
  beforeAll(async () => {
    visitor = await visit(stage.browser, 'about:blank');
  });

  afterAll(async () => {
    await visitor[Symbol.asyncDispose]();
  });

  type State = readonly [name: string, reach: (page: Page) => Promise<void>];

  const states: readonly State[] = [
    ['the first screen', async (page) => page.getByRole('radio').first().waitFor()],
    [
      'nothing chosen',
      async (page) => {
        await page.getByRole('button', { name: 'Continuer' }).click();
      },
    ],
    ['the number', async (page) => check(page, 'nir', [])],
    ['a wrong number', async (page) => check(page, 'nir', ['279035121518988'])],
    ['the birth date', async (page) => check(page, 'nir', ['279035121518989'])],
    ['the code', async (page) => check(page, 'code', [])],
    [
      'asking',
      async (page) => {
        await page.route('**/v1/evaluate', async () => new Promise(() => undefined));
        await askFor(page, 'stranger');
        await expectHeading(page, /Vérification en cours/);
      },
    ],
    [
      'found',
      async (page) => {
        await askFor(page, 'complete');
        await expectHeading(page, headings.fr.found);
      },
    ],
    [
      'not found',
      async (page) => {
        await askFor(page, 'stranger');
        await expectHeading(page, headings.fr.notFound);
      },
    ],
    [
      'could not check, with a countdown',
      async (page) => {
        const body = JSON.stringify({
          type: 'about:blank',
          title: '',
          status: 429,
          code: 'quota_ceiling',
          retryAfter: 90,
        });
        const headers = { 'Access-Control-Allow-Origin': '*' };
        await page.route('**/v1/evaluate', async (route) =>
          route.fulfill({ status: 429, contentType: 'application/problem+json', headers, body }),
        );
        await askFor(page, 'stranger');
        await expectHeading(page, headings.fr.could);
      },
    ],
    [
      'forgotten',
      async (page) => {
        await askFor(page, 'complete');
        await page.getByRole('button', { name: 'Tout effacer' }).click();
      },
    ],
    ...['comment-ca-marche/', 'how-it-works/', 'mentions/', 'legal/'].map((path): State => [
      path,
      async (page) => {
        await page.goto(`${stage.site.url}${path}`);
      },
    ]),
  ];

  async function askFor(page: Page, who: 'complete' | 'stranger'): Promise<void> {
    const person = stage.site.people[who];
    await check(page, 'nir', [person.nir, french(person.birthDate)]);
  }

  /** Opened on the narrowest screen, then checked on a phone's: one visit covers both. */
  test.each(states)('%s fits 320 pixels and has no axe violation, light or dark', async (_, reach) => {
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 780 });
    await visitor.again(stage.site.url);
    await reach(page);
    expect(await misfits(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 780 });
    await page.evaluate(axeSource);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect({ colorScheme, faults: await violations(page, rulesOf[colorScheme]) }).toEqual({
        colorScheme,
        faults: [],
      });
    }
    expect(visitor.troubles).toEqual([]);
  });

  /** A scheme changes only colors. */
  const rulesOf: Record<'light' | 'dark', RunOptions> = {
    light: {},
    dark: { runOnly: ['color-contrast', 'link-in-text-block'] },
  };

  /** 320 pixels equal 640 at 200 %. Every control is 44 pixels high. */
  async function misfits(page: Page): Promise<string[]> {
    return page.evaluate(() => {
      const wide = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
      const controls = document.querySelectorAll('button, input[type="text"], label.card, footer a, .links a');
      const small = Array.from(controls)
        .filter((control) => control.getBoundingClientRect().height < 44)
        .map((control) => control.outerHTML);
      return [...wide, ...small];
    });
  }

  async function violations(page: Page, rules: RunOptions): Promise<unknown[]> {
    const found = await page.evaluate(
      async (options) =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'], ...options }),
      rules,
    );
    return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  }
}
