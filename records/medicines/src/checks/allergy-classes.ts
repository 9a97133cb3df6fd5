/**
 * Classes of medicines that a known allergy names. Sources: WHO ATC/DDD index, groups as given; the members are those
 * that the public medicines database has, by substance without salt.
 */
export interface AllergyClass {
  readonly name: string;
  readonly source: string;
  /** Words of an allergy's text that name the class, folded, singular. */
  readonly words: readonly string[];
  readonly substances: readonly string[];
}

const list = (text: string): string[] => text.split(', ');

const penicillins = list(
  'AMOXICILLINE, AMPICILLINE, BENZATHINE BENZYLPÉNICILLINE, BENZYLPÉNICILLINE, CLOXACILLINE, FLUCLOXACILLINE, OXACILLINE, ' +
    'PHÉNOXYMÉTHYLPÉNICILLINE, PENICILLINE V, PIPÉRACILLINE, PIVMÉCILLINAM, TÉMOCILLINE, TICARCILLINE',
);
const cephalosporins = list(
  'CÉFACLOR, CÉFADROXIL, CÉFALEXINE, CÉFAZOLINE, CÉFÉPIME, CÉFIDÉROCOL, CÉFIXIME, CÉFOTAXIME, CÉFOXITINE, CEFPODOXIME, ' +
    'CEFTAZIDIME, CEFTOBIPROLE, CEFTOLOZANE, CEFTRIAXONE, CÉFUROXIME',
);

export const allergyClasses: readonly AllergyClass[] = [
  { name: 'pénicillines', source: 'ATC J01C', words: ['penicilline', 'penicillin', 'peni'], substances: penicillins },
  {
    name: 'céphalosporines',
    source: 'ATC J01DB à J01DI',
    words: ['cephalosporine', 'c3g'],
    substances: cephalosporins,
  },
  {
    name: 'bêtalactamines',
    source: 'ATC J01C et J01D',
    words: ['betalactamine', 'lactamine'],
    substances: [...penicillins, ...cephalosporins],
  },
  {
    name: 'macrolides',
    source: 'ATC J01FA',
    words: ['macrolide'],
    substances: list('AZITHROMYCINE, CLARITHROMYCINE, ÉRYTHROMYCINE, ROXITHROMYCINE, SPIRAMYCINE'),
  },
  {
    name: 'fluoroquinolones',
    source: 'ATC J01MA',
    words: ['fluoroquinolone', 'quinolone'],
    substances: list('CIPROFLOXACINE, DÉLAFLOXACINE, LÉVOFLOXACINE, MOXIFLOXACINE, NORFLOXACINE, OFLOXACINE'),
  },
  {
    name: 'tétracyclines',
    source: 'ATC J01AA',
    words: ['tetracycline', 'cycline'],
    substances: list('DOXYCYCLINE, LYMÉCYCLINE, MÉTHYLÈNECYCLINE, MINOCYCLINE, TIGÉCYCLINE, ÉRAVACYCLINE'),
  },
  {
    name: 'aminosides',
    source: 'ATC J01G',
    words: ['aminoside', 'aminoglycoside'],
    substances: list('AMIKACINE, GENTAMICINE, NÉTILMICINE, TOBRAMYCINE'),
  },
  {
    name: 'sulfamides antibactériens',
    source: 'ATC J01E et A07EC01',
    words: ['sulfamide', 'sulfonamide'],
    substances: list('SULFADIAZINE, SULFAMÉTHOXAZOLE, SULFASALAZINE'),
  },
  {
    name: 'anti-inflammatoires non stéroïdiens et salicylés',
    source: 'ATC M01A et N02BA01',
    words: ['ains', 'inflammatoire', 'antiinflammatoire', 'salicyle', 'salicylate'],
    substances: list(
      'ACIDE ACÉTYLSALICYLIQUE, ACIDE MÉFÉNAMIQUE, CÉLÉCOXIB, DEXKÉTOPROFÈNE, ÉTORICOXIB, FÉNOPROFÈNE, FLURBIPROFÈNE, ' +
        'IBUPROFÈNE, KÉTOPROFÈNE, MÉLOXICAM, NAPROXÈNE, PARÉCOXIB, PIROXICAM, TÉNOXICAM',
    ),
  },
  {
    name: 'opioïdes',
    source: 'ATC N02A',
    words: ['opioide', 'opiace', 'morphinique'],
    substances: list('CODÉINE, DIHYDROCODÉINE, FENTANYL, HYDROMORPHONE, MORPHINE, OXYCODONE, TRAMADOL'),
  },
  {
    name: 'statines',
    source: 'ATC C10AA',
    words: ['statine'],
    substances: list('ATORVASTATINE, FLUVASTATINE, PITAVASTATINE, PRAVASTATINE, ROSUVASTATINE, SIMVASTATINE'),
  },
  {
    name: 'inhibiteurs de l’enzyme de conversion',
    source: 'ATC C09A',
    words: ['iec'],
    substances: list(
      'BÉNAZÉPRIL, CAPTOPRIL, ÉNALAPRIL, FOSINOPRIL, LISINOPRIL, PÉRINDOPRIL, QUINAPRIL, RAMIPRIL, TRANDOLAPRIL, ZOFÉNOPRIL',
    ),
  },
  {
    name: 'héparines',
    source: 'ATC B01AB',
    words: ['heparine', 'hbpm'],
    substances: list('DALTÉPARINE, ÉNOXAPARINE, HÉPARINE, NADROPARINE, TINZAPARINE'),
  },
];
