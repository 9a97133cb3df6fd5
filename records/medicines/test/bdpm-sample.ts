import type { BdpmTexts } from '@etanche/records-medicines';

const lines = (...rows: readonly (readonly string[])[]) => rows.map((row) => row.join('\t') + '\r\n').join('');

const medicine = (cis: string, name: string, form: string, state = 'Commercialisée') => [
  cis,
  name,
  form,
  'orale',
  'Autorisation active',
  'Procédure nationale',
  state,
  '01/01/2000',
  '',
  '',
  ' LABO',
  'Non',
];

const pack = (cis: string, label: string, declared = 'Déclaration de commercialisation', date = '14/01/2026') => [
  cis,
  '1234567',
  label,
  'Présentation active',
  declared,
  date,
  '3400912345678',
  'oui',
  '65%',
  '1',
  '2',
  '1',
  '',
];

/** Lines of the public medicines database (Licence Ouverte 2.0), shortened. */
export const bdpmSample: BdpmTexts = {
  CIS_bdpm: lines(
    medicine('61939921', 'AMLOR 10 mg, gélule', 'gélule'),
    medicine('69065160', 'METFORMINE ALMUS 1000 mg, comprimé pelliculé', 'comprimé pelliculé'),
    medicine('60000001', 'DOLIPRANE 500 mg, comprimé effervescent', 'comprimé effervescent(e)', 'Non commercialisée'),
  ),
  CIS_COMPO_bdpm: lines(
    ['61939921', 'gélule', '39727', 'AMLODIPINE', '10,00 mg', 'une gélule', 'FT', '2'],
    ['61939921', 'gélule', '93748', "BÉSILATE D'AMLODIPINE", '13,870 mg', 'une gélule', 'SA', '2'],
    ['69065160', 'comprimé', '04442', 'METFORMINE', '780 mg', 'un comprimé', 'FT', '1'],
    ['69065160', 'comprimé', '24321', 'CHLORHYDRATE DE METFORMINE', '1000 mg', 'un comprimé', 'SA', '1'],
  ),
  CIS_CPD_bdpm: lines(['61939921', 'liste I'], ['69065160', 'liste I'], ['']),
  CIS_GENER_bdpm: lines(['467', 'AMLODIPINE 10 mg - AMLOR 10 mg, gélule', '61939921', '0', '1']),
  CIS_CIP_bdpm: lines(
    pack('61939921', 'plaquette(s) PVC aluminium de 90 gélule(s)'),
    pack('61939921', 'plaquette(s) PVC aluminium de 30 gélule(s)', undefined, '29/11/2924'),
    pack('61939921', 'plaquette(s) PVC aluminium de 28 gélule(s)', 'Déclaration d’arrêt de commercialisation'),
  ),
};
