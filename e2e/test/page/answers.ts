import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { french } from '../support/leaked-people.ts';
import type { OpenStage } from '../support/stage.ts';
import { check, expectHeading, headings, visit, type Visit } from '../support/visit.ts';

export function testAnswers(stage: OpenStage): void {
  let visitor: Visit;

  // A new browser profile for each test would cost more than most of the tests.
  beforeAll(async () => {
    visitor = await visit(stage.browser, 'about:blank');
  });

  afterAll(async () => {
    await visitor[Symbol.asyncDispose]();
  });

  describe('the answer “found”', () => {
    test('the French answer lists the exposed data, the next steps in order, and the documents', async () => {
      const { complete } = stage.site.people;
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await check(page, 'nir', [`${complete.nir}${complete.nirKey}`, french(complete.birthDate).replaceAll('/', '')]);
      await expectHeading(page, headings.fr.found);
      const exposed = page.locator('section', { has: page.getByRole('heading', { name: /Ce qui a été exposé/ }) });
      expect(await exposed.getByRole('listitem').allInnerTexts()).toEqual([
        'Nom, prénom, sexe',
        'Date de naissance',
        'Numéro de sécurité sociale',
        'Adresse postale',
        'Adresse e\u2011mail',
        'Mutuelle, complémentaire santé',
        'Résultats d’analyses',
        'Mot de passe',
        'Coordonnées bancaires',
      ]);
      const todo = page.locator('section', { has: page.getByRole('heading', { name: 'Que faire maintenant' }) });
      expect((await todo.getByRole('heading', { level: 3 }).allInnerTexts()).slice(0, 4)).toEqual([
        'Changez votre mot de passe',
        'Prévenez votre banque',
        'Méfiez-vous des messages et des appels',
        'Surveillez votre compte ameli',
      ]);
      expect(visitor.troubles).toEqual([]);
    });

    test('a person with fewer exposed categories gets a shorter list', async () => {
      const { plain } = stage.site.people;
      await visitor.again(stage.site.url);
      await check(visitor.page, 'nir', [plain.nir, french(plain.birthDate)]);
      await expectHeading(visitor.page, headings.fr.found);
      const text = await visitor.page.getByRole('main').innerText();
      expect(text).toContain('Numéro de sécurité sociale');
      expect(text).not.toContain('Coordonnées bancaires');
      expect(text).not.toContain('Prévenez votre banque');
      expect(text).not.toContain('Changez votre mot de passe');
    });

    test('a child is found by a parent’s number and the child’s birth date', async () => {
      const { child } = stage.site.people;
      await visitor.again(stage.site.url);
      await check(visitor.page, 'nir', [`${child.nir}${child.nirKey}`, french(child.birthDate)]);
      await expectHeading(visitor.page, headings.fr.found);
    });

    test('a person without a birth date in the file is found', async () => {
      const { undated } = stage.site.people;
      await visitor.again(stage.site.url);
      await check(visitor.page, 'nir', [`${undated.nir}${undated.nirKey}`, french(undated.birthDate)]);
      await expectHeading(visitor.page, headings.fr.found);
    });

    test('a person is found by the code of the letter and by e-mail, in English', async () => {
      for (const [kind, answer] of [
        ['code', stage.site.code.toLowerCase().replaceAll('-', ' ')],
        ['email', 'Personne@Exemple.fr'],
      ] as const) {
        await using own = await visit(stage.browser, stage.site.url, { locale: 'en-GB' });
        await check(own.page, kind, [answer], 'en');
        await expectHeading(own.page, headings.en.found);
        expect(await own.page.getByRole('main').innerText()).toContain('Bank details');
        expect(await own.page.locator('html').getAttribute('lang')).toBe('en');
      }
    });

    test('the letter of complaint and the summary are saved without the typed data', async () => {
      const { complete } = stage.site.people;
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await check(page, 'nir', [complete.nir, french(complete.birthDate)]);
      await expectHeading(page, headings.fr.found);
      for (const [name, file, words] of [
        ['Enregistrer (Récapitulatif)', 'recapitulatif.rtf', 'Mot de passe'],
        ['Enregistrer (Lettre de plainte)', 'lettre-de-plainte.rtf', 'Coordonn\\u233?es bancaires'],
      ] as const) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name }).click(),
        ]);
        expect(download.suggestedFilename()).toBe(file);
        const chunks = await (await download.createReadStream()).toArray();
        const text = Buffer.concat(chunks as Buffer[]).toString();
        expect(text).toMatch(/^\{\\rtf1\\ansi/);
        expect(text).toContain(words);
        expect(text).not.toContain(complete.nir);
        expect(text).not.toContain(complete.birthName);
      }
    });

    test('only the letter is printed, and the page returns afterwards', async () => {
      const { complete } = stage.site.people;
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await page.evaluate(() => {
        globalThis.print = () => undefined;
      });
      await check(page, 'nir', [complete.nir, french(complete.birthDate)]);
      await expectHeading(page, headings.fr.found);
      await page.getByRole('button', { name: 'Imprimer (Lettre de plainte)' }).click();
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('heading', { level: 1, name: 'Plainte contre X' }).isVisible()).toBe(true);
      expect(await page.getByRole('heading', { name: headings.fr.found }).isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      expect(await page.getByRole('heading', { level: 1, name: 'Plainte contre X' }).count()).toBe(0);
      expect(await page.getByRole('heading', { name: headings.fr.found }).isVisible()).toBe(true);
    });
  });

  describe('the answer “not found”', () => {
    test('the French answer explains its limits and offers another way to check', async () => {
      const { stranger } = stage.site.people;
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await check(page, 'nir', [`${stranger.nir}${stranger.nirKey}`, french(stranger.birthDate)]);
      await expectHeading(page, headings.fr.notFound);
      expect(await page.getByRole('main').innerText()).toContain('que pour cette fuite');
      await page.getByRole('button', { name: 'Le code de ma lettre' }).click();
      await expectHeading(page, /Le code de votre lettre/);
      expect(visitor.troubles).toEqual([]);
    });

    test('a parent whose number is only used for a child, and a wrong birth date, are not found', async () => {
      const { complete } = stage.site.people;
      await using own = await visit(stage.browser, stage.site.url, { locale: 'en-GB' });
      await check(own.page, 'nir', [complete.nir, '01/01/1950'], 'en');
      await expectHeading(own.page, headings.en.notFound);
    });
  });

  describe('keyboard', () => {
    test('the whole check and another one work with the keyboard only', async () => {
      const { complete } = stage.site.people;
      await visitor.again(stage.site.url);
      const { page } = visitor;
      await page.getByRole('radio').first().waitFor();
      await tabTo('INPUT');
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await expectHeading(page, /Votre numéro de sécurité sociale/);
      await tabTo('INPUT');
      await page.keyboard.type(`${complete.nir}${complete.nirKey}`);
      await page.keyboard.press('Enter');
      await expectHeading(page, /Votre date de naissance/);
      await tabTo('INPUT');
      await page.keyboard.type(french(complete.birthDate).replaceAll('/', ''));
      await page.keyboard.press('Enter');
      await expectHeading(page, headings.fr.found);
      await tabTo('BUTTON', 'Vérifier pour une autre personne');
      await page.keyboard.press('Enter');
      await page.getByRole('radio').first().waitFor();
      expect(await page.getByRole('textbox').count()).toBe(0);

      async function tabTo(tag: string, text = ''): Promise<void> {
        for (let i = 0; i < 60; i++) {
          await page.keyboard.press('Tab');
          const at = await page.evaluate(() => [document.activeElement?.tagName, document.activeElement?.textContent]);
          if (at[0] === tag && (at[1] ?? '').includes(text)) return;
        }
        throw new Error(`no ${tag} can be reached with the tab key`);
      }
    });
  });

  describe('language', () => {
    test('the language follows the browser, defaults to French, and changes without losing the typed text', async () => {
      await using own = await visit(stage.browser, stage.site.url, { locale: 'de-DE' });
      const { page } = own;
      await page.getByRole('radio', { name: /sécurité sociale/ }).check();
      await page.getByRole('button', { name: 'Continuer' }).click();
      await page.getByRole('textbox').pressSequentially('27903');
      await page.getByRole('button', { name: 'English' }).click();
      await expectHeading(page, /French social security number/);
      expect(await page.getByRole('textbox').inputValue()).toBe('2 79 03');
      expect(await page.title()).toContain('Check a data leak');
    });
  });
}
