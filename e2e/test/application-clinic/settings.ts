import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const entry = /^\d\d:\d\d/;
const parts = [
  'Horaires et fermetures',
  'Types de rendez-vous',
  'En-tête',
  'Annuaire du cabinet',
  'Modèles',
  'Correspondants',
  'Courbes de croissance',
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
          .or(page.getByLabel('Charger une table'))
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

  test('a changed letterhead or template is not lost by another part, entry or screen without a question', async () => {
    await using visitor = await atWork(stage, 'Paul Le Roux');
    const { page } = visitor;
    const question = page.getByRole('dialog', { name: 'Changements non gardés' });
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'En-tête' }).click();
    const street = page.getByRole('textbox', { name: 'Rue' });
    const before = await street.inputValue();
    await street.fill('7 quai Perdu');
    for (const link of ['Modèles', 'Cabinet']) {
      await page.getByRole('link', { name: link, exact: true }).click();
      await question.waitFor();
      await expectAccessible(page);
      await question.getByRole('button', { name: 'Rester' }).click();
      await question.waitFor({ state: 'detached' });
      expect(await street.inputValue()).toBe('7 quai Perdu');
    }
    await street.fill(before);
    await page.getByRole('link', { name: 'Modèles' }).click();
    await page.getByRole('button', { name: 'Aptitude au sport' }).click();
    await page.getByRole('textbox', { name: 'Nom' }).fill('Aptitude');
    await page.getByRole('button', { name: 'Arrêt de travail' }).click();
    await question.getByRole('button', { name: 'Rester' }).click();
    expect(await page.getByRole('textbox', { name: 'Nom' }).inputValue()).toBe('Aptitude');
    await page.getByRole('button', { name: 'Arrêt de travail' }).click();
    await question.getByRole('button', { name: 'Quitter sans garder' }).click();
    await expect.poll(() => page.getByRole('textbox', { name: 'Nom' }).inputValue()).toBe('Arrêt de travail');
    expect(visitor.troubles).toEqual([]);
  });

  test('a colleague’s version loses nothing that is typed: both changes are shown, and either is stored', async () => {
    await using visitor = await atWork(stage, 'Paul Le Roux');
    const { page } = visitor;
    await using other = await atWork(stage, 'Dr Hélène Arnaud');
    const letterhead = async (of: typeof page): Promise<void> => {
      await of.getByRole('link', { name: 'Réglages' }).click();
      await of.getByRole('link', { name: 'En-tête' }).click();
      await of.getByRole('textbox', { name: 'Rue' }).waitFor();
    };
    await letterhead(page);
    await letterhead(other.page);
    const street = page.getByRole('textbox', { name: 'Rue' });
    const phone = page.getByRole('textbox', { name: 'Téléphone' });
    const before = { street: await street.inputValue(), phone: await phone.inputValue() };
    await street.fill('3 quai de Paul');
    await phone.fill('02 98 00 00 01');
    await other.page.getByRole('textbox', { name: 'Rue' }).fill('4 quai d’Hélène');
    await other.page.getByRole('textbox', { name: 'Pied de page' }).fill('Membre d’une association agréée');
    await other.page.getByRole('button', { name: 'Garder', exact: true }).click();
    await other.page.getByText('Réglage gardé.').waitFor();

    // The administrator’s form hears of it without an attempt to store.
    await page.getByText(/^Dr Hélène Arnaud a gardé une autre version entre-temps/).waitFor();
    await page.getByText(/^Rue\s: 4 quai d’Hélène$/).waitFor();
    expect(await street.inputValue()).toBe('3 quai de Paul');
    expect(await phone.inputValue()).toBe('02 98 00 00 01');
    expect(await page.getByRole('textbox', { name: 'Pied de page' }).inputValue()).toContain('association agréée');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Prendre la version de Dr Hélène Arnaud' }).click();
    await expect.poll(() => street.inputValue()).toBe('4 quai d’Hélène');
    expect(await phone.inputValue()).toBe(before.phone);
    await page.getByRole('status').getByRole('button', { name: 'Annuler' }).click();
    await expect.poll(() => street.inputValue()).toBe('3 quai de Paul');
    await street.fill(before.street);
    await phone.fill(before.phone);
    await page.getByRole('textbox', { name: 'Pied de page' }).fill('');
    await page.getByRole('button', { name: 'Garder', exact: true }).click();
    await page.getByText('Réglage gardé.').waitFor();
    await page.getByText(/, par Paul Le Roux/).waitFor();
    expect(await page.getByText(/a gardé une autre version/).count()).toBe(0);
    for (const { troubles } of [visitor, other]) expect(troubles).toEqual([]);
  });

  test('an agenda that is open has the kinds of appointments that an administrator changes', async () => {
    await using visitor = await atWork(stage, 'Paul Le Roux');
    await using secretary = await atWork(stage, 'Nadia Cohen');
    const { page } = visitor;
    const phone = secretary.page.getByRole('region', { name: 'Au téléphone' });
    const card = secretary.page.getByRole('button', { name: entry }).first();
    const [, name = ''] = (await card.innerText()).split('\n');
    await phone.getByRole('combobox').fill(name);
    await secretary.page.keyboard.press('Enter');
    await phone.getByRole('option', { name }).first().waitFor();
    await secretary.page.keyboard.press('Enter');
    await phone.getByRole('radio', { name: 'Longue', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('link', { name: 'Types de rendez-vous' }).click();
    for (const kind of ['Très longue', 'Longue']) {
      await page.getByRole('textbox', { name: 'Nom' }).nth(1).fill(kind);
      await page.getByRole('button', { name: 'Garder', exact: true }).click();
      await phone.getByRole('radio', { name: kind, exact: true }).waitFor();
    }
    await phone.getByRole('button', { name: 'Chercher une autre personne' }).click();
    for (const { troubles } of [visitor, secretary]) expect(troubles).toEqual([]);
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
    await page.getByRole('button', { name: 'Quitter sans garder' }).click();
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
