import type { Page } from 'playwright-core';

/**
 * Writes one line on the screen of a prescription, as fast as a doctor who knows what comes: Enter follows the last
 * letter at once.
 */
export async function prescribeAmlodipine(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: /^Médicament/ }).pressSequentially('amlodipine 5');
  await page.keyboard.press('Enter');
  await page.getByRole('form', { name: /^amlodipine 5 mg/ }).waitFor();
  await page.getByRole('textbox', { name: 'Posologie et durée' }).fill('1 0 0 28j');
  await page.getByText(/^Quantité\s: 28/).waitFor();
  await page.keyboard.press('Enter');
  const preview = page.getByRole('complementary', { name: 'Aperçu' });
  await preview.getByText('1 gélule le matin pendant 28 jours').first().waitFor();
}
