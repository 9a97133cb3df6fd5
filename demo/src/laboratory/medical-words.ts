export const doctors = [
  'DR LE GUEN',
  'DR MARTIN Sophie',
  'DR BENSAÏD',
  'DR D’HERVÉ',
  'DR Kerbrat Y.',
  'DR NGUYEN',
  'CH LORIENT',
];
export const insurers = [
  'MGEN',
  'HARMONIE MUTUELLE',
  'MUTUELLE GÉNÉRALE',
  'MACIF SANTÉ',
  'MALAKOFF',
  'AÉSIO',
  'MNH',
  'ALAN',
];
export const occupations = [
  'RETRAITÉ',
  'ENSEIGNANTE',
  'AGRICULTEUR',
  'INFIRMIÈRE',
  'SANS',
  'MARIN-PÊCHEUR',
  'OUVRIÈRE',
  'ÉTUDIANT',
];
export const treatments = [
  'KARDEGIC 75',
  'LÉVOTHYROX 50µg',
  'PRÉVISCAN',
  'METFORMINE 1000',
  'PILULE',
  'INSULINE',
  'ELIQUIS 5mg',
];
export const analyses = [
  'NFS+VS',
  'GLYC;HBA1C',
  'TSH',
  'BHCG',
  'INR',
  'ECBU',
  'CHOLESTÉROL',
  'PCR SARS-COV-2',
  'SÉROLOGIE VIH',
];
/** Free comments: plain, with separators and quotes, and with line ends. */
export const comments = [
  'à jeun',
  'veines difficiles, prélever main gauche',
  'Patiente enceinte (12 SA)',
  'sérologie VIH positive connue',
  'ne pas communiquer les résultats au conjoint !',
  'tumeur cérébrale, aphasique',
  'envoyer résultats au Dr; copie au patient',
  'préfère "le petit labo" de la gare',
  'DIABÈTE; HTA; "allergie latex"',
  'appeler avant 9h\r\nsonner 2 fois',
  'sourd;\r\nparler à sa femme\r\n"très gentille"',
  'payé 12,50 € en espèces',
];
