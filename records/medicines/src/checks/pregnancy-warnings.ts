/** A warning about medicines in a pregnancy, with its source. Terms are completed weeks of amenorrhoea. */
export interface PregnancyWarning {
  readonly id: string;
  /** Words of the names of the substances. */
  readonly substances: readonly string[];
  /** Completed weeks from which it is contraindicated; null: never, 0: in the whole pregnancy. */
  readonly contraindicatedFrom: number | null;
  /** Words for a screen, in French like the source. */
  readonly text: string;
  readonly source: string;
  /** The year in which the source was read. */
  readonly year: number;
}

const list = (text: string): string[] => text.split(', ');
const crat = 'CRAT (lecrat.fr), Médicaments tératogènes';
const year = 2026;

/**
 * The medicines of general practice about which the ANSM or the CRAT warns. It is not complete: a medicine that is not
 * in it may be dangerous, and the screen says so.
 */
export const pregnancyWarnings: readonly PregnancyWarning[] = [
  {
    id: 'coxib',
    substances: list('célécoxib, étoricoxib, parécoxib'),
    contraindicatedFrom: 0,
    text: 'contre-indiqué pendant toute la grossesse',
    source: 'ANSM, point d’information du 26 janvier 2017 (AINS et grossesse)',
    year,
  },
  {
    id: 'nsaid',
    substances: list(
      'acéclofénac, diclofénac, dexkétoprofène, étodolac, fénoprofène, flurbiprofène, ibuprofène, indométacine, ' +
        'kétoprofène, méfénamique, méloxicam, morniflumate, nabumétone, naproxène, niflumique, piroxicam, ténoxicam, ' +
        'tiaprofénique',
    ),
    contraindicatedFrom: 24,
    text: 'AINS contre-indiqué à partir de 24 SA, même une fois et par toute voie ; avant, seulement s’il est indispensable',
    source: 'ANSM, point d’information du 26 janvier 2017 (AINS et grossesse)',
    year,
  },
  {
    id: 'aspirin',
    substances: list('acétylsalicylique'),
    contraindicatedFrom: null,
    text: 'au-dessus de 100 mg par jour, contre-indiqué à partir de 24 SA',
    source: 'ANSM, point d’information du 26 janvier 2017 (AINS et grossesse)',
    year,
  },
  {
    id: 'ace',
    substances: list(
      'bénazépril, captopril, énalapril, fosinopril, lisinopril, périndopril, quinapril, ramipril, trandolapril, zofénopril',
    ),
    contraindicatedFrom: 14,
    text: 'IEC contre-indiqué aux 2e et 3e trimestres, déconseillé au 1er',
    source: 'ANSM, rappel d’octobre 2017 (IEC, ARA II et grossesse)',
    year,
  },
  {
    id: 'sartan',
    substances: list('candésartan, éprosartan, irbésartan, losartan, olmésartan, telmisartan, valsartan'),
    contraindicatedFrom: 14,
    text: 'sartan contre-indiqué aux 2e et 3e trimestres, déconseillé au 1er',
    source: 'ANSM, rappel d’octobre 2017 (IEC, ARA II et grossesse)',
    year,
  },
  {
    id: 'teratogen',
    substances: list(
      'valproate, valproïque, valpromide, divalproate, acitrétine, alitrétinoïne, isotrétinoïne, misoprostol, ' +
        'mycophénolate, mycophénolique, thalidomide, méthotrexate, cyclophosphamide, danazol, testostérone',
    ),
    contraindicatedFrom: 0,
    text: 'toxique pour l’embryon ou le fœtus : à proscrire, sauf indication exceptionnelle',
    source: crat,
    year,
  },
  {
    id: 'teratogen-usable',
    substances: list(
      'lithium, carbimazole, warfarine, acénocoumarol, fluindione, topiramate, carbamazépine, phénobarbital, phénytoïne',
    ),
    contraindicatedFrom: null,
    text: 'tératogène : seulement sans alternative plus sûre, avec une surveillance prénatale',
    source: crat,
    year,
  },
];
