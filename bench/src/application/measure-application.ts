import { join } from 'node:path';
import { freePorts } from '@etanche/platform';
import { startApplication, type RunningApplication } from '@etanche/trial';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { acceptPrints, counted, type Effort } from './hand.ts';
import { measureAgreement } from './measure-agreement.ts';
import { measureScreens } from './measure-screens.ts';
import { tasks, type Task } from './tasks.ts';

/**
 * The tasks of a practice's day in a real browser, with the quotas that ship: presses, keys and the time that the
 * application makes a person wait.
 */
export async function measureApplication(run: BenchRun): Promise<Section> {
  if (run.browser === null) throw new Error('ETANCHE_BROWSER is not set; `npm run bench` finds or downloads a browser');
  run.say('application: a practice with its patients and its agenda');
  const [a = 0, b = 0, c = 0, records = 0, site = 0, passkeys = 0] = await freePorts(6);
  await using application = await startApplication({
    directory: join(run.directory, 'application'),
    databaseServer: await run.databaseServer(),
    databasePrefix: 'bench_application',
    ports: { vaults: [a, b, c], records, application: site, passkeys },
    patients: Math.min(run.sizes.patients, 60),
    days: { before: 0, after: 1 },
    step: () => undefined,
    progress: () => undefined,
    logger: undefined,
  });
  const browser = await chromium.launch({ executablePath: run.browser, args: ['--no-sandbox'] });
  try {
    const efforts = new Map<Task, readonly Effort[]>();
    for (const person of new Set(tasks.map((task) => task.person))) {
      const page = await signIn(browser, application.url, person);
      for (const task of tasks.filter((one) => one.person === person)) {
        run.say(`application: ${task.name}`);
        efforts.set(task, await repeat(page, task, run.sizes.answers, application));
      }
    }
    run.say('application: two screens of one agenda');
    const screens = await Promise.all(
      ['Nadia Cohen', 'Dr Karim Bensaïd'].map((person) => signIn(browser, application.url, person)),
    );
    const [one, other] = screens;
    if (one === undefined || other === undefined) throw new Error('two screens were not opened');
    const agreement = await measureAgreement(one, other, run.sizes.answers * 2);
    run.say('application: files of 300 resources, the search, the agenda, and typing');
    const speed = await measureScreens(
      application,
      'bensaid',
      () => signIn(browser, application.url, 'Dr Karim Bensaïd'),
      Math.min(run.sizes.answers, 5),
    );
    const { figures, notes, ...rest } = section(efforts, application.patients);
    return {
      ...rest,
      figures: [...figures, ...agreement.figures, ...speed.figures],
      notes: [...notes, agreement.note, ...speed.notes],
    };
  } finally {
    await browser.close();
  }
}

async function signIn(browser: Browser, url: string, person: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'fr-FR' });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('navigation', { name: 'Parties de l’application' }).waitFor();
  await acceptPrints(page);
  return page;
}

/** The first run warms up: files and days are open afterwards, as in the middle of a day. */
async function repeat(
  page: Page,
  task: Task,
  times: number,
  application: RunningApplication,
): Promise<readonly Effort[]> {
  const efforts: Effort[] = [];
  for (let i = 0; i <= times; i++) {
    await task.begin(page);
    await page.evaluate(() => {
      (globalThis as { printed?: string }).printed = '';
    });
    const once = async (): Promise<void> => {
      const effort = await counted(page, (hand) => task.run(hand));
      if (i > 0) efforts.push(effort);
    };
    await (task.isWithoutServer === true ? application.recordsOutage(once) : once());
  }
  return efforts;
}

function section(efforts: ReadonlyMap<Task, readonly Effort[]>, patients: number): Section {
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const [{ name, aim, published }, all] of efforts) {
    const presses = Math.max(...all.map((one) => one.presses));
    const peer =
      published === null ? { name: 'promised', value: aim } : { name: published.source, value: published.presses };
    figures.push(factor({ what: name, unit: 'presses', value: presses, aim: `≤ ${aim} presses` }, peer));
    const letters = Math.max(...all.map((one) => one.letters));
    const others = Math.max(...all.map(({ otherKeys }) => otherKeys));
    notes.push(
      `${name}: ${letters} letters, ${others} other keys; the application was waited for ${seconds(median(all.map(({ ms }) => ms)))}.`,
    );
  }
  return {
    name: 'application',
    title: `Tasks of a practice's day on the screen; ${patients} patients`,
    figures,
    notes: [
      'A press is a click or Enter. Typed letters and other keys (Tab, arrows, Ctrl P) are counted apart. Every task ends when the right patient and dose are on screen: a wrong one fails the measurement.',
      'Published figures are other studies of other software with other rules of counting; they show the order of magnitude.',
      ...notes,
    ],
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
