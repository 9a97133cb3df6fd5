import type { Page } from 'playwright-core';

const entry = /^\d\d:\d\d/;
/** Pause between two letters of a quick typist. */
const delay = 30;
/** A task that the browser must report: without it, no report would look like no long task. */
const controlMs = 80;

type Observed = { tasks?: { readonly startTime: number; readonly duration: number }[] };

/**
 * The longest task of the page's own thread while a person types in a prescription, in a consultation and in the
 * search.
 *
 * @param page at the agenda
 * @returns ms; 0 if no task took 50 ms, which is the least that a browser reports
 */
export async function longestTaskWhileTyping(page: Page): Promise<number> {
  await page.getByRole('button', { name: entry }).first().click();
  await page.getByRole('link', { name: 'Ordonnance' }).click();
  const medicine = page.getByRole('combobox', { name: /^Médicament/ });
  await medicine.waitFor();
  await page.evaluate(() => {
    const seen = globalThis as Observed;
    const tasks: NonNullable<Observed['tasks']> = [];
    seen.tasks = tasks;
    new PerformanceObserver((list) => {
      tasks.push(...list.getEntries());
    }).observe({ type: 'longtask' });
  });
  await medicine.focus();
  await page.keyboard.type('amoxicilline 500', { delay });
  await page
    .getByRole('option', { name: /amoxicilline/i })
    .first()
    .waitFor();
  await medicine.fill('');
  // The screen that opens is not typing.
  const until = await page.evaluate(() => performance.now());
  await page.keyboard.press('Alt+v');
  const reason = page.getByRole('textbox', { name: 'Motif' });
  await reason.waitFor();
  await reason.focus();
  const from = await page.evaluate(() => performance.now());
  await page.keyboard.type('Toux depuis trois jours, sans fièvre. ta 13/8 poids 72', { delay });
  await page.getByRole('search').getByRole('combobox').focus();
  await page.keyboard.type('le gall ma', { delay });
  await page.keyboard.press('Escape');
  const end = await page.evaluate(
    (ms) =>
      new Promise<number>((resolve) => {
        setTimeout(() => {
          const began = performance.now();
          while (performance.now() - began < ms);
          resolve(began);
        });
      }),
    controlMs,
  );
  await page.waitForFunction(
    (at) => (globalThis as Observed).tasks?.some((one) => one.startTime + one.duration > at),
    end,
  );
  const tasks = await page.evaluate(() =>
    ((globalThis as Observed).tasks ?? []).map(({ startTime, duration }) => ({ startTime, duration })),
  );
  return tasks
    .filter(({ startTime, duration }) => startTime + duration <= end && (startTime < until || startTime > from))
    .reduce((longest, { duration }) => Math.max(longest, duration), 0);
}
