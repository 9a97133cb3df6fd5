/** Diseases against which a vaccine protects, as vaccination records in France name them. */
export const diseases = {
  diphtheria: 'Diphtérie',
  tetanus: 'Tétanos',
  polio: 'Poliomyélite',
  pertussis: 'Coqueluche',
  hib: 'Haemophilus b',
  hepatitis_b: 'Hépatite B',
  hepatitis_a: 'Hépatite A',
  pneumococcus: 'Pneumocoque',
  rotavirus: 'Rotavirus',
  meningococcus_b: 'Méningocoque B',
  meningococcus_acwy: 'Méningocoques ACWY',
  meningococcus_c: 'Méningocoque C',
  measles: 'Rougeole, oreillons, rubéole',
  hpv: 'Papillomavirus',
  influenza: 'Grippe',
  covid: 'Covid-19',
  zoster: 'Zona',
  varicella: 'Varicelle',
  rsv: 'VRS',
  yellow_fever: 'Fièvre jaune',
  typhoid: 'Typhoïde',
  rabies: 'Rage',
  tick_encephalitis: 'Encéphalite à tiques',
  japanese_encephalitis: 'Encéphalite japonaise',
  tuberculosis: 'Tuberculose',
  chikungunya: 'Chikungunya',
} as const;
export type Disease = keyof typeof diseases;

export type VaccineProduct = {
  /** Code CIS of the public medicines database. */
  readonly cis: string;
  readonly name: string;
  readonly diseases: readonly Disease[];
  readonly route: VaccineRoute;
};

export type VaccineRoute = 'IM' | 'SC' | 'ID' | 'PO';

const dtp: readonly Disease[] = ['diphtheria', 'tetanus', 'polio'];
const dtcap: readonly Disease[] = [...dtp, 'pertussis'];
const hexavalent: readonly Disease[] = [...dtcap, 'hib', 'hepatitis_b'];

/**
 * Vaccines of the public medicines database (BDPM, `CIS_bdpm` of November 2026) that practices use, with the diseases
 * of their names there. The route is the usual one of those that the database lists.
 */
export const vaccineProducts: readonly VaccineProduct[] = [
  product('60645557', 'HEXYON', hexavalent),
  product('62966063', 'INFANRIX hexa', hexavalent),
  product('69688620', 'VAXELIS', hexavalent),
  product('69543678', 'INFANRIXQUINTA', [...dtcap, 'hib']),
  product('69811279', 'PENTAVAC', [...dtcap, 'hib']),
  product('69777706', 'INFANRIXTETRA', dtcap),
  product('66543281', 'TETRAVAC-ACELLULAIRE', dtcap),
  product('67619892', 'REPEVAX', dtcap),
  product('62404793', 'BOOSTRIXTETRA', dtcap),
  product('60917345', 'REVAXIS', dtp),
  product('61104024', 'ACT-HIB', ['hib']),
  product('62189757', 'PREVENAR 20', ['pneumococcus']),
  product('67786749', 'PREVENAR 13', ['pneumococcus']),
  product('64355843', 'VAXNEUVANCE', ['pneumococcus']),
  product('69077052', 'CAPVAXIVE', ['pneumococcus']),
  product('60614280', 'PNEUMOVAX', ['pneumococcus']),
  product('60886387', 'ROTARIX', ['rotavirus'], 'PO'),
  product('66396810', 'ROTATEQ', ['rotavirus'], 'PO'),
  product('64493883', 'BEXSERO', ['meningococcus_b']),
  product('65802140', 'TRUMENBA', ['meningococcus_b']),
  product('69241562', 'NIMENRIX', ['meningococcus_acwy']),
  product('63064137', 'MENQUADFI', ['meningococcus_acwy']),
  product('68046787', 'MENVEO', ['meningococcus_acwy']),
  product('63301248', 'MENJUGATE', ['meningococcus_c']),
  product('61896473', 'PRIORIX', ['measles']),
  product('64269668', 'M-M-RVAXPRO', ['measles']),
  product('65017887', 'GARDASIL 9', ['hpv']),
  product('69675854', 'VAXIGRIP', ['influenza']),
  product('63156183', 'INFLUVAC', ['influenza']),
  product('62752472', 'FLUCELVAX', ['influenza']),
  product('62048742', 'EFLUELDA', ['influenza']),
  product('64090291', 'FLUAD', ['influenza']),
  product('63466367', 'COMIRNATY LP.8.1 30 µg', ['covid']),
  product('67364121', 'COMIRNATY LP.8.1 10 µg', ['covid']),
  product('64208590', 'COMIRNATY LP.8.1 3 µg', ['covid']),
  product('62887096', 'SHINGRIX', ['zoster']),
  product('60990140', 'ABRYSVO', ['rsv']),
  product('64431629', 'AREXVY', ['rsv']),
  product('64933425', 'MRESVIA', ['rsv']),
  product('65782652', 'ENGERIX B 10', ['hepatitis_b']),
  product('62279329', 'ENGERIX B 20', ['hepatitis_b']),
  product('69352630', 'HBVAXPRO 5', ['hepatitis_b']),
  product('60386414', 'HAVRIX 1440', ['hepatitis_a']),
  product('60152436', 'HAVRIX 720', ['hepatitis_a']),
  product('62756524', 'AVAXIM 160', ['hepatitis_a']),
  product('63777215', 'AVAXIM 80', ['hepatitis_a']),
  product('65991659', 'TWINRIX ADULTE', ['hepatitis_a', 'hepatitis_b']),
  product('69201849', 'VARIVAX', ['varicella']),
  product('62521070', 'VARILRIX', ['varicella'], 'SC'),
  product('62102962', 'STAMARIL', ['yellow_fever']),
  product('68790394', 'TYPHIM Vi', ['typhoid']),
  product('67718545', 'VACCIN RABIQUE PASTEUR', ['rabies']),
  product('66800338', 'RABIPUR', ['rabies']),
  product('69663909', 'TICOVAC 0,5 ml', ['tick_encephalitis']),
  product('61440306', 'TICOVAC 0,25 ml', ['tick_encephalitis']),
  product('62816512', 'IXIARO', ['japanese_encephalitis']),
  product('61077869', 'VACCIN BCG AJVaccines', ['tuberculosis'], 'ID'),
  product('67395234', 'IXCHIQ', ['chikungunya']),
  product('67392551', 'VIMKUNYA', ['chikungunya']),
];

