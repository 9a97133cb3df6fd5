import type { Disease } from './vaccines.ts';

/** An age: a number of weeks, months or years, such as `2m`. */
export type Age = `${number}${'w' | 'm' | 'y'}`;

/** One appointment of the calendar. */
export interface CalendarLine {
  readonly id: string;
  /** Words for a screen, in French like the calendar. */
  readonly name: string;
  readonly disease: Disease;
  /** Code CIS of the vaccine that a screen proposes: one for this age. */
  readonly product: string;
  readonly rule:
    | {
        /** The nth dose against the disease. */
        readonly kind: 'dose';
        readonly dose: number;
        readonly at: Age;
      }
    | {
        /** One dose at or after `from`, the lower end of the appointment. */
        readonly kind: 'booster';
        readonly at: Age;
        readonly from: Age;
      }
    | {
        /** One dose each season, which begins in September. */
        readonly kind: 'season';
        readonly at: Age;
      }
    | {
        /** One dose each season for a woman who is pregnant in it, in any week. */
        readonly kind: 'pregnant_season';
      }
    | {
        /** One dose in each pregnancy, in these weeks of amenorrhoea. */
        readonly kind: 'pregnancy';
        readonly weeks: readonly [from: number, to: number];
      };
  /** The age from which the dose is late. */
  readonly lateAt: Age | null;
  /** The age at which it is no longer caught up. */
  readonly until: Age | null;
  readonly source: string;
  /** The year of the calendar that was read. */
  readonly year: number;
}

const general =
  'Calendrier des vaccinations 2025, ministère de la Santé, transcription djibe/recommandations-medicales';
const meningococci =
  'Obligation vaccinale du nourrisson au 1er janvier 2025 (méningocoques), tahiti-infos.com a223574 et calendrier 2025';
const common = { source: general, year: 2025 } as const;

/**
 * The general vaccination calendar of France, edition 2025, as far as age alone decides. The edition 2026 was not
 * available: each line has its year, which the screen shows. Recommendations for illnesses, professions and travel are
 * not in it. An appointment of one age is late one year after it; a first dose of an infant two months after.
 */
export const vaccineCalendar: readonly CalendarLine[] = [
  ...doses(
    'hexavalent',
    'DTCaP-Hib-Hépatite B',
    'pertussis',
    '60645557',
    [
      ['2m', '4m'],
      ['4m', '6m'],
      ['11m', '13m'],
    ],
    '6y',
    general,
  ),
  ...doses(
    'pneumococcus',
    'Pneumocoque',
    'pneumococcus',
    '67786749',
    [
      ['2m', '4m'],
      ['4m', '6m'],
      ['11m', '13m'],
    ],
    '24m',
    general,
  ),
  ...doses(
    'rotavirus',
    'Rotavirus',
    'rotavirus',
    '60886387',
    [
      ['2m', '3m'],
      ['3m', '4m'],
    ],
    '24w',
    general,
  ),
  ...doses(
    'meningococcus-b',
    'Méningocoque B',
    'meningococcus_b',
    '64493883',
    [
      ['3m', '5m'],
      ['5m', '7m'],
      ['12m', '14m'],
    ],
    '24m',
    meningococci,
  ),
  ...doses(
    'meningococcus-acwy',
    'Méningocoques ACWY',
    'meningococcus_acwy',
    '69241562',
    [
      ['6m', '8m'],
      ['12m', '14m'],
    ],
    '24m',
    meningococci,
  ),
  ...doses(
    'measles',
    'Rougeole-oreillons-rubéole',
    'measles',
    '61896473',
    [
      ['12m', '14m'],
      ['16m', '19m'],
    ],
    '45y',
    general,
  ),
  booster('dtcap-6', 'DTCaP des 6 ans', 'tetanus', '69777706', '6y', '5y', '7y', '11y'),
  booster('dtcap-11', 'dTcaP des 11 à 13 ans', 'tetanus', '67619892', '11y', '10y', '14y', '25y'),
  booster('dtcap-25', 'dTcaP des 25 ans', 'tetanus', '67619892', '25y', '20y', '26y', '45y'),
  booster('dtp-45', 'dTP des 45 ans', 'tetanus', '67619892', '45y', '40y', '46y', '65y'),
  booster('dtp-65', 'dTP des 65 ans', 'tetanus', '67619892', '65y', '60y', '66y', '75y'),
  booster('dtp-75', 'dTP des 75 ans', 'tetanus', '67619892', '75y', '70y', '76y', '85y'),
  booster('dtp-85', 'dTP des 85 ans', 'tetanus', '67619892', '85y', '80y', '86y', '95y'),
  booster(
    'acwy-11',
    'Méningocoques ACWY des 11 à 14 ans',
    'meningococcus_acwy',
    '69241562',
    '11y',
    '10y',
    '15y',
    '25y',
  ),
  ...doses(
    'hpv',
    'Papillomavirus',
    'hpv',
    '65017887',
    [
      ['11y', '15y'],
      ['12y', '15y'],
    ],
    '20y',
    general,
  ),
  {
    ...common,
    id: 'influenza-65',
    name: 'Grippe saisonnière',
    disease: 'influenza',
    product: '69675854',
    rule: { kind: 'season', at: '65y' },
    lateAt: null,
    until: null,
  },
  {
    ...common,
    id: 'covid-65',
    name: 'Covid-19',
    disease: 'covid',
    product: '63466367',
    rule: { kind: 'season', at: '65y' },
    lateAt: null,
    until: null,
  },
  ...doses(
    'zoster',
    'Zona',
    'zoster',
    '62887096',
    [
      ['65y', '66y'],
      ['65y', '66y'],
    ],
    null,
    general,
  ),
  booster('pneumococcus-65', 'Pneumocoque des 65 ans', 'pneumococcus', '62189757', '65y', '18y', '66y', null),
  {
    ...common,
    id: 'pertussis-pregnancy',
    name: 'Coqueluche pendant la grossesse',
    disease: 'pertussis',
    product: '67619892',
    rule: { kind: 'pregnancy', weeks: [20, 36] },
    lateAt: null,
    until: null,
  },
  {
    ...common,
    id: 'influenza-pregnancy',
    name: 'Grippe saisonnière pendant la grossesse',
    disease: 'influenza',
    product: '69675854',
    rule: { kind: 'pregnant_season' },
    lateAt: null,
    until: null,
    source: 'Recommandation à toute femme enceinte, quel que soit le terme, depuis 2012, infovac.fr (femmes enceintes)',
    year: 2022,
  },
  {
    ...common,
    id: 'rsv-pregnancy',
    name: 'VRS pendant la grossesse',
    disease: 'rsv',
    product: '60990140',
    rule: { kind: 'pregnancy', weeks: [32, 36] },
    lateAt: null,
    until: null,
  },
];

function doses(
  id: string,
  name: string,
  disease: Disease,
  product: string,
  ages: readonly (readonly [at: Age, lateAt: Age])[],
  until: Age | null,
  source: string,
): CalendarLine[] {
  return ages.map(([at, lateAt], i) => ({
    ...{ id: `${id}-${i + 1}`, name, disease, product, lateAt, until, source, year: 2025 },
    rule: { kind: 'dose', dose: i + 1, at },
  }));
}

function booster(
  id: string,
  name: string,
  disease: Disease,
  product: string,
  at: Age,
  from: Age,
  lateAt: Age,
  until: Age | null,
): CalendarLine {
  return { ...common, id, name, disease, product, rule: { kind: 'booster', at, from }, lateAt, until };
}
