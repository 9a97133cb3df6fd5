import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluateRequest } from '@etanche/core-vault-protocol';
import { french } from '../support/leaked-people.ts';
import {
  alteredHost,
  eachBucket,
  flip,
  manifest,
  refuse,
  repeatFirst,
  strangersSignature,
  type Alter,
} from '../support/misbehaviour.ts';
import type { OpenStage } from '../support/stage.ts';
import { check, expectHeading, headings, visit, type Visit } from '../support/visit.ts';

export function testMisbehaviour(stage: OpenStage): void {
  let visitor: Visit;

  // A new browser profile for each test would cost more than most of the tests.
  beforeAll(async () => {
    visitor = await visit(stage.browser, 'about:blank');
  });

  afterAll(async () => {
    await visitor[Symbol.asyncDispose]();
  });

  async function ask(page: Page): Promise<void> {
    const { complete } = stage.site.people;
    await check(page, 'nir', [`${complete.nir}${complete.nirKey}`, french(complete.birthDate)]);
  }

  /** Runs `act` in place of each vault of these indices, as seen from the browser. */
  async function disturb(page: Page, vaults: readonly number[], act: (route: Route) => Promise<void>): Promise<void> {
    for (const { index, url } of stage.site.federation.vaults) {
      if (vaults.includes(index)) await page.route(`${url}/**`, act);
    }
  }

  async function expectReason(page: Page, reason: RegExp): Promise<void> {
    await expectHeading(page, headings.fr.could);
    const text = await page.getByRole('main').innerText();
    expect(text.replace(/[\u00a0\u202f]/g, ' ')).toMatch(reason);
    expect(text).toContain('ni un oui, ni un non');
  }

  describe('vaults that fail', () => {
    test.each([1, 2, 3])('vault %i is down: the answer is the same', async (down) => {
      await visitor.again(stage.site.url);
      await disturb(visitor.page, [down], async (route) => route.abort('connectionrefused'));
      await ask(visitor.page);
      await expectHeading(visitor.page, headings.fr.found);
    });

    test('two vaults are down: there is no answer, and the same question is answered once they are back', async () => {
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await disturb(page, [1, 3], async (route) => route.abort('connectionrefused'));
      await ask(page);
      await expectReason(page, /n’a pas pu joindre les serveurs/);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Réessayer' }).click();
      await expectHeading(page, headings.fr.found);
    });

    test.each([1, 2, 3])('vault %i never answers: another vault is asked as well', async (silent) => {
      await visitor.again(stage.site.url);
      await disturb(visitor.page, [silent], async () => new Promise(() => undefined));
      await ask(visitor.page);
      await expectHeading(visitor.page, headings.fr.found);
    });

    test('one vault lies: it is skipped; two lie: there is no answer, and the page warns', async () => {
      const lie = async (route: Route): Promise<void> => {
        const response = await route.fetch();
        if (route.request().method() !== 'POST') return route.fulfill({ response });
        const answer = (await response.json()) as { proof: string };
        return route.fulfill({ response, json: { ...answer, proof: `${answer.proof.slice(0, -4)}AAAA` } });
      };
      await visitor.again(stage.site.url);
      await disturb(visitor.page, [2], lie);
      await ask(visitor.page);
      await expectHeading(visitor.page, headings.fr.found);
      await visitor.again(stage.site.url);
      await disturb(visitor.page, [1, 2], lie);
      await ask(visitor.page);
      await expectReason(visitor.page, /n’est pas ce que l’organisme a publié/);
    });

    test('the vaults are busy: the page counts down, then retries', async () => {
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await disturb(page, [1, 2, 3], async (route) =>
        refuse(route, { status: 429, code: 'quota_ceiling', retryAfter: 3 }),
      );
      await ask(page);
      await expectReason(page, /Beaucoup de personnes vérifient/);
      expect(await page.getByRole('button', { name: /^Réessayer dans 0:0\d$/ }).getAttribute('aria-disabled')).toBe(
        'true',
      );
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Réessayer', exact: true }).click();
      await expectHeading(page, headings.fr.found);
    });

    test('the vaults require proof of work: the device solves it', async () => {
      await visitor.again(stage.site.url);
      const works: unknown[] = [];
      await disturb(visitor.page, [1, 2, 3], async (route) => {
        const body = route.request().postDataJSON() as EvaluateRequest | null;
        if (body === null) return route.continue();
        if (body.work === undefined) {
          const work = { challenge: 'A'.repeat(43), bits: 10 };
          return refuse(route, { status: 429, code: 'work_required', retryAfter: 1, work });
        }
        works.push(body.work);
        return route.continue();
      });
      await ask(visitor.page);
      await expectHeading(visitor.page, headings.fr.found);
      expect(works.length).toBeGreaterThanOrEqual(2);
    });

    test('the key set is withdrawn: the page says that the check has ended', async () => {
      await visitor.again(stage.site.url);
      await disturb(visitor.page, [1, 2, 3], async (route) =>
        refuse(route, { status: 410, code: 'key_set_withdrawn' }),
      );
      await ask(visitor.page);
      await expectReason(visitor.page, /a mis fin à cette vérification/);
    });
  });

  describe('a host that misbehaves', () => {
    const buckets: [string, Alter][] = [
      ['a bucket with one bit changed', eachBucket(flip)],
      ['a bucket cut short', eachBucket((bytes) => bytes.subarray(0, -1))],
      ['without a bucket', async (directory) => rm(join(directory, 'v1'), { recursive: true })],
    ];
    test.each(buckets)('the host serves %s: there is no answer, and the page warns', async (_, alter) => {
      await using host = await alteredHost(stage.site.directory, alter);
      await visitor.again(host.url);
      await ask(visitor.page);
      await expectReason(visitor.page, /n’est pas ce que l’organisme a publié/);
    });

    const manifests: [string, Alter][] = [
      [
        'of another operator',
        manifest(async (signed) => ({ ...signed, signatures: [await strangersSignature(signed)] })),
      ],
      ['without cosignatures', manifest((signed) => ({ ...signed, signatures: signed.signatures.slice(0, 1) }))],
      ['cosigned by one vault twice', manifest((signed) => ({ ...signed, signatures: repeatFirst(signed) }))],
      ['with another payload', manifest((signed) => ({ ...signed, payload: `${signed.payload.slice(0, -4)}AAAA` }))],
      ['that is not a manifest', manifest(() => ({ hello: 'world' }))],
    ];
    test.each(manifests)('the host serves a manifest %s: no question can be asked', async (_, alter) => {
      await using host = await alteredHost(stage.site.directory, alter);
      await visitor.again(host.url);
      await visitor.page.getByRole('heading', { name: headings.fr.could }).waitFor();
      await expectReason(visitor.page, /n’est pas ce que l’organisme a publié/);
      expect(await visitor.page.getByRole('textbox').count()).toBe(0);
      expect((await visitor.sent()).filter(({ method }) => method === 'POST')).toEqual([]);
    });

    test('the host serves another worker: it is not started', async () => {
      await using own = await visit(stage.browser, 'about:blank');
      const { page } = own;
      await page.route('**/assets/worker.*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${await response.text()}\nfetch('/stolen');` });
      });
      await page.goto(stage.site.url);
      await page.getByRole('heading', { name: headings.fr.could }).waitFor();
      expect((await own.sent()).filter(({ url }) => /manifest|stolen/.test(url))).toEqual([]);
    });

    test('the host serves another script: it does not run', async () => {
      await using own = await visit(stage.browser, 'about:blank');
      const { page } = own;
      await page.route('**/assets/page.*.js', async (route) => {
        await route.fulfill({ contentType: 'text/javascript', body: "document.body.textContent = 'altered';" });
      });
      await page.goto(stage.site.url);
      await page.waitForLoadState('networkidle');
      expect(await page.getByRole('main').innerText()).toContain('Chargement');
    });

    test('the host becomes unreachable: there is no answer until it returns', async () => {
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await page.getByRole('radio').first().waitFor();
      await page.route('**/*.bin', async (route) => route.abort('internetdisconnected'));
      await ask(page);
      await expectReason(page, /n’a pas pu joindre les serveurs/);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Réessayer' }).click();
      await expectHeading(page, headings.fr.found);
    });
  });

  describe('the visitor', () => {
    test('the visitor cancels: the worker discards the question, and it may be asked again', async () => {
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await disturb(page, [1, 2, 3], async () => new Promise(() => undefined));
      await ask(page);
      await expectHeading(page, /Vérification en cours/);
      await page.getByRole('button', { name: 'Annuler' }).click();
      await expectHeading(page, /Votre date de naissance/);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.getByRole('button', { name: 'Vérifier' }).click();
      await expectHeading(page, headings.fr.found);
    });
  });
}
