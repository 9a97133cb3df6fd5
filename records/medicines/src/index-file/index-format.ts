import type { GenericRole } from '../medicine.ts';

export const indexFormat = 'etanche-medicines 1';

export const indexLicence =
  'Source : Base de données publique des médicaments, ANSM, HAS, UNCAM ; Licence Ouverte 2.0 (Etalab) ; ' +
  'https://base-donnees-publique.medicaments.gouv.fr';

export const roleLetters: Readonly<Record<GenericRole, string>> = {
  reference: 'r',
  generic: 'g',
  complementary: 'c',
  substitutable: 's',
};
