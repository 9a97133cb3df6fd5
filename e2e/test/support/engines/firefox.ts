import { launch, type ElementHandle } from 'puppeteer-core';
import type { Engine } from './engine.ts';
import { findPrograms } from './find-programs.ts';

const programs = findPrograms('firefox-esr');

/** Firefox ESR through WebDriver BiDi. */
export const firefox: Engine = {
  name: 'Firefox ESR',
  debianPackage: 'firefox-esr',
  programs,
  async open() {
    const [executablePath = ''] = programs ?? [];
    const browser = await launch({
      ...{ browser: 'firefox', executablePath, headless: true },
      extraPrefsFirefox: { 'intl.accept_languages': 'fr-FR, fr' },
    });
    const page = await browser.newPage();
    return {
      async goto(url) {
        await page.goto(url);
      },
      read: async <T>(expression: string) => (await page.evaluate(expression)) as T,
      async press(find) {
        const element = (await page.evaluateHandle(find)).asElement() as ElementHandle | null;
        if (element === null) throw new Error(`nothing to press: ${find}`);
        await element.click();
      },
      type: async (text) => page.keyboard.type(text),
      [Symbol.asyncDispose]: async () => browser.close(),
    };
  },
};
