import type { BeyondThree, GrowthFault, GrowthMeasure, VelocityUnit } from '@etanche/records-fhir';

/** Texts of the growth charts. */
export const growthFr = {
  title: 'Courbe de croissance',
  measures: { weight: 'Poids', height: 'Taille', head: 'Périmètre crânien', bmi: 'IMC' } satisfies Record<
    GrowthMeasure,
    string
  >,
  open: 'Voir les courbes',
  chart: 'Mesure affichée',
  ages: 'Âges affichés',
  spans: { 24: '0 à 2 ans', 60: '0 à 5 ans', 228: '0 à 19 ans' },
  units: { months: 'mois', years: 'ans' },
  lines: 'Lignes de la référence',
  lineKinds: { centiles: 'Centiles', deviations: 'Écarts-types' },
  print: 'Imprimer',
  printTitle: (date: string) => `Courbes de croissance, ${date}`,
  add: 'Ajouter des mesures',
  added: 'Mesures ajoutées.',
  last: 'Dernières mesures',
  measurements: 'Toutes les mesures',
  nothing: 'Aucune mesure. Saisissez-en ici, ou dans la consultation : « poids 9,35 », « taille 72 », « pc 45 ».',
  age: 'Âge',
  days: (days: number) => (days < 2 ? `${days} jour` : `${days} jours`),
  correctedAge: (age: string) => `corrigé ${age}`,
  corrected: 'Âge corrigé jusqu’à 2 ans, à partir de 40 semaines (points creux)',
  gestation: 'Terme à la naissance, en semaines + jours',
  gestationFault: 'Écrivez le terme en semaines et jours, par exemple 34+2.',
  gestationKept: 'Terme à la naissance gardé.',
  score: (z: string, centile: string) => `${z}\u00a0DS, centile ${centile}`,
  since: (date: string) => `depuis le ${date}`,
  velocityUnits: { 'g/day': 'g/jour', 'kg/year': 'kg/an', 'cm/month': 'cm/mois', 'cm/year': 'cm/an' } satisfies Record<
    VelocityUnit,
    string
  >,
  noBirth: 'La date de naissance est incomplète : aucune courbe par âge n’est possible.',
  noTable:
    'Aucune table de référence n’est chargée : la courbe montre les mesures de l’enfant, sans centiles ni écarts-types.',
  load: 'Charger une table',
  noSex: 'Le sexe n’est pas renseigné : aucune ligne de référence n’est tracée.',
  table: 'Référence',
  reference: (name: string, date: string) => `Référence : ${name}, ${date}.`,
  source: (source: string) => `Source : ${source.replace(/\.$/u, '')}.`,
  beyond: {
    restricted: 'Au-delà de ±3 DS, règle restreinte de l’OMS.',
    lms: 'Formule LMS à toutes les valeurs.',
  } satisfies Record<BeyondThree, string>,
  faults: {
    date_invalid: 'Date attendue : 14/03/2026.',
    date_future: 'Cette date est à venir.',
    before_birth: 'Cette date est avant la naissance.',
    nothing_measured: 'Écrivez au moins une mesure.',
    weight_impossible: 'Poids attendu en kilogrammes, par exemple 3,45.',
    height_impossible: 'Taille attendue en centimètres, par exemple 72,5.',
    head_impossible: 'Périmètre attendu en centimètres, par exemple 45.',
  } satisfies Record<GrowthFault, string>,
  tables: {
    lead: 'Une table donne L, M et S par âge. Celles de l’OMS et de l’AFPA ne sont pas libres : le cabinet les charge lui-même. Choisissez ensemble les fichiers de l’OMS (weianthro.txt, lenanthro.txt, hcanthro.txt, bmianthro.txt, du programme « anthro »), ou un fichier JSON au format « etanche-growth 1 », décrit dans records/fhir/README.md.',
    choose: 'Charger une table',
    loaded: (name: string) => `Table chargée : ${name}.`,
    curves: (names: string) => `Courbes : ${names}`,
    invalid: (path: string) =>
      path === '' ? 'Ce fichier n’est pas une table de croissance.' : `Cette table est fausse à l’endroit : ${path}.`,
    girls: 'filles',
    boys: 'garçons',
  },
};

export type GrowthTexts = typeof growthFr;
