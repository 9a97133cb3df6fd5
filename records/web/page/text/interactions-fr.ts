import type { LineAlert } from '../../port/prescription-calls.ts';
import { longDate } from './format.ts';

type Found = NonNullable<LineAlert['interaction']>;

/** « de mars 2026 », « d’août 2026 ». */
function ofMonth(date: string): string {
  const month = longDate(date.slice(0, 7), 'fr');
  return /^[ao]/u.test(month) ? `d’${month}` : `de ${month}`;
}

function ended(sentence: string): string {
  return `${sentence.replace(/[.\s]+$/u, '')}.`;
}

/** Texts of the interactions: alerts of a line, and the thesaurus in the settings. */
export const interactionsFr = {
  levels: {
    'contre-indication': 'Contre-indication',
    'association déconseillée': 'Association déconseillée',
    'précaution d’emploi': 'Précaution d’emploi',
    'à prendre en compte': 'À prendre en compte',
  } satisfies Record<Found['level'], string>,
  found: (text: string, { level, other, conduct, date }: Found): string => {
    const pair = other === null ? 'entre ses substances' : `avec ${other}`;
    const advice = conduct === '' ? '' : ` Conduite : ${ended(conduct)}`;
    return `${interactionsFr.levels[level]} ${pair} : ${ended(text)}${advice} Thésaurus ${ofMonth(date)}.`;
  },
  noneKnown: (date: string) => `Aucune interaction connue dans le thésaurus ${ofMonth(date)}.`,
  unlisted: (names: string) => `Le thésaurus ne nomme pas : ${names}.`,
  none: 'Aucun thésaurus chargé : les interactions ne sont pas vérifiées.',
  incomplete: 'Le chargement du thésaurus n’est pas complet : les interactions ne sont pas vérifiées.',
  unread: 'Les réglages du cabinet n’ont pas pu être lus : les interactions ne sont pas vérifiées.',
  treatmentUnread: (count: string) =>
    count === '1'
      ? 'Une ligne du traitement n’est pas lisible : elle n’est pas comparée.'
      : `${count} lignes du traitement ne sont pas lisibles : elles ne sont pas comparées.`,
  lead: 'Les interactions viennent seulement d’un thésaurus daté, que le cabinet charge lui-même, par exemple celui de l’ANSM. Choisissez un fichier JSON au format « etanche-interactions 1 », décrit dans records/medicines/README.md (« Format of a thesaurus »).',
  choose: 'Charger un thésaurus',
  again: 'Charger de nouveau le thésaurus',
  replace: 'Remplacer le thésaurus',
  loading: 'Le thésaurus est vérifié puis écrit. Le précédent reste en usage jusqu’à la fin.',
  loaded: 'Thésaurus chargé.',
  removed: 'Thésaurus retiré.',
  source: (source: string) => `Source : ${ended(source)}`,
  count: (count: string) => `Nombre d’interactions : ${count}`,
  by: (name: string, date: string) => `Chargé par ${name} le ${date}`,
  invalid: (path: string) =>
    path === ''
      ? 'Ce fichier n’est pas un thésaurus au format « etanche-interactions 1 ».'
      : `Ce thésaurus est faux à l’endroit : ${path}.`,
  tooLarge: (megabytes: string) => `Ce fichier dépasse ${megabytes} Mo. Aucun thésaurus n’est si grand.`,
};

export type InteractionsTexts = typeof interactionsFr;
