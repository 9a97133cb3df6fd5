import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byRole, until, watch, type Engine, type EngineBrowser } from '../support/engines/engine.ts';
import { firefox } from '../support/engines/firefox.ts';
import { webkit } from '../support/engines/webkit.ts';
import { french } from '../support/leaked-people.ts';
import type { OpenStage } from '../support/stage.ts';

const engines = [firefox, webkit];
for (const { name, debianPackage, programs } of engines) {
  if (programs === null) {
    process.stdout.write(`${name} is not installed (Debian: ${debianPackage}): its tests of the page are skipped.\n`);
  }
}

/** The page shows the language of the browser, which an installation of WebKitGTK takes from the system. */
const words = {
  fr: {
    ...{ nir: 'sécurité sociale', email: 'adresse e-mail', next: ['Continuer', 'Vérifier'] },
    ...{ found: 'Oui, vos données', notFound: 'Non, nous n’avons rien', bank: 'Coordonnées bancaires' },
  },
  en: {
    ...{ nir: 'social security', email: 'e-mail address', next: ['Continue', 'Check'] },
    ...{ found: 'Yes, your data', notFound: 'No, we found nothing', bank: 'Bank details' },
  },
} as const;

/** @returns the words of the language in which the page answers */
async function check(
  url: string,
  browser: EngineBrowser,
  kind: 'nir' | 'email',
  answers: readonly string[],
): Promise<(typeof words)['fr' | 'en']> {
  await browser.goto(url);
  await browser.read(watch);
  await until(browser, 'document.querySelector("input[type=radio]")');
  const said = words[await browser.read<'fr' | 'en'>('document.documentElement.lang')];
  await browser.press(byRole('radio', said[kind]));
  for (const answer of [null, ...answers]) {
    if (answer !== null) {
      await until(browser, byRole('textbox', ''));
      await browser.press(byRole('textbox', ''));
      await browser.type(answer);
    }
    await browser.press(said.next.map((name) => byRole('button', name)).join(' ?? '));
  }
  return said;
}

export function testEngines(stage: OpenStage): void {
  describe.each<Engine>(engines)('the page in $name', (engine) => {
    const isMissing = engine.programs === null;
    let browser: EngineBrowser;

    beforeAll(async () => {
      if (!isMissing) browser = await engine.open();
    });
    afterAll(async () => {
      if (!isMissing) await browser[Symbol.asyncDispose]();
    });

    test.skipIf(isMissing)('a person of the leak learns what was exposed', async () => {
      const { complete } = stage.site.people;
      const said = await check(stage.site.url, browser, 'nir', [
        `${complete.nir}${complete.nirKey}`,
        french(complete.birthDate).replaceAll('/', ''),
      ]);
      await until(browser, byRole('heading', said.found));
      expect(await browser.read('document.querySelector("main").innerText')).toContain(said.bank);
      expect(await browser.read('document.activeElement.tagName')).toBe('H1');
      expect(await browser.read('troubles')).toEqual([]);
    });

    test.skipIf(isMissing)('a person who is not in the leak gets the answer “not found”', async () => {
      const said = await check(stage.site.url, browser, 'email', ['personne.inconnue@exemple.fr']);
      await until(browser, byRole('heading', said.notFound));
      expect(await browser.read('troubles')).toEqual([]);
    });

    test.skipIf(isMissing)('a mistake in a number is explained and keeps what was typed', async () => {
      await check(stage.site.url, browser, 'nir', ['1 23']);
      await until(browser, 'document.querySelector("[aria-invalid=true]")');
      expect(await browser.read('document.querySelector("[aria-invalid=true]").value')).toContain('1 23');
      expect(await browser.read('troubles')).toEqual([]);
    });
  });
}
