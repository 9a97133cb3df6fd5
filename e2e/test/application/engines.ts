import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenApplication } from '../support/application-stage.ts';
import { byRole, until, watch, type Engine, type EngineBrowser } from '../support/engines/engine.ts';
import { firefox } from '../support/engines/firefox.ts';
import { webkit } from '../support/engines/webkit.ts';

/** The page shows the language of the browser, which an installation of WebKitGTK takes from the system. */
const words = {
  fr: {
    visit: 'Consulter',
    reason: 'Motif',
    kept: 'Gardé',
    end: 'Terminer',
    visits: 'Consultations',
    lock: 'Verrouiller',
    agenda: 'Agenda',
  },
  en: {
    visit: 'Consult',
    reason: 'Reason',
    kept: 'Kept',
    end: 'Finish',
    visits: 'Consultations',
    lock: 'Lock',
    agenda: 'Agenda',
  },
} as const;

const doctor = 'Dr Karim Bensaïd';

/** An appointment of the agenda: its name begins with its time. */
const appointment = `[...document.querySelectorAll('button')].find((each) => /^\\d\\d:\\d\\d/.test(each.innerText))`;

/** The first visible element of a selector whose text or accessible name contains the words, as an expression. */
function withWords(selector: string, text: string): string {
  return `[...document.querySelectorAll(${JSON.stringify(selector)})].find((each) => each.checkVisibility() &&
    [each.textContent, each.getAttribute('aria-label'), ...[...(each.labels ?? [])].map((one) => one.textContent)]
      .some((words) => words?.includes(${JSON.stringify(text)})))`;
}

async function press(browser: EngineBrowser, find: string): Promise<void> {
  await until(browser, find);
  await browser.press(find);
}

export function testEngines(stage: OpenApplication): void {
  describe.each<Engine>([firefox, webkit])('the application in $name', (engine) => {
    const isMissing = engine.programs === null;
    let browser: EngineBrowser;
    let said: (typeof words)['fr' | 'en'];

    beforeAll(async () => {
      if (isMissing) {
        process.stdout.write(
          `${engine.name} is not installed (Debian: ${engine.debianPackage}): its tests of the application are skipped.\n`,
        );
        return;
      }
      browser = await engine.open();
    });
    afterAll(async () => {
      if (!isMissing) await browser[Symbol.asyncDispose]();
    });

    test.skipIf(isMissing)('a doctor signs in, and sees the day', async () => {
      await browser.goto(stage.application.url);
      await browser.read(watch);
      await press(browser, byRole('button', doctor));
      await until(browser, appointment);
      said = words[await browser.read<'fr' | 'en'>('document.documentElement.lang')];
      expect(await browser.read('troubles')).toEqual([]);
    });

    test.skipIf(isMissing)(
      'the next patient opens with one press, and a consultation is kept while it is typed',
      async () => {
        await press(browser, appointment);
        await press(browser, withWords('a', said.visit));
        await press(browser, withWords('input, textarea', said.reason));
        await browser.type(`Contrôle dans ${engine.name}`);
        await until(browser, `document.body.innerText.includes(${JSON.stringify(said.kept)})`);
        await press(browser, byRole('button', said.end));
        await press(browser, withWords('[role=tab]', said.visits));
        await until(browser, `document.body.innerText.includes(${JSON.stringify(`Contrôle dans ${engine.name}`)})`);
        expect(await browser.read('troubles')).toEqual([]);
      },
    );

    test.skipIf(isMissing)('a patient is found by a search', async () => {
      const [family = '', given = ''] = (await browser.read<string>("document.querySelector('h1').innerText")).split(
        ' ',
      );
      await press(browser, "document.querySelector('[role=search] input')");
      await browser.type(`${family.toLowerCase()} ${given.slice(0, 1)}\n`);
      await until(browser, withWords('[role=option]', family));
      expect(await browser.read('troubles')).toEqual([]);
    });

    test.skipIf(isMissing)('a locked page has no name of a patient', async () => {
      await press(browser, withWords('nav a', said.agenda));
      await until(browser, appointment);
      const name = await browser.read<string>(`${appointment}.innerText.split('\\n')[1]`);
      await press(browser, byRole('button', said.lock));
      await until(browser, byRole('button', doctor));
      expect(await browser.read('document.documentElement.innerHTML')).not.toContain(name);
      expect(await browser.read('troubles')).toEqual([]);
    });
  });
}
