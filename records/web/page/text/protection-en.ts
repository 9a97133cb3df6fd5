import type { protectionFr } from './protection-fr.ts';

const kinds: Readonly<Record<string, string>> = {
  read: 'Opening',
  write: 'Change',
  read_history: 'Reading of the history',
  read_binary: 'Reading of a document',
  read_accesses: 'Reading of this list',
  'write destroy': 'Destruction of an element',
  'write restore': 'Restoration of an element',
  'write carry': 'Preparation of a destruction',
  'write repair': 'Repair of the file',
  lost: 'Content found lost',
  break_glass: 'Emergency opening',
  canary: 'Canary file',
};

export const protectionEn: typeof protectionFr = {
  filesLeft: (left, of) => `${left} new files of ${of} in 24 hours are left.`,
  searchesLeft: (left, of) => `${left} searches of ${of} in 24 hours are left.`,
  daysLeft: (left, of) => `${left} agenda days of ${of} in 24 hours are left.`,
  stayOpen: 'Files and days that are open stay open.',
  frozen: 'Your access is suspended. Only emergency openings are possible.',
  emergencyTitle: 'Open this file in an emergency',
  why: 'Why now?',
  reasons: {
    emergency: 'Vital or severe emergency',
    absence: 'The usual doctor is absent, and the patient is here',
    other: 'Another reason',
  },
  words: 'A few words, if you have the time',
  consequence: (left) =>
    `The practice is notified at once. Your reason is sealed: only those who care for the patient can read it.${
      left === null ? '' : ` ${left} emergency openings are left today.`
    }`,
  openNow: 'Open now',
  chooseReason: 'Choose a reason first.',
  tab: 'Who opened this file',
  accesses: 'Who opened this file',
  accessesLead: 'Openings of the last minutes may be missing: they are numbered in batches.',
  when: 'When',
  who: 'Who',
  what: 'What',
  formerMember: 'A former member',
  noAccess: 'No opening is numbered yet.',
  older: 'Older',
  kinds,
};
