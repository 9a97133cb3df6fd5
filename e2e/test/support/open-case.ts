import type { Page } from 'playwright-core';
import type { OpenApplication } from './application-stage.ts';

/** Opens the file of a child, or of a pregnant patient, of the demonstration. */
export async function openCase(
  page: Page,
  { application }: OpenApplication,
  kind: 'child' | 'pregnancy',
): Promise<void> {
  const file = application.files.find((one) => one.care === kind);
  if (file === undefined) throw new Error(`the demonstration has no ${kind}`);
  await page.evaluate((scope) => {
    location.hash = `#/patients/${scope}`;
  }, file.scope);
  await page.getByRole('heading', { level: 1, name: file.name }).waitFor();
}
