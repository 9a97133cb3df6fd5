import type { DoseUnit } from './dose.ts';

export interface UnitFacts {
  readonly plural: string;
  readonly isFeminine: boolean;
  /** The smallest part: a quarter of a tablet, a whole capsule, a thousandth of a millilitre. */
  readonly part: 0.25 | 0.5 | 1 | 0.001;
  /** The largest plausible amount of one intake. */
  readonly largest: number;
  /** As typed, folded (`fold`), without the singular and the plural themselves. */
  readonly typed: readonly string[];
  /** UCUM code; null for pieces. */
  readonly ucum: string | null;
}

const piece = (plural: string, isFeminine: boolean, typed: readonly string[], part: 0.25 | 0.5 | 1 = 1): UnitFacts => ({
  ...{ plural, isFeminine, part, typed },
  largest: 20,
  ucum: null,
});
const measure = (unit: string, largest: number, typed: readonly string[], ucum = unit, plural = unit): UnitFacts => ({
  ...{ plural, largest, typed, ucum },
  isFeminine: false,
  part: 0.001,
});

export const doseUnits: Readonly<Record<DoseUnit, UnitFacts>> = {
  comprimé: piece('comprimés', false, ['cp', 'cps', 'cpr', 'cprs', 'comp'], 0.25),
  gélule: piece('gélules', true, ['gel', 'gels']),
  capsule: piece('capsules', true, ['caps']),
  sachet: piece('sachets', false, ['sach'], 0.5),
  suppositoire: piece('suppositoires', false, ['suppo', 'suppos'], 0.5),
  ovule: piece('ovules', false, []),
  patch: piece('patchs', false, ['patches']),
  pastille: piece('pastilles', true, []),
  lyophilisat: piece('lyophilisats', false, ['lyoc']),
  ampoule: piece('ampoules', true, ['amp'], 0.5),
  dose: piece('doses', true, []),
  bouffée: piece('bouffées', true, ['bouf']),
  pulvérisation: piece('pulvérisations', true, ['pulv']),
  application: piece('applications', true, ['app', 'appl']),
  injection: piece('injections', true, ['inj']),
  goutte: { ...piece('gouttes', true, ['gtte', 'gttes', 'gte', 'gtes']), largest: 400 },
  mg: measure('mg', 20_000, ['milligramme', 'milligrammes']),
  ml: measure('ml', 1000, ['millilitre', 'millilitres'], 'mL'),
  microgramme: measure('microgramme', 20_000, ['ug', 'mcg'], 'ug', 'microgrammes'),
  UI: measure('UI', 1_000_000, ['ui'], '[iU]'),
};

const forms: readonly (readonly [RegExp, DoseUnit])[] = [
  [/inhalation|pour inhaler/, 'bouffée'],
  [/^comprimé/, 'comprimé'],
  [/^gélule/, 'gélule'],
  [/^capsule/, 'capsule'],
  [/^lyophilisat/, 'lyophilisat'],
  [/^suppositoire/, 'suppositoire'],
  [/^(?:ovule|capsule vaginale|comprimé vaginal)/, 'ovule'],
  [/^pastille/, 'pastille'],
  [/^dispositif transdermique|^patch|^emplâtre/, 'patch'],
  [/^collyre|en gouttes|auriculaire/, 'goutte'],
  [/pulvérisation/, 'pulvérisation'],
  [
    /^(?:crème|pommade|gel(?! oral| buvable)|pâte|lotion|mousse|émulsion pour application|solution pour application)/,
    'application',
  ],
  [/injectable|perfusion/, 'injection'],
  [/^(?:sirop|solution buvable|suspension buvable|émulsion buvable)/, 'ml'],
];

/** The counted unit of a form of the database; null if the form alone does not say it. */
export function unitOfForm(form: string): DoseUnit | null {
  const lower = form.toLowerCase();
  if (/^poudre et +solvant pour .*(?:injectable|perfusion)/.test(lower)) return 'injection';
  if (/ et /.test(lower)) return null;
  return forms.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}
