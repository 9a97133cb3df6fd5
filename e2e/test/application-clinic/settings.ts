import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const parts = [
  'Horaires et fermetures',
  'Types de rendez-vous',
  'En-tête',
  'Annuaire du cabinet',
  'Modèles',
  'Correspondants',
];

export function testSettings(stage: OpenApplication): void {
  test.each(['light', 'dark'] as const)(
    'every part is accessible to an administrator, in %s colours',
    async (colours) => {
      await using visitor = await atWork(stage, 'Paul Le Roux');
      const { page } = visitor;
      await page.emulateMedia({ colorScheme: colours });
      await page.getByRole('link', { name: 'Réglages' }).click();
      for (const part of parts) {
        await page.getByRole('link', { name: part }).click();
        await page.getByRole('heading', { level: 2, name: part }).waitFor();
        await page
          .getByRole('button', { name: /Garder|Ajouter/ })
          .first()
          .waitFor();
        await expectAccessible(page);
      }
      expect(visitor.troubles).toEqual([]);
    },
  );

  test('an administrator changes the letterhead, sees the page meanwhile, and takes it back', async () => {
    await using visitor = await atWork(stage, 'Paul Le Roux');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'En-tête' }).click();
    const street = page.getByRole('textbox', { name: 'Rue' });
    const before = await street.inputValue();
    await street.fill('5 quai Neuf');
    await page.getByRole('img', { name: 'Aperçu de l’en-tête' }).getByText('5 quai Neuf').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Réglage gardé.').waitFor();
    await page.getByText(/Version 2, par Paul Le Roux/).waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText(/Version 3, par Paul Le Roux/).waitFor();
    expect(await street.inputValue()).toBe(before);
    expect(visitor.troubles).toEqual([]);
  });

  test('a template with a birth date, and a wrong RPPS number, are rejected in words', async () => {
    await using visitor = await atWork(stage, 'Paul Le Roux');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'Modèles' }).click();
    await page.getByRole('button', { name: 'Ajouter' }).click();
    await page.getByRole('textbox', { name: 'Nom' }).fill('Essai');
    await page.getByRole('textbox', { name: 'Texte' }).fill('Mme X, née le 14/03/1958');
    await page.getByRole('button', { name: 'Garder' }).click();
    await page.getByText('Ce texte contient une date de naissance. Retirez-la.').waitFor();
    await page.getByRole('link', { name: 'Annuaire du cabinet' }).click();
    await page.getByRole('button', { name: 'Dr Hélène Arnaud' }).click();
    await page.getByRole('textbox', { name: 'N° RPPS' }).fill('10001234566');
    await page.getByText('Clé fausse : un chiffre est faux ou inversé').waitFor();
    await page.getByRole('button', { name: 'Garder' }).click();
    await page.getByText('Le numéro RPPS a un chiffre faux ou inversé.').waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test('a secretary writes correspondents and only reads the letterhead', async () => {
    await using visitor = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'En-tête' }).click();
    await page.getByText('Votre rôle lit cette page et ne la modifie pas.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Rue' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Correspondants' }).click();
    await page.getByRole('button', { name: 'Ajouter' }).click();
    await page.getByRole('textbox', { name: 'Nom' }).fill('Dr Gaël Riou');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Dr Gaël Riou' }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });
}
