import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '@etanche/demo';
import { french } from '../support/leaked-people.ts';
import type { OpenStage } from '../support/stage.ts';
import { check, expectHeading, headings, visit, type Sent } from '../support/visit.ts';

export function testPrivacy(stage: OpenStage): void {
  async function ask(page: Page, person: Person): Promise<void> {
    await check(page, 'nir', [`${person.nir}${person.nirKey}`, french(person.birthDate)]);
  }

  /** Every spelling of the typed data that a request could contain. */
  function traces({ nir, nirKey, birthDate }: Person): string[] {
    const spaced = [
      nir.slice(0, 1),
      nir.slice(1, 3),
      nir.slice(3, 5),
      nir.slice(5, 7),
      nir.slice(7, 10),
      nir.slice(10),
    ];
    const plain = [nir, nir.slice(3), `${nir}${nirKey}`, spaced.join(' '), birthDate, french(birthDate)];
    return plain.flatMap((text) => [text, encodeURIComponent(text), btoa(text).replaceAll('=', '')]);
  }

  test('typed data never leaves the browser, and only the known servers are contacted', async () => {
    const { complete } = stage.site.people;
    await using visitor = await visit(stage.browser, stage.site.url);
    await ask(visitor.page, complete);
    await expectHeading(visitor.page, headings.fr.found);
    await visitor.page.getByRole('button', { name: 'Vérifier pour une autre personne' }).click();
    await check(visitor.page, 'code', [stage.site.code]);
    await expectHeading(visitor.page, headings.fr.found);
    const sent = await visitor.sent();
    const origins = new Set(sent.map(({ url }) => new URL(url.replace(/^blob:/, '')).origin));
    const vaults = stage.site.federation.vaults.map(({ url }) => new URL(url).origin);
    expect([...origins].filter((origin) => ![new URL(stage.site.url).origin, ...vaults].includes(origin))).toEqual([]);
    const all = sent.map(({ url, headers, body }) => `${url}\n${headers}\n${body}`).join('\n');
    const secrets = [...traces(complete), stage.site.code, stage.site.code.replaceAll('-', '')];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).not.toMatch(/"(cookie|referer)":"[^"]/i);
    expect(sent.filter(({ method }) => method === 'POST').length).toBeGreaterThanOrEqual(4);
    expect(visitor.troubles).toEqual([]);
  });

  test('nothing is stored in the browser or its history', async () => {
    const { complete } = stage.site.people;
    await using visitor = await visit(stage.browser, stage.site.url);
    const { page, context } = visitor;
    await page.getByRole('radio').first().waitFor();
    const before = await page.evaluate(() => history.length);
    await ask(page, complete);
    await expectHeading(page, headings.fr.found);
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      state: history.state as unknown,
      length: history.length,
      address: location.href,
    }));
    const nothing = { local: 0, session: 0, databases: 0, caches: 0, workers: 0, state: null };
    expect(kept).toEqual({ ...nothing, length: before, address: stage.site.url });
    expect(await context.cookies()).toEqual([]);
  });

  test('requests and fetches are the same for every answer, and no bucket is cached on the device', async () => {
    const { complete, undated, child, stranger } = stage.site.people;
    const seen: unknown[] = [];
    for (const person of [complete, undated, child, stranger]) {
      await using visitor = await visit(stage.browser, stage.site.url);
      await ask(visitor.page, person);
      await visitor.page.getByRole('button', { name: 'Tout effacer' }).waitFor();
      seen.push(outline(await visitor.sent()));
      const buckets = (await visitor.sent()).filter(({ url }) => url.endsWith('.bin'));
      expect(buckets.every(({ headers }) => headers.includes('no-cache'))).toBe(true);
    }
    expect(seen[0]).toEqual({ evaluations: [2, 2], buckets: 2, manifests: 1 });
    expect(seen).toEqual(seen.map(() => seen[0]));
  });

  function outline(sent: readonly Sent[]) {
    const posts = sent.filter(({ method }) => method === 'POST');
    return {
      evaluations: posts.map(({ body }) => (JSON.parse(body) as { elements: string[] }).elements.length),
      buckets: sent.filter(({ url }) => url.endsWith('.bin')).length,
      manifests: sent.filter(({ url }) => url.endsWith('manifest.json')).length,
    };
  }

  describe('leaving the page', () => {
    test('after leaving and returning, the typed data is gone', async () => {
      await using visitor = await visit(stage.browser, stage.site.url);
      const { page } = visitor;
      await page.getByRole('radio', { name: /sécurité sociale/ }).check();
      await page.getByRole('button', { name: 'Continuer' }).click();
      await page.getByRole('textbox').pressSequentially('2790351215189');
      await page.goto('about:blank');
      await page.goBack();
      await page.getByRole('radio').first().waitFor();
      expect(await page.locator('body').innerHTML()).not.toContain('2 79 03');
      await page.getByRole('radio', { name: /sécurité sociale/ }).check();
      await page.getByRole('button', { name: 'Continuer' }).click();
      expect(await page.getByRole('textbox').inputValue()).toBe('');
    });

    test('a page restored from the browser’s memory is empty and says so', async () => {
      const { complete } = stage.site.people;
      await using visitor = await visit(stage.browser, stage.site.url);
      const { page } = visitor;
      await ask(page, complete);
      await expectHeading(page, headings.fr.found);
      await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
      expect(await page.getByRole('status').innerText()).toContain('a été effacé');
      expect(await page.getByRole('heading', { name: headings.fr.found }).count()).toBe(0);
      await page.getByRole('radio', { name: /sécurité sociale/ }).check();
      await page.getByRole('button', { name: 'Continuer' }).click();
      expect(await page.getByRole('textbox').inputValue()).toBe('');
    });

    test('the answer is erased after ten minutes in the background, but not after nine', async () => {
      const { complete } = stage.site.people;
      await using visitor = await visit(stage.browser, stage.site.url);
      const { page } = visitor;
      await page.clock.install();
      await ask(page, complete);
      await expectHeading(page, headings.fr.found);
      const hide = async (hidden: boolean) =>
        page.evaluate(
          (state) => {
            Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
          },
          hidden ? 'hidden' : 'visible',
        );
      await hide(true);
      await page.clock.fastForward('09:00');
      await hide(false);
      await page.clock.fastForward('30:00');
      expect(await page.getByRole('heading', { name: headings.fr.found }).count()).toBe(1);
      await hide(true);
      await page.clock.fastForward('10:01');
      expect(await page.getByRole('heading', { name: headings.fr.found }).count()).toBe(0);
      expect(await page.getByRole('status').innerText()).toContain('a été effacé');
    });
  });
}
