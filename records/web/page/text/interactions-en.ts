import { longDate } from './format.ts';
import type { InteractionsTexts } from './interactions-fr.ts';

function month(date: string): string {
  return longDate(date.slice(0, 7), 'en');
}

function ended(sentence: string): string {
  return `${sentence.replace(/[.\s]+$/u, '')}.`;
}

export const interactionsEn: InteractionsTexts = {
  levels: {
    'contre-indication': 'Contraindicated',
    'association déconseillée': 'Combination not recommended',
    'précaution d’emploi': 'Precaution for use',
    'à prendre en compte': 'To be taken into account',
  },
  found: (text, { level, other, conduct, date }) => {
    const pair = other === null ? 'between its substances' : `with ${other}`;
    const advice = conduct === '' ? '' : ` Conduct: ${ended(conduct)}`;
    return `${interactionsEn.levels[level]} ${pair}: ${ended(text)}${advice} Thesaurus of ${month(date)}.`;
  },
  noneKnown: (date) => `No known interaction in the thesaurus of ${month(date)}.`,
  unlisted: (names) => `The thesaurus does not name: ${names}.`,
  none: 'No thesaurus is loaded: interactions are not checked.',
  incomplete: 'The thesaurus was not loaded completely: interactions are not checked.',
  unread: 'The settings of the practice could not be read: interactions are not checked.',
  treatmentUnread: (count) =>
    count === '1'
      ? 'One line of the treatment cannot be read: it is not compared.'
      : `${count} lines of the treatment cannot be read: they are not compared.`,
  lead: 'Interactions come only from a dated thesaurus that the practice loads itself, such as that of the ANSM. Choose one JSON file in the format “etanche-interactions 1”, which records/medicines/README.md describes (“Format of a thesaurus”).',
  choose: 'Load a thesaurus',
  again: 'Load the thesaurus again',
  replace: 'Replace the thesaurus',
  loading: 'The thesaurus is checked, then written. The earlier one stays in use until the end.',
  loaded: 'Thesaurus loaded.',
  removed: 'Thesaurus removed.',
  source: (source) => `Source: ${ended(source)}`,
  count: (count) => `Number of interactions: ${count}`,
  by: (name, date) => `Loaded by ${name} on ${date}`,
  invalid: (path) =>
    path === ''
      ? 'This file is no thesaurus in the format “etanche-interactions 1”.'
      : `This thesaurus is wrong at: ${path}.`,
  tooLarge: (megabytes) => `This file exceeds ${megabytes} MB. No thesaurus is that large.`,
};
