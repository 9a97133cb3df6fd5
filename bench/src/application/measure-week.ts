import type { Page } from 'playwright-core';
import { timeInPage } from './time-in-page.ts';

const card = '[data-entry]';
const saturday = 6;

/** Times in ms. */
export type WeekTimes = {
  /** A day of all practitioners that the session has not opened: server, vaults, verification, drawing. */
  readonly days: readonly number[];
  /** The week of all practitioners, whose days are open. */
  readonly weeks: readonly number[];
  /** The appointments in it, at least. */
  readonly entries: number;
};

/**
 * Opens the days of this week, and then shows the week of all practitioners several times.
 *
 * @param page of a secretary whose session has opened none of these days but today
 * @param weekday of today, 1 for Monday
 */
export async function measureWeek(
  page: Page,
  {
    weekday,
    practitioners,
    times,
  }: { readonly weekday: number; readonly practitioners: number; readonly times: number },
): Promise<WeekTimes> {
  const days: number[] = [];
  let entries = 0;
  const columns = { selector: `section:has(${card})`, count: practitioners };
  const countEntries = async (): Promise<void> => {
    await page.waitForFunction(({ selector, count }) => document.querySelectorAll(selector).length >= count, columns);
    entries += await page.locator(card).count();
  };
  const go = async (name: string): Promise<void> => {
    const button = page.getByRole('button', { name, exact: true });
    days.push(await timeInPage(page, { ...columns, hasNewTitle: true }, () => button.click()));
    await countEntries();
  };
  await page.getByRole('link', { name: 'Agenda', exact: true }).click();
  await countEntries();
  for (let day = weekday; day > 1; day--) await go('Jour précédent');
  if (weekday > 1) await page.getByRole('button', { name: 'Aujourd’hui', exact: true }).click();
  for (let day = weekday; day < saturday; day++) await go('Jour suivant');
  await page.getByRole('link', { name: 'Semaine', exact: true }).click();
  const choice = page.getByRole('combobox', { name: 'Praticien' });
  const weeks: number[] = [];
  for (let i = 0; i <= times; i++) {
    await choice.selectOption({ index: 0 });
    await page.locator(card).first().waitFor();
    weeks.push(await timeInPage(page, { selector: card, count: entries }, () => choice.selectOption('all')));
  }
  return { days, weeks, entries };
}
