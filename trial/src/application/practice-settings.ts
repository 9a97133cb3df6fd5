import { demonstrationGrowth } from '@etanche/demo';
import { packGrowthTable } from '@etanche/records-fhir';
import type { RecordsData, SettingsDocument } from '@etanche/records-client';
import { plusDays, weekdayOf } from '@etanche/records-web';
import { demonstrationFavourites } from './demonstration-favourites.ts';
import { founder, members, practiceName } from './cast.ts';

export const timeZone = 'Europe/Paris';

type Hours = { from: number; to: number }[];

const morning: Hours = [{ from: 8 * 60, to: 12 * 60 }];
const wholeDay: Hours = [...morning, { from: 14 * 60, to: 19 * 60 }];

/**
 * The opening hours of a week: Saturday in the morning, Sunday closed. The day of the start and the next one are whole
 * days, so that a start at a weekend shows a practice at work too.
 */
export function demonstrationWeek(today: string): { day: number; ranges: Hours }[] {
  const shown = [today, plusDays(today, 1)].map(weekdayOf);
  return [1, 2, 3, 4, 5, 6, 7]
    .map((day) => ({ day, ranges: day < 6 || shown.includes(day) ? wholeDay : day === 6 ? morning : [] }))
    .filter(({ ranges }) => ranges.length > 0);
}

export const demonstrationKinds = [
  { code: 'consultation', name: 'Consultation', minutes: 20, colour: 1 },
  { code: 'long', name: 'Longue', minutes: 40, colour: 2 },
  { code: 'child', name: 'Enfant', minutes: 20, colour: 3 },
  { code: 'first', name: 'Première fois', minutes: 30, colour: 4 },
  { code: 'visit', name: 'Visite', minutes: 30, colour: 5 },
];

const credentials = [
  { key: 'arnaud', title: 'Docteur en médecine', speciality: 'Médecine générale', rpps: '10001234565' },
  { key: 'bensaid', title: 'Docteur en médecine', speciality: 'Médecine générale', rpps: '10002345675' },
  { key: 'kervella', title: 'Sage-femme diplômée d’État', speciality: 'Sage-femme', rpps: '10003456786' },
];

/** The doctors and the midwife of the first practice, with their names. */
export const professionals = credentials.map((one) => ({
  ...one,
  name: [founder, ...members].find(({ key }) => key === one.key)?.name ?? one.key,
}));

const templates: readonly Extract<SettingsDocument, { document: 'template' }>[] = [
  {
    document: 'template',
    kind: 'certificate',
    name: 'Certificat médical simple',
    text: 'Je soussigné(e), {docteur}, certifie avoir examiné ce jour {patient}, né(e) le {naissance}.\n\nSon état de santé ne présente pas, ce jour, de contre-indication apparente à {objet}.\n\nCertificat établi à la demande de l’intéressé(e) et remis en main propre pour faire valoir ce que de droit.',
  },
  {
    document: 'template',
    kind: 'certificate',
    name: 'Aptitude au sport',
    text: 'Je soussigné(e), {docteur}, certifie avoir examiné ce jour {patient}, né(e) le {naissance}, et n’avoir constaté aucune contre-indication à la pratique du sport suivant, y compris en compétition : {objet}.\n\nFait à la demande de l’intéressé(e) et remis en main propre.',
  },
  {
    document: 'template',
    kind: 'sick_leave',
    name: 'Arrêt de travail',
    text: 'Patient : {patient}, né(e) le {naissance}\nArrêt de travail du {date} au {fin} inclus.\nSorties autorisées : {sorties}\nMotif médical : {objet}',
  },
  {
    document: 'template',
    kind: 'letter',
    name: 'Adressage à un confrère',
    text: '{formule},\n\nJe vous remercie de recevoir {patient}, né(e) le {naissance}, pour {objet}.\n\nAntécédents et problèmes en cours :\n{problemes}\n\nTraitement actuel :\n{traitement}\n\nAllergies : {allergies}\n\nJe vous remercie de votre avis et vous prie de croire à mes sentiments confraternels.',
  },
  {
    document: 'template',
    kind: 'visit',
    name: 'Suivi d’hypertension',
    text: 'Pas de signe fonctionnel. Auscultation cardiaque régulière, pas de souffle. Pas d’œdème.',
  },
];

const correspondents = [
  {
    name: 'Dr Yann Le Gall',
    speciality: 'Cardiologie',
    rpps: '10004567896',
    street: '12 rue du Frout',
    phone: '02 98 95 10 10',
  },
  {
    name: 'Dr Maud Prigent',
    speciality: 'Ophtalmologie',
    rpps: '10005678908',
    street: '4 place de Locronan',
    phone: '02 98 95 20 20',
    email: 'maud.prigent@pro.mssante.fr',
  },
  {
    name: 'Laboratoire du Steïr',
    speciality: 'Biologie médicale',
    rpps: '',
    street: '18 quai du Steïr',
    phone: '02 98 95 30 30',
  },
];

/** Fills the settings of the demonstration. `accounts` are member ids by the keys of the cast. */
export async function fillSettings(
  data: RecordsData,
  accounts: ReadonlyMap<string, string>,
  today: string,
): Promise<void> {
  const settings = await data.settings();
  const documents: SettingsDocument[] = [
    {
      ...{ document: 'hours', timeZone, weekdays: demonstrationWeek(today) },
      closures: [],
    },
    { document: 'kinds', kinds: demonstrationKinds },
    {
      ...{ document: 'letterhead', name: practiceName, lines: ['Médecine générale · Sage-femme'], finess: '290012345' },
      ...{ street: '3 quai du Port', postalCode: '29000', town: 'Quimper', phone: '02 98 44 12 34' },
      ...{
        email: 'accueil@msp-du-port.example',
        footer:
          'En cas d’urgence, composez le 15. Membre d’une association agréée, le règlement par chèque est accepté.',
      },
    },
    ...professionals.map(({ key, name, title, speciality, rpps }, i): SettingsDocument => ({
      ...{ document: 'practitioner', member: accounts.get(key) ?? '', title, speciality, rpps, colour: (i % 5) + 1 },
      name,
      ...{ phone: '', email: '' },
    })),
    ...templates,
    growthDocument(),
    ...demonstrationFavourites(accounts),
    ...correspondents.map((one): SettingsDocument => ({
      ...{ document: 'correspondent', postalCode: '29000', town: 'Quimper', email: '' },
      ...one,
    })),
  ];
  for (const document of documents) await settings.put(document, null);
}

/** A reference in the public domain. It is not the one of French children, and its name and source say so. */
function growthDocument(): SettingsDocument {
  const { curves, ...facts } = packGrowthTable(demonstrationGrowth);
  return { document: 'growth', ...facts, curves: curves.map((one) => ({ ...one, rows: [...one.rows] })) };
}
