import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;

export function testVaccines(stage: OpenApplication): void {
  test('a vaccination needs its lot, is in the record with it, and prints', async () => {
    await using visitor = await atWork(stage, 'Dr Hélène Arnaud');
    const { page } = visitor;
    await page.getByRole('button', { name: entry }).first().click();
    await page.getByRole('tab', { name: /^Vaccins/ }).click();
    await expectAccessible(page);
    await page
      .getByRole('region', { name: 'À faire' })
      .getByText('la profession et les voyages ne sont pas pris en compte.')
      .waitFor();
    await page.getByRole('button', { name: 'Autre vaccin' }).click();
    const dialog = page.getByRole('dialog', { name: 'Vacciner' });
    await dialog.getByRole('combobox', { name: 'Vaccin' }).selectOption({ label: 'VAXIGRIP' });
    await dialog.getByRole('button', { name: 'Bras gauche' }).click();
    await dialog.getByRole('button', { name: /^Fait/ }).click();
    await dialog.getByText('Le lot manque').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Péremption').fill('01/2020');
    await dialog.getByLabel('Lot', { exact: true }).fill('U3J71');
    await page.keyboard.press('Enter');
    await dialog.getByText('Ce flacon est périmé').waitFor();
    await dialog.getByLabel('Péremption').fill('13/99');
    await page.keyboard.press('Enter');
    await dialog.getByText('Péremption attendue').waitFor();
    await dialog.getByLabel('Péremption').fill('06/99');
    await page.keyboard.press('Enter');
    const record = page.getByRole('region', { name: 'Carnet de vaccination' });
    await record.getByText(/lot U3J71 .*Bras gauche/).waitFor();

    await page.evaluate(() => {
      window.print = () => {
        document.title = document.querySelector('.paper')?.textContent ?? '';
      };
    });
    await record.getByRole('button', { name: 'Imprimer le carnet' }).click();
    await expect.poll(() => page.title()).toMatch(/VAXIGRIP.*Grippe.*U3J71.*Bras gauche/);
    await expect.poll(() => page.locator('.paper').count()).toBe(0);

    // The same vial is offered for the next patient, so that its lot is one press.
    await page.getByRole('button', { name: 'Autre vaccin' }).click();
    await dialog.getByRole('combobox', { name: 'Vaccin' }).selectOption({ label: 'VAXIGRIP' });
    await dialog.getByRole('button', { name: 'Même flacon : U3J71' }).click();
    expect(await dialog.getByLabel('Péremption').inputValue()).toBe('06/2099');
    await dialog.getByRole('button', { name: 'Refusé' }).click();
    await record.getByText('non fait, Refus du patient').waitFor();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
