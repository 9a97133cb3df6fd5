import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

export function testFirstMorning(stage: OpenApplication): void {
  test.each(['Dr Hélène Arnaud', 'Dr Karim Bensaïd', 'Solène Kervella'])(
    'has an abnormal result, a message, a request and a document to file for %s',
    async (name) => {
      await using visitor = await atWork(stage, name);
      const { page } = visitor;
      await page.getByRole('link', { name: /^Tâches/ }).click();
      await page.getByRole('region', { name: 'Résultats anormaux' }).getByRole('listitem').first().waitFor();
      for (const [group, count] of [
        ['Résultats anormaux', 1],
        ['Autres résultats', 1],
        ['Messages', 1],
        ['À faire', 1],
        ['Demandé à l’accueil', 1],
      ] as const)
        expect(await page.getByRole('region', { name: group, exact: true }).getByRole('listitem').count()).toBe(count);
      await expectAccessible(page);
      const document = page.getByRole('listitem', { name: /Document à classer/ });
      await document.getByRole('link', { name: /^Ouvrir le dossier de/ }).click();
      await page.getByRole('tab', { name: /1\sà classer/ }).click();
      await page.getByRole('button', { name: /Voir et classer/ }).click();
      await page.getByRole('group', { name: 'Page 1 sur 1' }).getByText('Laboratoire du Steïr').waitFor();
      expect(visitor.troubles).toEqual([]);
    },
  );
}
