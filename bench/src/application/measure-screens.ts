import { createRecordsData } from '@etanche/records-client';
import { buildResult, readResultText } from '@etanche/records-fhir';
import { referenceTo } from '@etanche/records-web';
import type { RunningApplication } from '@etanche/trial';
import type { Page } from 'playwright-core';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { startApplicationRun } from './application-run.ts';
import { measureAgreement } from './measure-agreement.ts';

const [secretary, doctor, doctorKey] = ['Nadia Cohen', 'Dr Karim Bensaïd', 'bensaid'];
const resourcesOfFile = 300;
/** Longest time of one task of the page's own thread, in ms: above it, a typed letter appears late. */
const longTaskMs = 50;
const limits = { file: 300, results: 200, day: 500 } as const;
const entry = /^\d\d:\d\d/;
/** A word that no other file of the demonstration has. */
const marker = 'Transthyrétine';

/**
 * How soon two screens of one agenda agree, and the speed of a doctor's screens: a large file, the search, the agenda,
 * and typing.
 */
export async function measureScreens(run: BenchRun): Promise<Section> {
  await using running = await startApplicationRun(run, 'screens');
  const { application, signIn } = running;
  run.say('screens: two screens of one agenda');
  const agreement = await measureAgreement(await signIn(secretary), await signIn(doctor), run.sizes.answers * 2);
  const times = Math.min(run.sizes.answers, 5);
  run.say(`screens: files of ${resourcesOfFile} resources are written`);
  const files = application.files.filter(({ care }) => care === 'usual').slice(-(times + 1));
  await enlarge(application, files);
  const page = await signIn(doctor);
  run.say('screens: the search, the files, the agenda, and typing');
  const search = page.getByRole('search').getByRole('combobox');
  await search.waitFor();
  const found: number[] = [];
  const opened: number[] = [];
  const again: number[] = [];
  for (const { name } of files) {
    await search.fill(name);
    found.push(await timed(page, name, '[role=option]', () => page.keyboard.press('Enter')));
    const option = page.getByRole('option', { name }).first();
    opened.push(await timed(page, marker, 'main', () => option.click()));
    const tab = page.getByRole('list', { name: 'Dossiers ouverts' });
    await page.getByRole('link', { name: 'Agenda', exact: true }).click();
    await page.getByRole('button', { name: entry }).first().waitFor();
    again.push(await timed(page, marker, 'main', () => tab.getByRole('link', { name }).click()));
  }
  const days: number[] = [];
  for (let i = 0; i <= times; i++) {
    await page.getByRole('link', { name: 'Patients', exact: true }).click();
    await page.getByRole('link', { name: 'Créer un patient' }).waitFor();
    const agenda = page.getByRole('link', { name: 'Agenda', exact: true });
    days.push(await timed(page, ':', '[data-entry]', () => agenda.click()));
  }
  const longest = await longestTaskWhileTyping(page);
  const figure = (what: string, values: readonly number[], limit: number): Figure =>
    factor(
      // The first one warms up.
      { what, unit: 'ms', value: median(values.slice(1)), aim: '≤ × 1' },
      { name: 'limit', value: limit },
    );
  return {
    name: 'screens',
    title: `The speed of the screens; ${application.patients} patients`,
    figures: [
      ...agreement.figures,
      figure(`a file of ${resourcesOfFile} resources is opened at the server, p50`, opened, limits.file),
      figure('  shown again while it is open', again, limits.file),
      figure('results of a search after Enter, p50', found, limits.results),
      figure('the agenda of three practitioners, p50', days, limits.day),
      factor(
        { what: 'longest task of the page while typing', unit: 'ms', value: longest, aim: '≤ × 1' },
        { name: 'limit', value: longTaskMs },
      ),
    ],
    notes: [
      agreement.note,
      'Times of screens are measured in the page, from the key or click to the frame that shows the answer. A file is opened at the server and the vaults once, then its session has it.',
    ],
  };
}

/** Adds results until each file has enough resources; one of them has the marker and is the newest. */
async function enlarge(application: RunningApplication, files: RunningApplication['files']): Promise<void> {
  const client = await application.signIn(doctorKey);
  try {
    const data = createRecordsData(client);
    for (const { scope } of files) {
      const file = await data.patients.open(scope);
      const at = new Date().toISOString();
      const today = at.slice(0, 10);
      const context = { patient: referenceTo(file), author: doctor, recorded: at };
      const missing = Math.max(1, resourcesOfFile - file.resources().length);
      const lines = Array.from({ length: missing }, (_, i) =>
        i === 0 ? `${marker} 0,${20 + (i % 9)} g/L (0,2-0,4)` : `ferritine ${40 + (i % 60)} µg/L (15-150)`,
      );
      const changes = lines.map((line) => ({
        kind: 'create' as const,
        resource: buildResult(readResultText(line, today), context),
      }));
      await file.write(changes);
    }
  } finally {
    client.session.lock();
  }
}

/**
 * The time in ms from the first key or click of an act to the frame in which an element has a text.
 *
 * @param selector of the elements that may have it
 */
async function timed(page: Page, text: string, selector: string, act: () => Promise<void>): Promise<number> {
  await page.evaluate(
    ([wanted, where]) => {
      const seen = globalThis as { shown?: Promise<number> };
      seen.shown = new Promise((resolve) => {
        let began: number | null = null;
        const begin = ({ timeStamp }: Event): void => {
          began ??= timeStamp;
        };
        for (const kind of ['keydown', 'click']) addEventListener(kind, begin, { capture: true, once: true });
        const look = (): void => {
          const isShown = Array.from(document.querySelectorAll(where)).some((one) => one.textContent.includes(wanted));
          if (began !== null && isShown) resolve(performance.now() - began);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
    },
    [text, selector] as const,
  );
  await act();
  return page.evaluate(() => (globalThis as { shown?: Promise<number> }).shown ?? Promise.reject(new Error('none')));
}

/** Types in the search and in a new consultation. @returns ms; 0 if no task took longer than the limit */
async function longestTaskWhileTyping(page: Page): Promise<number> {
  await page.getByRole('button', { name: entry }).first().click();
  await page.getByRole('link', { name: 'Consulter' }).click();
  const reason = page.getByRole('textbox', { name: 'Motif' });
  await reason.waitFor();
  await page.evaluate(() => {
    const seen = globalThis as { longest?: number };
    seen.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest ?? 0, duration);
    }).observe({ type: 'longtask' });
  });
  await reason.focus();
  await page.keyboard.type('Toux depuis trois jours, sans fièvre. ta 13/8 poids 72', { delay: 30 });
  await page.getByRole('search').getByRole('combobox').focus();
  await page.keyboard.type('le gall ma', { delay: 30 });
  await page.keyboard.press('Escape');
  return page.evaluate(() => (globalThis as { longest?: number }).longest ?? 0);
}
