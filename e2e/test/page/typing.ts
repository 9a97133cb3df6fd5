import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenStage } from '../support/stage.ts';
import { visit, type Visit } from '../support/visit.ts';

export function testTyping(stage: OpenStage): void {
  let visitor: Visit;

  beforeAll(async () => {
    visitor = await visit(stage.browser, 'about:blank');
  });

  afterAll(async () => {
    await visitor[Symbol.asyncDispose]();
  });

  /** Opens the page and chooses this way to check. */
  async function choose(kind: RegExp) {
    await visitor.again(stage.site.url);
    const { page } = visitor;
    await page.getByRole('radio', { name: kind }).check();
    await page.getByRole('button', { name: 'Continuer' }).click();
    return page.getByRole('textbox');
  }

  /** The text that a screen reader announces with the field: the message, then the hint. */
  async function description(): Promise<string> {
    return visitor.page.getByRole('textbox').evaluate((field) => {
      const ids = (field.getAttribute('aria-describedby') ?? '').split(' ');
      const texts = ids.map((id) => document.getElementById(id)?.textContent ?? '');
      return texts.join(' ').replace(/[\u00a0\u202f]/g, ' ');
    });
  }

  describe('a social security number', () => {
    test('the number is grouped as on the card while typing, and a wrong key is reported at once', async () => {
      const field = await choose(/sécurité sociale/);
      await field.pressSequentially('279035121518988');
      expect(await field.inputValue()).toBe('2 79 03 51 215 189 88');
      expect(await description()).toContain('La clé (les 2 derniers chiffres) ne correspond pas');
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await field.press('Backspace');
      await field.pressSequentially('9');
      expect(await description()).not.toContain('La clé (les');
      expect(await field.getAttribute('aria-invalid')).toBeNull();
    });

    // On one page, as a person corrects a number: to open a new one costs more than to type it.
    describe('one typed after another', () => {
      beforeAll(async () => {
        await choose(/sécurité sociale/);
      });

      test.each([
        ['', 'Tapez votre numéro'],
        ['27903512151', 'Il manque 4 chiffres'],
        ['27903512151898', 'Il manque le dernier chiffre de la clé'],
        ['2791351215189', 'Le mois de naissance (4ᵉ et 5ᵉ chiffres) n’existe pas'],
        ['9790351215189', 'Le premier chiffre est 1 pour un homme'],
        ['27903512151898999', 'Il y a 2 chiffres de trop'],
        ['2790351X15189', '2A ou 2B'],
        ['2790351215189', null],
      ])('the number %s gives the message %s', async (typed, message) => {
        const field = visitor.page.getByRole('textbox');
        await field.clear();
        if (typed !== '') await field.pressSequentially(typed);
        await visitor.page.getByRole('button', { name: 'Continuer' }).click();
        if (message === null) {
          await visitor.page.getByRole('heading', { name: 'Votre date de naissance' }).waitFor();
          return;
        }
        expect(await description()).toContain(message);
        expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
      });
    });

    test('a Corsican number can be typed on a numeric keyboard, with a button', async () => {
      const field = await choose(/sécurité sociale/);
      await field.pressSequentially('25508');
      await visitor.page.getByRole('button', { name: 'Insérer 2A' }).click();
      await field.pressSequentially('16802597');
      expect(await field.inputValue()).toBe('2 55 08 2A 168 025 97');
      await field.press('Enter');
      await visitor.page.getByRole('heading', { name: 'Votre date de naissance' }).waitFor();
    });

    test('the number can be edited in its middle without moving the caret', async () => {
      const field = await choose(/sécurité sociale/);
      await field.pressSequentially('2790351215189');
      for (let i = 0; i < 8; i++) await field.press('ArrowLeft');
      await field.press('Backspace');
      await field.press('Backspace');
      await field.pressSequentially('62');
      expect(await field.inputValue()).toBe('2 79 03 62 215 189');
      expect(await field.evaluate((element: HTMLInputElement) => element.selectionStart)).toBe(10);
    });

    test('the number is kept when the visitor goes back, and excluded from autofill', async () => {
      const field = await choose(/sécurité sociale/);
      await field.pressSequentially('279035121518989');
      await field.press('Enter');
      await visitor.page.getByRole('heading', { name: 'Votre date de naissance' }).waitFor();
      await visitor.page.getByRole('button', { name: 'Retour' }).click();
      expect(await visitor.page.getByRole('textbox').inputValue()).toBe('2 79 03 51 215 189 89');
      expect(await field.getAttribute('autocomplete')).toBe('off');
      expect(await field.getAttribute('name')).toBeNull();
      expect(await field.getAttribute('inputmode')).toBe('numeric');
    });
  });

  describe('a birth date, one typed after another', () => {
    beforeAll(async () => {
      await (await choose(/sécurité sociale/)).fill('2790351215189');
      await visitor.page.keyboard.press('Enter');
      await visitor.page.getByRole('heading', { name: 'Votre date de naissance' }).waitFor();
    });

    test.each([
      ['28031979', '28/03/1979', null],
      ['28/3/1979', '28/3/1979', null],
      ['31021979', '31/02/1979', 'Ce jour n’existe pas'],
      ['28131979', '28/13/1979', 'Ce mois n’existe pas'],
      ['01012990', '01/01/2990', 'dans le futur'],
    ])('the date %s is shown as %s with the message %s', async (typed, shown, message) => {
      const field = visitor.page.getByRole('textbox');
      await field.clear();
      await field.pressSequentially(typed);
      expect(await field.inputValue()).toBe(shown);
      const said = await description();
      expect(message === null ? said.startsWith(' ') : said.includes(message)).toBe(true);
    });
  });

  describe('a letter’s code', () => {
    test('a wrong character is reported at once, and a missing one when the visitor continues', async () => {
      const field = await choose(/code de ma lettre/);
      const { code } = stage.site;
      const wrong = `${code.slice(0, 3)}${code[3] === '7' ? '8' : '7'}${code.slice(4)}`;
      await field.pressSequentially(wrong.toLowerCase().replaceAll('-', ''));
      expect(await field.inputValue()).toBe(wrong);
      expect(await description()).toContain('Un caractère du code est mal tapé');
      await field.press('Backspace');
      await visitor.page.getByRole('button', { name: 'Vérifier' }).click();
      expect(await description()).toContain('Il manque 1 caractère');
    });
  });
}
