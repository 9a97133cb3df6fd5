import type { Page } from 'playwright-core';
import { timeInPage } from './time-in-page.ts';

const entry = /^\d\d:\d\d/;

/** Times in ms, one for each file. */
export type FileTimes = {
  /** From the Enter after a name to the results. */
  readonly found: readonly number[];
  /** From the last digit of the birth date to the results. */
  readonly foundByDate: readonly number[];
  /** From the click on the result to the file. */
  readonly opened: readonly number[];
  /** From the click on the tab of the open file to the file. */
  readonly again: readonly number[];
};

/**
 * Searches, opens and shows again each file in turn.
 *
 * @param page of a doctor whose session has opened none of them
 * @param names of the patients
 */
export async function measureFiles(page: Page, names: readonly string[]): Promise<FileTimes> {
  const found: number[] = [];
  const foundByDate: number[] = [];
  const opened: number[] = [];
  const again: number[] = [];
  const option = (name: string) => page.getByRole('option', { name }).first();
  const search = page.getByRole('search').getByRole('combobox');
  const tabs = page.getByRole('list', { name: 'Dossiers ouverts' });
  for (const name of names) {
    const result = { selector: '[role=option]', text: name };
    await search.fill(name);
    found.push(await timeInPage(page, result, () => page.keyboard.press('Enter')));
    const digits = birthDigits(await option(name).innerText());
    await search.fill(digits.slice(0, -1));
    foundByDate.push(await timeInPage(page, result, () => page.keyboard.type(digits.slice(-1))));
    const file = { selector: 'main h1', text: name, hasNewTitle: true } as const;
    opened.push(await timeInPage(page, file, () => option(name).click()));
    await page.getByRole('link', { name: 'Agenda', exact: true }).click();
    await page.getByRole('button', { name: entry }).first().waitFor();
    again.push(await timeInPage(page, file, () => tabs.getByRole('link', { name }).click()));
    await page.getByRole('link', { name: 'Agenda', exact: true }).click();
    await page.getByRole('button', { name: entry }).first().waitFor();
  }
  return { found, foundByDate, opened, again };
}

/**
 * The digits of a birth date: six, or eight where two digits of the year have two readings.
 *
 * @param text that contains the date, `DD/MM/YYYY`
 */
function birthDigits(text: string): string {
  const [, day, month, year] = /(\d\d)\/(\d\d)\/(\d{4})/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) throw new Error(`no birth date in ${text}`);
  const isShort = year < '2000' && Number(year) + 100 > new Date().getFullYear();
  return day + month + (isShort ? year.slice(2) : year);
}