function product(cis: string, name: string, protects: readonly Disease[], route: VaccineRoute = 'IM'): VaccineProduct {
  return { cis, name, diseases: protects, route };
}

/** Words of names that other programs write, with their diseases. */
const words: readonly (readonly [RegExp, readonly Disease[]])[] = [
  [/hexavalent|hexyon|hexa\b|vaxelis/iu, hexavalent],
  [/infanrix\s*quinta|pentavac|pentavalent/iu, [...dtcap, 'hib']],
  [/dtca?p|dtp[\s,-]*coq|tetravac|infanrix\s*tetra|repevax|boostrix/iu, dtcap],
  [/\bdtp\b|revaxis/iu, dtp],
  [/t[ée]tanos|t[ée]tanique/iu, ['tetanus']],
  [/dipht[ée]ri/iu, ['diphtheria']],
  [/polio/iu, ['polio']],
  [/coquelu/iu, ['pertussis']],
  [/h[ée]patite\s*b|engerix|hbvaxpro|twinrix/iu, ['hepatitis_b']],
  [/h[ée]patite\s*a|havrix|avaxim|vaqta|twinrix|tyavax/iu, ['hepatitis_a']],
  [/pneumoco|prevenar|pneumovax|vaxneuvance|capvaxive/iu, ['pneumococcus']],
  [/rota(?:virus|rix|teq)/iu, ['rotavirus']],
  [/acwy|nimenrix|menveo|menquadfi/iu, ['meningococcus_acwy']],
  [/m[ée]ningo\S*\s*(?:du\s*groupe\s*|groupe\s*)?b\b|bexsero|trumenba/iu, ['meningococcus_b']],
  [/m[ée]ningo\S*\s*(?:du\s*groupe\s*|groupe\s*)?c\b|menjugate|neisvac/iu, ['meningococcus_c']],
  [/\bror\b|rougeole|priorix|m-m-r/iu, ['measles']],
  [/papillom|gardasil|cervarix|\bhpv\b/iu, ['hpv']],
  [/gripp|influenza|vaxigrip|influvac|fluarix|efluelda|\bfluad|flucelvax/iu, ['influenza']],
  [/covid|comirnaty|spikevax|nuvaxovid/iu, ['covid']],
  [/\bzona|shingrix|zostavax/iu, ['zoster']],
  [/varicell|varivax|varilrix/iu, ['varicella']],
  [/\bvrs\b|syncytial|abrysvo|arexvy|mresvia/iu, ['rsv']],
  [/fi[èe]vre jaune|stamaril/iu, ['yellow_fever']],
  [/\bbcg\b/iu, ['tuberculosis']],
];

/** The diseases that a name of a vaccine names; empty if none is known. */
export function diseasesOfName(name: string): Disease[] {
  return [...new Set(words.flatMap(([word, all]) => (word.test(name) ? all : [])))];
}

export function productOf(cis: string): VaccineProduct | null {
  return vaccineProducts.find((one) => one.cis === cis) ?? null;
}
